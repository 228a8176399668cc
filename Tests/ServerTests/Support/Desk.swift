import BackendAPI
import MailEngine
import MailModel
import MailStore
import Synchronization
import TestKit
import Testing
import Transport

/// One of the four ways to have an account.
struct Pair: Hashable, Sendable, CustomStringConvertible {
    var mailProtocol: MailProtocol
    var mode: StorageMode

    static let imapLeave = Pair(mailProtocol: .imap, mode: .leaveOnServer(removeAfter: nil))
    static let imapDrain = Pair(mailProtocol: .imap, mode: .downloadAndRemove)
    static let pop3Leave = Pair(mailProtocol: .pop3, mode: .leaveOnServer(removeAfter: nil))
    static let pop3Drain = Pair(mailProtocol: .pop3, mode: .downloadAndRemove)
    static let all = [imapLeave, imapDrain, pop3Leave, pop3Drain]

    var isDraining: Bool { mode == .downloadAndRemove }

    var description: String { "\(mailProtocol) \(isDraining ? "download-and-remove" : "leave-on-server")" }
}

/// Time that goes on when it is told to.
final class ManualClock: Sendable {
    private struct State {
        var now = MailDate(secondsSince1970: 1_800_000_000)
        var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    func advance(by duration: Duration) {
        let sleepers = state.withLock { state in
            state.now.secondsSince1970 += duration.components.seconds
            defer { state.sleepers = [:] }
            return state.sleepers.values
        }
        for sleeper in sleepers { sleeper.resume() }
    }

    /// Every sleep ends with the next step of the clock, however long it was meant to be.
    var engineClock: EngineClock {
        EngineClock(
            now: { self.state.withLock { $0.now } }, uptime: { .zero }, sleep: { _ in await self.sleep() },
            random: { 0.5 })
    }

    /// Returns when somebody sleeps.
    func waitForSleeper() async throws {
        try await waitUntil { state.withLock { !$0.sleepers.isEmpty } }
    }

    private func sleep() async {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.sleepers[number] = continuation }
                if Task.isCancelled { wake(number) }
            }
        } onCancel: {
            wake(number)
        }
    }

    private func wake(_ number: Int) {
        state.withLock { $0.sleepers.removeValue(forKey: number) }?.resume()
    }
}

/// An account at work: a store, an engine and a backend, as the program wires them.
struct Desk: Sendable {
    let server: MailServer
    let pair: Pair
    let store: MailDatabase
    let backend: any MailBackend
    let engine: AccountEngine
    let clock: ManualClock

    static let account = "desk"

    /// Makes an engine that has not connected yet.
    ///
    /// - Parameters:
    ///   - server: Whose mail.
    ///   - pair: Protocol and mode.
    ///   - protection: How the connection is protected.
    ///   - proxy: The line to the server, where it is not a straight one.
    ///   - store: A store that is there already; one in memory if none.
    ///   - clock: The engine's time.
    ///   - consent: Whether removing needs no question.
    ///   - name: What the account is called.
    ///   - others: All accounts' stores, where there is more than one account.
    ///   - engineClock: The engine's time, where it goes on by itself.
    /// - Throws: What the store says.
    init(
        _ server: MailServer, _ pair: Pair, _ protection: Endpoint.Protection = .none,
        through proxy: (any LoopbackLine)? = nil, store: MailDatabase? = nil, clock: ManualClock = ManualClock(),
        consent: RemovalConsent = .given, named name: AccountName? = nil, among others: [MailDatabase] = [],
        engineClock: EngineClock? = nil
    ) async throws {
        self.server = server
        self.pair = pair
        self.clock = clock
        let name = try name ?? Self.name
        self.store = try store ?? MailDatabase.inMemory(account: name)
        if pair.mailProtocol == .pop3 { try await self.store.ensureLocalMailboxes() }
        backend = server.backend(
            pair.mailProtocol, protection, through: proxy, memory: await ServerMemory.remembered(in: self.store))
        engine = AccountEngine(
            account: Account(name: name, mailProtocol: pair.mailProtocol, mode: pair.mode, host: "mail.example.org"),
            store: self.store, stores: MailDatabases(others), backend: backend, consent: consent,
            clock: engineClock ?? clock.engineClock, log: MailServer.silent)
    }

    static var name: AccountName {
        get throws {
            try #require(AccountName(account))
        }
    }

    /// Mailboxes by the store's names for them: a POP3 account's are not the server's.
    var archive: MailboxName { mailbox("Archive") }
    var trash: MailboxName { mailbox("Trash") }

    private func mailbox(_ name: String) -> MailboxName {
        pair.mailProtocol == .imap ? server.mailbox(name) : MailboxName(name) ?? .inbox
    }

    func synchronise(bodies: Bool = false) async throws(BackendError) {
        try await engine.synchroniseOnce(only: nil, bodies: bodies)
    }

    /// The rows of a mailbox, newest first.
    func rows(in mailbox: MailboxName = .inbox) async throws -> [MessageRow] {
        guard let mailbox = try await store.mailbox(named: mailbox) else { return [] }
        return try await store.messageWindow(.mailbox(mailbox.id), offset: 0, count: 10_000).rows
    }

    func row(_ number: Int, in mailbox: MailboxName = .inbox) async throws -> MessageRow? {
        try await rows(in: mailbox).first { $0.subject == "Message \(number)" }
    }

    func numbers(in mailbox: MailboxName = .inbox) async throws -> [Int] {
        try await rows(in: mailbox).compactMap { Int($0.subject.dropFirst("Message ".count)) }
    }

    func id(_ number: Int, in mailbox: MailboxName = .inbox) async throws -> StoredID {
        try #require(try await row(number, in: mailbox), "message \(number) is not in \(mailbox)").id
    }

    /// Octets of all messages that are whole here, by their numbers.
    func octets(in mailbox: MailboxName = .inbox) async throws -> [Int: [UInt8]] {
        var octets: [Int: [UInt8]] = [:]
        for row in try await rows(in: mailbox) {
            guard let content = try await store.content(of: row.id) else { continue }
            octets[Mail.number(of: content) ?? -1] = content
        }
        return octets
    }

    /// Runs the engine's loop beside `body`.
    func whileRunning(_ body: () async throws -> Void) async throws {
        let run = Task { await engine.run() }
        do {
            try await body()
        } catch {
            run.cancel()
            await run.value
            throw error
        }
        run.cancel()
        await run.value
    }

    /// Returns when the store's message list is as it should be.
    ///
    /// - Throws: Where the test is over before that.
    func wait(in mailbox: MailboxName = .inbox, until condition: ([MessageRow]) -> Bool) async throws {
        while true {
            try Task.checkCancellation()
            if let known = try await store.mailbox(named: mailbox) {
                let source = MessageSource.mailbox(known.id)
                for await window in store.observeMessageWindow(source, offset: 0, count: 1000)
                where condition(window.rows) { return }
            }
            await Task.yield()
        }
    }

    /// Lets the time pass that the server wants between two logins, if it wants any: the engine waits for it.
    func passLoginDelay() async throws {
        guard let delay = await backend.capabilities.loginDelay, delay > .zero else { return }
        for await status in engine.statuses { if case .later = status.connection { break } }
        try await clock.waitForSleeper()
        clock.advance(by: delay)
    }

    /// Returns when nothing waits for the server.
    func waitUntilSent() async throws {
        var known = 0
        while try await store.pendingCount() > 0 {
            try Task.checkCancellation()
            known = await store.waitForChange(of: .journal, after: known) ?? known
        }
    }
}

extension MailServer {
    /// The numbers of the messages in a mailbox that are not marked as deleted, ascending.
    func numbers(in mailbox: MailboxName = .inbox) async throws -> [Int] {
        try await messages(in: mailbox).filter { !$0.flags.contains(.deleted) }.compactMap {
            Mail.number(of: $0.octets)
        }.sorted()
    }

    func deliverShort(_ numbers: ClosedRange<Int>) async throws {
        for number in numbers { try await deliver(Mail.short(number), date: 1_700_000_000 + Int64(number)) }
    }
}
