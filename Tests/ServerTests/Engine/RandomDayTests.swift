import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

/// A day at which everything happens, in an order that the seed decides.
struct Day: Hashable, Sendable, CustomTestStringConvertible {
    var place: Place
    var seed: UInt64

    /// The larger numbers are those of days that have shown something.
    private static let seeds: [MailServer.Kind: [UInt64]] = [
        .embedded: [1, 2, 18, 23, 38, 67, 83, 117], .dovecot: [1, 2], .courier: [1], .cyrus: [1],
    ]

    static let all = MailServer.Kind.allCases.flatMap { server in
        server.features.flatMap { features in
            seeds[server, default: []].map { seed in
                Day(place: Place(server: server, pair: .imapLeave, features: features), seed: seed)
            }
        }
    }

    var testDescription: String { "\(place.testDescription), seed \(seed)" }
}

@Suite("this reader, another one and a bad line", .timeLimit(.minutes(2)))
struct RandomDayTests {
    @Test("agree in the end, and lose nothing that nobody removed", arguments: Day.all)
    func converge(_ day: Day) async throws {
        let scene = try await Scene(day)
        for _ in 0..<70 { try await scene.step() }
        try await scene.expectAgreement()
        await scene.server.end()
    }
}

/// What happens, and what may have come of it.
private final class Scene {
    private var mailboxes: [MailboxName] { [.inbox, server.archive, server.trash] }

    let server: MailServer
    private let day: Day
    private let desk: Desk
    private let other: any MailBackend
    private let proxy: LatencyProxy
    private var random: SeededGenerator
    private var delivered = 0
    /// Numbers of messages that somebody has removed for good.
    private var removed: Set<Int> = []
    /// What happened, for a day that ends badly.
    private var story: [String] = []

    init(_ day: Day) async throws {
        self.day = day
        random = SeededGenerator(seed: day.seed)
        server = try await MailServer(day.place.server, day.place.features)
        proxy = server.proxy(.imap)
        desk = try await Desk(server, .imapLeave, through: proxy)
        other = server.backend(.imap)
        for _ in 0..<5 { try await deliver() }
        try await other.connect()
        try await desk.synchronise()
    }

    func step() async throws {
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: try await deliver()
        case 2: try await otherFlags()
        case 3: try await otherMoves()
        case 4: try await otherRemoves()
        case 5, 6: try await deskFlags()
        case 7, 8: try await deskMoves()
        case 9: try await deskDeletes()
        case 10:
            story.append("undo")
            _ = try await desk.engine.undo()
        case 11, 12: try await synchroniseOverBadLine()
        default: try await renumberOrSynchronise()
        }
    }

    private func deliver() async throws {
        delivered += 1
        story.append("deliver \(delivered)")
        try await server.deliver(Mail.short(delivered), date: 1_700_000_000 + Int64(delivered))
    }

    // MARK: - Another reader

    private func otherChoice() async throws -> (id: RemoteID, number: Int, mailbox: MailboxName)? {
        guard let mailbox = mailboxes.randomElement(using: &random) else { return nil }
        let messages = try await other.knowledge(of: mailbox).messages.values.sorted { $0.id.uid ?? 0 < $1.id.uid ?? 0 }
        guard let message = messages.randomElement(using: &random) else { return nil }
        return (message.id, Int(message.summary?.subject.dropFirst(8) ?? "") ?? 0, mailbox)
    }

    private func otherFlags() async throws {
        guard let chosen = try await otherChoice() else { return }
        let flag: Flag = [.seen, .flagged, .answered, .keyword("Work")].randomElement(using: &random) ?? .seen
        let isSet = Bool.random(using: &random)
        story.append("other: \(flag) \(isSet) on \(chosen.number) in \(chosen.mailbox)")
        _ = try await other.perform(
            .storeFlags(add: isSet ? [flag] : [], remove: isSet ? [] : [flag], on: [chosen.id], in: chosen.mailbox))
    }

    private func otherMoves() async throws {
        guard day.place.features != .none, let chosen = try await otherChoice(),
            let target = mailboxes.filter({ $0 != chosen.mailbox }).randomElement(using: &random)
        else { return }
        story.append("other: \(chosen.number) from \(chosen.mailbox) to \(target)")
        _ = try await other.perform(.move([chosen.id], from: chosen.mailbox, to: target))
    }

    private func otherRemoves() async throws {
        guard day.place.features != .none, let chosen = try await otherChoice() else { return }
        story.append("other: remove \(chosen.number) from \(chosen.mailbox)")
        removed.insert(chosen.number)
        _ = try await other.perform(.remove([chosen.id], from: chosen.mailbox))
    }

    // MARK: - This one

    private func deskChoice() async throws -> (row: MessageRow, number: Int, mailbox: MailboxName)? {
        guard let mailbox = mailboxes.randomElement(using: &random),
            let row = try await desk.rows(in: mailbox).randomElement(using: &random)
        else { return nil }
        return (row, Int(row.subject.dropFirst(8)) ?? 0, mailbox)
    }

    private func deskFlags() async throws {
        guard let chosen = try await deskChoice() else { return }
        let flag: Flag = [.seen, .flagged, .answered, .keyword("Work")].randomElement(using: &random) ?? .seen
        let isSet = Bool.random(using: &random)
        story.append("desk: \(flag) \(isSet) on \(chosen.number) in \(chosen.mailbox)")
        try await desk.engine.submit(.setFlag(flag, isSet, on: [chosen.row.id]))
    }

    private func deskMoves() async throws {
        guard let chosen = try await deskChoice(),
            let target = [MailboxRole.inbox, .archive, .trash].randomElement(using: &random)
        else { return }
        story.append("desk: \(chosen.number) from \(chosen.mailbox) to \(target)")
        try await desk.engine.submit(.move([chosen.row.id], to: .role(target)))
    }

    private func deskDeletes() async throws {
        guard let chosen = try await deskChoice() else { return }
        story.append("desk: delete \(chosen.number) in \(chosen.mailbox)")
        removed.insert(chosen.number)
        try await desk.engine.submit(.deleteForever([chosen.row.id]))
    }

    // MARK: - The line

    private func synchroniseOverBadLine() async throws {
        let offset = Int.random(in: 0..<7000, using: &random)
        proxy.cut(afterOctetsToClient: offset)
        var outcome = "in step"
        do { try await desk.synchronise() } catch { outcome = "broken" }
        story.append("line cut after \(offset): \(outcome)")
        proxy.resetTraffic()
    }

    private func renumberOrSynchronise() async throws {
        guard Int.random(in: 0..<3, using: &random) == 0 else {
            story.append("synchronise")
            return try await desk.synchronise()
        }
        story.append("renumber INBOX")
        await other.disconnect()
        try await server.renumber()
        try await other.connect()
    }

    // MARK: - The end

    func expectAgreement() async throws {
        for _ in 0..<4 { try await desk.synchronise() }
        let end = Comment(rawValue: "\(day.testDescription): \(story.joined(separator: "; "))")
        var there: [Int] = []
        for mailbox in mailboxes {
            let knowledge = try await other.knowledge(of: mailbox)
            let theirs = knowledge.messages.values.map { "\($0.summary?.subject ?? "?") \($0.flags.all)" }.sorted()
            let ours = try await desk.rows(in: mailbox).map { "\($0.subject) \($0.flags.all)" }.sorted()
            #expect(ours == theirs, end)
            there += knowledge.messages.values.compactMap { Int($0.summary?.subject.dropFirst(8) ?? "") }
        }
        #expect(Set(1...delivered).subtracting(there).isSubset(of: removed), end)
        // Without UIDPLUS the original of a move stays, marked.
        if day.place.features != .none { #expect(Set(there).count == there.count, end) }
        #expect(try await desk.store.pendingCount() == 0, end)
        await other.disconnect()
    }
}
