import BackendAPI
import Logging
import MailModel
import MailStore

/// What a server has put off while its connection goes on: one line for all of it, and one time of the next try.
struct Deferrals {
    struct Deferral {
        /// A mailbox, or what was to be done.
        var what: String
        var why: Postponement
        var serverText: String
        /// When it is tried again, by the monotonic clock; nothing as long as the round goes on in which it was put off.
        var end: Duration?
    }

    /// How often one action may hit a limit before it is taken for one that stays.
    private static let mostHits = 6

    /// The first of the last round; nothing where nothing is put off.
    private(set) var first: Deferral?
    /// The last action that was known when actions were put off: none is tried again before there is another.
    var newestAction: Int64?
    private var backoff = Backoff()
    private var hits: [Int64: Int] = [:]

    mutating func add(_ what: String, _ why: Postponement, serverText: String) {
        if first == nil { first = Deferral(what: what, why: why, serverText: serverText) }
    }

    /// A new round begins, in which all is tried again.
    mutating func beginRound() {
        first = nil
        newestAction = nil
    }

    /// Ends a round: with nothing put off, patience is as it was at first.
    mutating func endRound(now: Duration, random: Double) {
        guard let deferral = first else {
            backoff.reset()
            hits = [:]
            return
        }
        if deferral.end == nil { first?.end = now + backoff.patience(deferral.why, random: random) }
    }

    /// Whether an action has hit a limit so often that it will go on to: a limit of how much is asked for passes
    /// (RFC 5530 §3: "an implementation limit of some kind").
    mutating func isHopeless(_ action: Int64, _ why: Postponement) -> Bool {
        guard why == .limit else { return false }
        hits[action, default: 0] += 1
        return hits[action, default: 0] >= Self.mostHits
    }
}

extension AccountEngine {
    /// The server puts one thing off; the rest goes on.
    func putOff(_ what: String, _ why: Postponement, serverText: String) {
        log.notice("put off: \(BackendError.postponed(why, serverText: serverText).statusText)")
        deferrals.add(what, why, serverText: serverText)
    }

    /// Ends a round of the loop; shows what is put off, and returns how long it is until the next try of it.
    func showDeferral() -> Duration? {
        let now = clock.uptime()
        deferrals.endRound(now: now, random: clock.random())
        guard let deferral = deferrals.first, let end = deferral.end else { return nil }
        let left = max(.zero, end - now)
        publish { status in
            status.connection = .later(
                reason: "\(deferral.what): \(deferral.why.words)", serverText: deferral.serverText,
                next: moment(after: left))
            status.progress = nil
        }
        return left
    }

    /// The server has put actions off, and nobody has asked for anything new since.
    func isJournalPutOff() async throws(BackendError) -> Bool {
        guard let known = deferrals.newestAction else { return false }
        return try await stored { () async throws(StoreError) in try await store.newestAction() } == known
    }

    /// The machine has slept, or its network is another one: a connection is asked whether it is still there, and a
    /// retry that was being waited for is made at once.
    package func doubtConnection() async {
        await wakes.send(.doubted)
        do throws(BackendError) { try await backend.probe() } catch {
            // Whoever waits on the connection has learned it too, and makes another.
            log.notice("the connection was gone: \(error.statusText)")
        }
    }

    /// Drops the connection there may be, and makes a new one at once.
    ///
    /// What is under way on the old one ends with it: it may be what somebody does not want to wait for any more.
    package func reconnect() async {
        await wakes.send(.reconnect)
        if isBusy { await backend.breakOff() }
    }
}
