import BackendAPI
import Logging
import MailModel
import MailStore
import Synchronization
import Testing

@testable import MailEngine

/// The waits that an engine asked its clock for, in order.
final class Sleeps: Sendable {
    private let durations = Mutex<[Duration]>([])

    var all: [Duration] { durations.withLock { $0 } }

    func note(_ duration: Duration) { durations.withLock { $0.append(duration) } }
}

/// An engine over a store in memory and a server in memory.
struct EngineFixture {
    let store: MailDatabase
    let backend: FakeBackend
    let engine: AccountEngine
    let sleeps = Sleeps()

    init(
        _ backend: FakeBackend, mode: StorageMode = .leaveOnServer(removeAfter: nil), isPOP3: Bool = false,
        consent: RemovalConsent = .notAsked, waitsForTimers: Bool = false, store known: MailDatabase? = nil,
        keepTrash: Duration? = nil, now: @escaping @Sendable () -> MailDate = { Self.start },
        host: String = "mail.example.org", asksForPassword: Bool = false, time: SteppedTime? = nil
    ) async throws {
        let name = try #require(AccountName("test"))
        store = try known ?? MailDatabase.inMemory(account: name)
        if isPOP3 { try await store.ensureLocalMailboxes() }
        self.backend = backend
        let sleeps = sleeps
        let clock = EngineClock(
            now: now, uptime: { .zero },
            sleep: { duration in
                sleeps.note(duration)
                // Ended by the task's cancellation.
                if waitsForTimers { try? await Task.sleep(for: .seconds(3600)) }
                await Task.yield()
            },
            random: { 0.5 })
        engine = AccountEngine(
            account: Account(
                name: name, mailProtocol: isPOP3 ? .pop3 : .imap, mode: mode, host: host, keepTrash: keepTrash,
                asksForPassword: asksForPassword),
            store: store, backend: backend, consent: consent, clock: time?.clock ?? clock,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What the clock says.
    static let start = MailDate(secondsSince1970: 1_800_000_000)

    static func message(_ number: UInt32, isPOP3: Bool = false) -> FakeBackend.Message {
        let text =
            "From: Ann <ann@example.org>\r\nMessage-ID: <\(number)@example.org>\r\nSubject: number \(number)\r\n\r\nBody \(number)\r\n"
        let id = isPOP3 ? RemoteID.uidl("u\(number)") : .uid(number, validity: 1)
        return FakeBackend.Message(id: id, octets: Array(text.utf8))
    }

    func rows(in name: MailboxName = .inbox) async throws -> [MessageRow] {
        guard let mailbox = try await store.mailbox(named: name) else { return [] }
        return try await store.messageWindow(.mailbox(mailbox.id), offset: 0, count: 1000).rows
    }

    /// Runs the engine's loop while `body` waits for what it does.
    func whileRunning(_ body: () async throws -> Void) async throws {
        let run = Task { await engine.run() }
        defer { run.cancel() }
        try await body()
    }

    /// Returns once the engine's status satisfies the condition.
    func wait(until condition: (AccountStatus.Connection) -> Bool) async {
        for await status in engine.statuses where condition(status.connection) { return }
    }
}

/// Time that goes on when it is told to, and ends the waits that are over then.
final class SteppedTime: Sendable {
    private struct Sleeper {
        var end: Duration
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var uptime = Duration.zero
        var sleepers: [Int: Sleeper] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    static let start: Int64 = 1_800_000_000

    var clock: EngineClock {
        EngineClock(
            now: { MailDate(secondsSince1970: Self.start + self.uptime.components.seconds) }, uptime: { self.uptime },
            sleep: { await self.sleep($0) }, random: { 0.5 })
    }

    private var uptime: Duration { state.withLock { $0.uptime } }

    /// Time goes on once somebody waits for it: whoever has just said how long would otherwise wait longer.
    func advance(by duration: Duration) async {
        while !Task.isCancelled, state.withLock({ $0.sleepers.isEmpty }) { await Task.yield() }
        let over = state.withLock { state in
            state.uptime += duration
            let over = state.sleepers.filter { $0.value.end <= state.uptime }
            for number in over.keys { state.sleepers[number] = nil }
            return over.values
        }
        for sleeper in over { sleeper.continuation.resume() }
    }

    private func sleep(_ duration: Duration) async {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    let end = state.uptime + duration
                    guard duration > .zero, !Task.isCancelled else { return true }
                    state.sleepers[number] = Sleeper(end: end, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume()
        }
    }
}
