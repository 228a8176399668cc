import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit

/// A day as it goes: other clients, the person, the line, all at once.
final class DayScene {
    let server: MailServer
    let record = DayRecord()
    let store: MailDatabase
    private let plan: DayPlan
    private let proxy: LatencyProxy
    private let person: Person
    private var desk: Desk
    private var clientCount = 0

    init(_ place: Place, seed: UInt64) async throws {
        plan = DayPlan(seed: seed)
        server = try await MailServer(place.server, place.features)
        proxy = server.proxy(.imap)
        desk = try await Desk(server, .imapLeave, through: proxy)
        store = desk.store
        Self.listen(to: desk, record)
        person = Person(server, store: store, record: record)
    }

    func play() async throws {
        for number in 1...6 {
            record.noteDelivered(number, [], in: MailboxName.inbox.text)
            try await server.deliver(Mail.short(number), date: 1_700_000_000 + Int64(number))
        }
        for (number, phase) in plan.phases.enumerated() {
            record.tell("— \(number + 1): \(phase.presence)\(phase.isRestarted ? ", restarted" : "")")
            try await play(phase)
        }
    }

    private static func listen(to desk: Desk, _ record: DayRecord) {
        let notes = desk.engine.notes
        Task { for await note in notes { record.tell("note: \(note)") } }
    }

    /// Nobody else does anything: brings all in step, until nothing changes any more.
    ///
    /// What has to be missed by two comparisons before it is taken for gone needs them both.
    func settle() async throws {
        var pictures: [[String]] = []
        var troubles = 0
        for _ in 1...12 {
            let moment = record.now()
            try await synchronise(&troubles)
            pictures.append(try await picture())
            let isStill = pictures.count > 2 && Set(pictures.suffix(3)).count == 1
            if isStill, try await store.pendingCount() == 0 { return record.noteInStep(since: moment) }
        }
        record.tell("it goes on changing")
    }

    /// Dovecot ends sessions by itself that meet what others have deleted, and a machine may be too busy: twice a day.
    private func synchronise(_ troubles: inout Int) async throws {
        do {
            try await desk.synchronise()
        } catch {
            switch error {
            case .unreachable where troubles < 2, .postponed(.trouble, _) where troubles < 2:
                record.tell("synchronising: \(error)")
                troubles += 1
            default: throw error
            }
        }
    }

    private func picture() async throws -> [String] {
        var lines: [String] = []
        for mailbox in try await store.mailboxRows() {
            lines.append("\(mailbox)")
            for row in try await rows(in: mailbox) { lines.append("\(row)") }
        }
        return lines
    }

    func rows(in mailbox: MailboxRow) async throws -> [MessageRow] {
        try await store.messageWindow(.mailbox(mailbox.id), offset: 0, count: 10_000).rows
    }

    // MARK: - A phase

    private func play(_ phase: DayPlan.Phase) async throws {
        if phase.beginsInStep { try await settle() }
        if phase.isRestarted {
            desk = try await Desk(server, .imapLeave, through: proxy, store: store)
            Self.listen(to: desk, record)
        }
        if phase.isRenumbered {
            record.tell("INBOX renumbered")
            // A MOVE in the middle of it would leave its message in both mailboxes.
            try await server.waitUntilAlone()
            try await server.renumber()
        }
        record.noteAway(phase.presence == .away)
        let company = Company(phase, desk, proxy, clientsBefore: clientCount, record)
        clientCount += phase.clients.count
        do {
            for (number, act) in phase.person.enumerated() {
                await company.beat.wait(for: number)
                try await person.play(act, with: desk.engine)
            }
        } catch {
            await company.leave()
            throw error
        }
        try await company.end()
        proxy.resetTraffic()
        record.noteAway(false)
    }
}

/// All but the person, for a while: each a task of its own.
private struct Company: Sendable {
    let beat = Beat()
    private let engine: Task<Void, Never>
    private let line: Task<Void, Never>
    private let others: Task<Void, any Error>

    init(_ phase: DayPlan.Phase, _ desk: Desk, _ proxy: LatencyProxy, clientsBefore count: Int, _ record: DayRecord) {
        let beat = beat
        engine = Task { await Self.work(desk, phase.presence, until: beat, record) }
        line = Task { await Self.disturb(proxy, phase.line, desk, beat, record) }
        others = Task {
            defer { beat.end() }
            try await Self.play(phase.clients, first: count, desk.server, beat, record)
        }
    }

    /// Returns when the others have done what they wanted to, and the engine has stopped.
    func end() async throws {
        let result = await others.result
        await leave()
        try result.get()
    }

    func leave() async {
        beat.end()
        await line.value
        engine.cancel()
        await engine.value
    }

    /// Other clients, each in a thread of its own.
    private static func play(
        _ clients: [[OtherAct]], first: Int, _ server: MailServer, _ beat: Beat, _ record: DayRecord
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, acts) in clients.enumerated() {
                group.addTask {
                    try await inBackground {
                        let client = try OtherClient(server, number: first + number + 1, record: record)
                        for act in acts {
                            client.play(act)
                            beat.strike()
                        }
                        client.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The engine's part, until it is cancelled or nobody does anything any more.
    private static func work(_ desk: Desk, _ presence: DayPlan.Presence, until beat: Beat, _ record: DayRecord) async {
        switch presence {
        case .away: return
        case .running: await desk.engine.run()
        case .again:
            while !Task.isCancelled, !beat.isOver {
                do {
                    try await desk.synchronise()
                } catch {
                    record.tell("synchronising: \(error)")
                }
                await beat.waitForNext()
            }
        }
    }

    private static func disturb(
        _ proxy: LatencyProxy, _ acts: [LineAct], _ desk: Desk, _ beat: Beat, _ record: DayRecord
    ) async {
        for (number, act) in acts.enumerated() {
            await beat.wait(for: 2 * number)
            record.tell("\(act)")
            switch act {
            case .breaks(let octets): proxy.cut(afterOctetsToClient: octets)
            case .mends: proxy.resetTraffic()
            case .timePasses: desk.clock.advance(by: .seconds(1))
            }
        }
    }
}
