import GRDB
import MailModel
import Testing

@testable import MailStore

/// The same operations on lists in memory, as plainly as can be.
private struct Model {
    struct Message {
        var number: Int
        var mailbox: String
        var flags: Flags
    }

    var messages: [Int: Message] = [:]

    func shown(in mailbox: String) -> [String] {
        messages.values.filter { $0.mailbox == mailbox }.sorted { $0.number > $1.number }.map {
            "\($0.number) \($0.flags.bits)"
        }
    }
}

@Suite("Any sequence of operations")
struct RandomOperationsTests {
    private static let mailboxes = ["INBOX", "Archive", "Trash"]

    @Test("leaves the store as a plain model says, with exact counts", arguments: 1...6)
    func random(_ seed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let store = try await imapStore(Self.mailboxes)
        var model = Model()
        var next = 1
        for _ in 0..<80 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0, 1:
                let count = Int.random(in: 1...8, using: &generator)
                let flags: Flags = Bool.random(using: &generator) ? [.seen] : []
                let mailbox = Self.mailboxes.randomElement(using: &generator) ?? "INBOX"
                let numbers = next..<next + count
                try await store.arrive(numbers.map { arrival($0, flags: flags) }, in: mailbox)
                for number in numbers {
                    model.messages[number] = Model.Message(number: number, mailbox: mailbox, flags: flags)
                }
                next += count
            case 2, 3, 4:
                try await flag(store, &model, &generator)
            case 5, 6:
                try await move(store, &model, &generator)
            case 7:
                let chosen = try await choose(store, model, &generator)
                _ = try await store.submit(.deleteForever(chosen.map(\.id)))
                for message in chosen { model.messages[message.number] = nil }
            default:
                for action in try await store.send() {
                    _ = try await store.settle(action, outcome: .done(assigned: Self.assigned(action)))
                }
            }
            try await compare(store, model)
        }
    }

    private typealias Chosen = (number: Int, id: StoredID)

    private func choose(
        _ store: MailDatabase, _ model: Model, _ generator: inout SeededGenerator
    ) async throws -> [Chosen] {
        var chosen: [Chosen] = []
        for mailbox in Self.mailboxes {
            for row in try await store.rows(mailbox) where Int.random(in: 0..<5, using: &generator) == 0 {
                chosen.append((Int(row.date.secondsSince1970), row.id))
            }
        }
        return chosen
    }

    private func flag(_ store: MailDatabase, _ model: inout Model, _ generator: inout SeededGenerator) async throws {
        let chosen = try await choose(store, model, &generator)
        let flag: Flag = Bool.random(using: &generator) ? .seen : .flagged
        let isSet = Bool.random(using: &generator)
        _ = try await store.submit(.setFlag(flag, isSet, on: chosen.map(\.id)))
        let before = model
        for message in chosen {
            if isSet { model.messages[message.number]?.flags.insert(flag) }
            if !isSet { model.messages[message.number]?.flags.remove(flag) }
        }
        let isChanged = before.messages.contains { $0.value.flags != model.messages[$0.key]?.flags }
        if isChanged && Int.random(in: 0..<4, using: &generator) == 0 {
            _ = try await store.undo()
            model = before
        }
    }

    private func move(_ store: MailDatabase, _ model: inout Model, _ generator: inout SeededGenerator) async throws {
        let chosen = try await choose(store, model, &generator)
        let mailbox = Self.mailboxes.randomElement(using: &generator) ?? "INBOX"
        _ = try await store.submit(.move(chosen.map(\.id), to: .mailbox(store.id(mailbox))))
        for message in chosen { model.messages[message.number]?.mailbox = mailbox }
    }

    /// Moved messages are called what they were: each mailbox's UIDs are all messages' numbers.
    private static func assigned(_ action: RemoteAction) -> [RemoteID: RemoteID] {
        guard case .move(let ids, _, _) = action.kind else { return [:] }
        return Dictionary(uniqueKeysWithValues: ids.map { ($0, $0) })
    }

    private func compare(_ store: MailDatabase, _ model: Model) async throws {
        for mailbox in Self.mailboxes {
            let rows = try await store.rows(mailbox)
            try #require(rows.map { "\($0.date.secondsSince1970) \($0.flags.bits)" } == model.shown(in: mailbox))
            let unread = rows.count { !$0.flags.contains(.seen) }
            try #require(try await store.counts(mailbox) == [rows.count, unread])
        }
    }
}
