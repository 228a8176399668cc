import BackendAPI
import MailModel
import Testing

@Suite("actions (RFC 9051 §6.4, RFC 4315, RFC 6851)", .timeLimit(.minutes(1)))
struct ActionsTests {
    private func subjects(_ server: MailServer, _ mailbox: MailboxName) async throws -> [Int] {
        try await server.messages(in: mailbox).filter { !$0.flags.contains(.deleted) }.compactMap {
            Mail.number(of: $0.octets)
        }.sorted()
    }

    private func fill(_ server: MailServer, _ numbers: ClosedRange<Int>) async throws {
        for number in numbers { try await server.deliver(Mail.short(number), date: 1_700_000_000 + Int64(number)) }
    }

    @Test("flags are set and taken away, twice without harm", arguments: Setting.imap)
    func flags(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...3)
            let knowledge = try await backend.knowledge()
            let ids = knowledge.order
            for isRepeat in [false, true] {
                let add = RemoteAction.Kind.storeFlags(add: [.seen, .flagged], remove: [], on: ids, in: .inbox)
                #expect(try await backend.perform(add, isRepeat: isRepeat) == .done(assigned: [:]))
            }
            let remove = RemoteAction.Kind.storeFlags(add: [.answered], remove: [.flagged], on: [ids[0]], in: .inbox)
            #expect(try await backend.perform(remove) == .done(assigned: [:]))
            let now = try await backend.knowledge().messages.mapValues(\.flags)
            #expect(now[ids[0]] == [.seen, .answered])
            #expect(now[ids[1]] == [.seen, .flagged])
        }
    }

    @Test("a move takes exactly these messages, and names them anew", arguments: Setting.imap)
    func move(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...4)
            var knowledge = try await backend.knowledge()
            let ids = try [2, 4].map { try #require(knowledge.message("Message \($0)")?.id) }
            let move = RemoteAction.Kind.move(ids, from: .inbox, to: server.archive)
            let outcome = try #require(try await backend.perform(move))
            #expect(try await subjects(server, .inbox) == [1, 3])
            #expect(try await subjects(server, server.archive) == [2, 4])
            let archive = try await backend.knowledge(of: server.archive)
            if setting.features == .none {
                // Copied, but no UIDPLUS: the original is left marked, and the person is told.
                #expect(!outcome.isDone)
            } else {
                #expect(Set(outcome.assigned.keys) == Set(ids))
                #expect(Set(outcome.assigned.values) == Set(archive.order))
            }
            // Once more, as after an answer that never came.
            _ = try await backend.perform(move, isRepeat: true)
            #expect(try await subjects(server, .inbox) == [1, 3])
            #expect(try await subjects(server, server.archive) == [2, 4])
            try await backend.compare(with: &knowledge)
            let shown = knowledge.messages.values.filter { !$0.flags.contains(.deleted) }
            #expect(shown.compactMap { $0.summary?.subject }.sorted() == ["Message 1", "Message 3"])
        }
    }

    @Test("a copy leaves the original, and a repeated one makes no second copy", arguments: Setting.imap)
    func copy(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...3)
            let knowledge = try await backend.knowledge()
            let copy = RemoteAction.Kind.copy(knowledge.order, from: .inbox, to: server.archive)
            let outcome = try #require(try await backend.perform(copy))
            let archive = try await backend.knowledge(of: server.archive)
            #expect(outcome.isDone)
            if setting.features != .none { #expect(Set(outcome.assigned.values) == Set(archive.order)) }
            #expect(try await backend.perform(copy, isRepeat: true)?.isDone == true)
            #expect(try await subjects(server, .inbox) == [1, 2, 3])
            #expect(try await subjects(server, server.archive) == [1, 2, 3])
        }
    }

    @Test("a removal takes nothing that somebody else has marked", arguments: Setting.imap)
    func remove(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...4)
            let knowledge = try await backend.knowledge()
            let marked = try #require(knowledge.message("Message 1")?.id)
            let target = try #require(knowledge.message("Message 3")?.id)
            let mark = RemoteAction.Kind.storeFlags(add: [.deleted], remove: [], on: [marked], in: .inbox)
            #expect(try await backend.perform(mark)?.isDone == true)
            let outcome = try #require(try await backend.perform(.remove([target], from: .inbox)))
            let held = try await server.messages().compactMap { Mail.number(of: $0.octets) }.sorted()
            if setting.features == .none {
                // Nothing goes without UIDPLUS, and the person is told why.
                #expect(held == [1, 2, 3, 4])
                #expect(!outcome.isDone)
            } else {
                #expect(held == [1, 2, 4])
                #expect(outcome.isDone)
                #expect(try await backend.perform(.remove([target], from: .inbox), isRepeat: true)?.isDone == true)
            }
        }
    }

    @Test("a mailbox is made, and made again without harm", arguments: Setting.imap)
    func create(_ setting: Setting) async throws {
        try await setting.withBackend { (server, backend) async throws in
            let name = server.mailbox("New")
            #expect(try await backend.perform(.createMailbox(name))?.isDone == true)
            #expect(try await backend.perform(.createMailbox(name), isRepeat: true)?.isDone == true)
            #expect(try await backend.mailboxes().filter { $0.name == name }.count == 1)
        }
    }

    @Test("a mailbox gets another name with its messages and those in it, while it is open", arguments: Setting.imap)
    func rename(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...2)
            let (old, new) = (server.mailbox("Öld"), server.mailbox("New one"))
            let oldInner = try await old.inner("in", of: backend)
            let newInner = try await new.inner("in", of: backend)
            for name in [old, oldInner] {
                #expect(try await backend.perform(.createMailbox(name))?.isDone == true)
            }
            let ids = try await backend.knowledge().order
            #expect(try await backend.perform(.copy(ids, from: .inbox, to: old))?.isDone == true)
            #expect(try await backend.knowledge(of: old).messages.count == 2)
            let rename = RemoteAction.Kind.renameMailbox(old, to: new)
            #expect(try await backend.perform(rename)?.isDone == true)
            #expect(try await backend.perform(rename, isRepeat: true)?.isDone == true)
            let names = try await backend.mailboxes().map(\.name)
            #expect(names.contains(new) && names.contains(newInner))
            #expect(!names.contains(old) && !names.contains(oldInner))
            #expect(try await backend.knowledge(of: new).messages.count == 2)
            #expect(
                try await backend.perform(.renameMailbox(new, to: server.archive))?.isDone == false, "that is taken")
            #expect(try await subjects(server, .inbox) == [1, 2])
        }
    }

    @Test("a mailbox is deleted only where it is empty, and twice without harm", arguments: Setting.imap)
    func delete(_ setting: Setting) async throws {
        try await setting.withBackend { (server, backend) async throws in
            try await fill(server, 1...2)
            let name = server.mailbox("Old")
            #expect(try await backend.perform(.createMailbox(name))?.isDone == true)
            let ids = try await backend.knowledge().order
            #expect(try await backend.perform(.copy(ids, from: .inbox, to: name))?.isDone == true)
            let copies = try await backend.knowledge(of: name).order
            #expect(
                try await backend.perform(.deleteMailbox(name)) == .refused(reason: "it still has 2 messages"))
            #expect(try await backend.knowledge(of: name).messages.count == 2)
            // Without UIDPLUS nothing leaves a mailbox.
            guard setting.features != .none else { return }
            #expect(try await backend.perform(.remove(copies, from: name))?.isDone == true)
            #expect(try await backend.perform(.deleteMailbox(name))?.isDone == true)
            #expect(try await !backend.mailboxes().contains { $0.name == name })
            #expect(try await backend.perform(.deleteMailbox(name), isRepeat: true)?.isDone == true)
            #expect(try await backend.perform(.deleteMailbox(.inbox))?.isDone == false)
            #expect(try await subjects(server, .inbox) == [1, 2])
        }
    }

    @Test("what is appended is there with its flags and date, once", arguments: Setting.imap)
    func append(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            let message = Mail.withAttachment(9, sizeInOctets: 200_000)
            let append = RemoteAction.Kind.append(
                content: message, flags: [.seen, .keyword("Kept")],
                internalDate: MailDate(secondsSince1970: 1_234_567_890), to: server.archive)
            #expect(try await backend.perform(append)?.isDone == true)
            #expect(try await backend.perform(append, isRepeat: true)?.isDone == true)
            let knowledge = try await backend.knowledge(of: server.archive)
            let stored = try #require(knowledge.messages.values.first)
            #expect(knowledge.messages.count == 1)
            #expect(stored.flags == [.seen, .keyword("Kept")])
            #expect(stored.internalDate == MailDate(secondsSince1970: 1_234_567_890))
            #expect(try await backend.fetch(of: [stored.id], in: server.archive)[stored.id] == message)
        }
    }

    @Test("UIDs of an earlier UIDVALIDITY are refused and hit nothing", arguments: Setting.imap)
    func staleValidity(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...3)
            let old = try await backend.knowledge().order
            await backend.disconnect()
            try await server.renumber()
            try await backend.connect()
            let kinds: [RemoteAction.Kind] = [
                .storeFlags(add: [.flagged], remove: [], on: old, in: .inbox),
                .move(old, from: .inbox, to: server.archive), .copy(old, from: .inbox, to: server.archive),
                .remove(old, from: .inbox),
            ]
            let actions = kinds.enumerated().map { RemoteAction(id: Int64($0 + 1), kind: $1) }
            let outcomes = try await backend.perform(actions)
            #expect(outcomes.count == 4 && outcomes.allSatisfy { !$0.isDone })
            #expect(try await subjects(server, .inbox) == [1, 2, 3])
            #expect(try await subjects(server, server.archive).isEmpty)
            #expect(try await backend.knowledge().messages.values.allSatisfy { $0.flags.isEmpty })
        }
    }

    @Test("one refused action leaves the others alone", arguments: Setting.imap)
    func refused(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...2)
            let ids = try await backend.knowledge().order
            let nowhere = try #require(MailboxName("No such"))
            let kinds: [RemoteAction.Kind] = [
                .storeFlags(add: [.seen], remove: [], on: ids, in: .inbox),
                .copy(ids, from: .inbox, to: nowhere), .move(ids, from: .inbox, to: nowhere),
                .storeFlags(add: [.flagged], remove: [], on: ids, in: .inbox),
            ]
            let actions = kinds.enumerated().map { RemoteAction(id: Int64($0 + 1), kind: $1) }
            #expect(try await backend.perform(actions).map(\.isDone) == [true, false, false, true])
            let knowledge = try await backend.knowledge()
            #expect(knowledge.messages.values.allSatisfy { $0.flags == [.seen, .flagged] })
        }
    }

    @Test("a maildrop loses what is removed, and nothing else", arguments: Setting.pop3)
    func maildrop(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await fill(server, 1...5)
            let knowledge = try await backend.knowledge()
            let octets = try await backend.fetch(of: knowledge.order)
            let ids = knowledge.order.filter { octets[$0].flatMap(Mail.number).map { $0 % 2 == 0 } ?? false }
            let actions = ids.enumerated().map {
                RemoteAction(id: Int64($0 + 1), kind: .remove([$1], from: .inbox))
            }
            #expect(try await backend.perform(actions).map(\.isDone) == [true, true])
            #expect(try await subjects(server, .inbox) == [1, 3, 5])
            #expect(try await backend.perform(actions).map(\.isDone) == [true, true], "again: they are gone")
            #expect(try await subjects(server, .inbox) == [1, 3, 5])
        }
    }
}

extension MailboxName {
    /// The name of a mailbox inside it, with what the server has between levels.
    func inner(_ level: String, of backend: any MailBackend) async throws -> MailboxName {
        let delimiter = try #require(try await backend.mailboxes().first?.delimiter)
        return try #require(MailboxName("\(text)\(delimiter)\(level)"))
    }
}
