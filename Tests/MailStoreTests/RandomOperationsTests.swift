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
    /// As the server has them, with those that it is still to make.
    var mailboxes = ["INBOX", "Archive", "Trash"]
    /// Asked to be deleted: nothing is put into them any more.
    var leaving: Set<String> = []

    /// A person's own.
    var own: [String] { mailboxes.dropFirst(3).filter { !leaving.contains($0) } }
    var open: [String] { mailboxes.filter { !leaving.contains($0) } }

    /// What the server has done.
    mutating func settle(_ kind: RemoteAction.Kind) {
        switch kind {
        case .renameMailbox(let old, let new):
            mailboxes = mailboxes.map { $0 == old.text ? new.text : $0 }
            for (number, message) in messages where message.mailbox == old.text {
                messages[number]?.mailbox = new.text
            }
        case .deleteMailbox(let name):
            mailboxes.removeAll { $0 == name.text }
            leaving.remove(name.text)
        default: break
        }
    }

    func shown(in mailbox: String) -> [String] {
        messages.values.filter { $0.mailbox == mailbox }.sorted { $0.number > $1.number }.map {
            "\($0.number) \($0.flags.bits) \($0.flags.keywords)"
        }
    }
}

@Suite("Any sequence of operations")
struct RandomOperationsTests {
    @Test("leaves the store as a plain model says, with exact counts", arguments: 1...6)
    func random(_ seed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let store = try await imapStore()
        var model = Model()
        var next = 1
        for _ in 0..<120 {
            switch Int.random(in: 0..<13, using: &generator) {
            case 0, 1:
                let count = Int.random(in: 1...8, using: &generator)
                let flags: Flags = Bool.random(using: &generator) ? [.seen] : []
                let mailbox = model.open.randomElement(using: &generator) ?? "INBOX"
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
            case 8, 9, 10:
                try await changeMailboxes(store, &model, &generator)
            default:
                for action in try await store.send() {
                    _ = try await store.settle(action, outcome: .done(assigned: Self.assigned(action)))
                    model.settle(action.kind)
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
        for mailbox in model.mailboxes {
            for row in try await store.rows(mailbox) where Int.random(in: 0..<5, using: &generator) == 0 {
                chosen.append((Int(row.date.secondsSince1970), row.id))
            }
        }
        return chosen
    }

    private func flag(_ store: MailDatabase, _ model: inout Model, _ generator: inout SeededGenerator) async throws {
        let chosen = try await choose(store, model, &generator)
        let flag = [Flag.seen, .flagged, .keyword("x")].randomElement(using: &generator) ?? .seen
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
        let mailbox = model.open.randomElement(using: &generator) ?? "INBOX"
        _ = try await store.submit(.move(chosen.map(\.id), to: .mailbox(store.id(mailbox))))
        for message in chosen { model.messages[message.number]?.mailbox = mailbox }
    }

    private func changeMailboxes(
        _ store: MailDatabase, _ model: inout Model, _ generator: inout SeededGenerator
    ) async throws {
        let path = try MailboxPath("own\(Int.random(in: 0..<5, using: &generator))")
        let before = model
        let submitted: SubmittedAction
        do {
            switch (model.own.randomElement(using: &generator), Int.random(in: 0..<3, using: &generator)) {
            case (let own?, 0): submitted = try await store.submit(.renameMailbox(store.id(own), to: path))
            case (let own?, 1):
                submitted = try await store.submit(.deleteMailbox(store.id(own)))
                for message in model.messages.values where message.mailbox == own {
                    model.messages[message.number]?.mailbox = "Trash"
                }
                model.leaving.insert(own)
            default:
                submitted = try await store.submit(.createMailbox(path, in: account))
                model.mailboxes.append(path.description)
            }
        } catch StoreError.refused {
            return
        }
        // What no server knows is changed at once.
        let shown = Set(try await store.mailboxRows().map(\.name.text))
        if let new = shown.subtracting(model.mailboxes).first, let old = Set(model.mailboxes).subtracting(shown).first {
            model.settle(.renameMailbox(name(old), to: name(new)))
        }
        for gone in Set(model.mailboxes).subtracting(shown) { model.settle(.deleteMailbox(name(gone))) }
        if submitted.canBeUndone, Int.random(in: 0..<4, using: &generator) == 0 {
            try #require(try await store.undo() != nil)
            model = before
        }
    }

    /// Moved messages are called what they were: each mailbox's UIDs are all messages' numbers.
    private static func assigned(_ action: RemoteAction) -> [RemoteID: RemoteID] {
        guard case .move(let ids, _, _) = action.kind else { return [:] }
        return Dictionary(uniqueKeysWithValues: ids.map { ($0, $0) })
    }

    private func compare(_ store: MailDatabase, _ model: Model) async throws {
        let shown = try await store.mailboxRows().map(\.name.text)
        try #require(shown == model.mailboxes.sorted())
        for mailbox in model.mailboxes {
            let rows = try await store.rows(mailbox)
            let texts = rows.map { "\($0.date.secondsSince1970) \($0.flags.bits) \($0.flags.keywords)" }
            try #require(texts == model.shown(in: mailbox))
            let unread = rows.count { !$0.flags.contains(.seen) }
            try #require(try await store.counts(mailbox) == [rows.count, unread])
        }
    }
}
