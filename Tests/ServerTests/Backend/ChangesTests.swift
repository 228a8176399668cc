import BackendAPI
import MailModel
import TestKit
import Testing

@Suite("changes of an IMAP mailbox (RFC 9051 §6.4.5, RFC 7162)", .timeLimit(.minutes(1)))
struct ChangesTests {
    /// A backend and a second connection of the same user's, which does what others do.
    private func withTwo(
        _ setting: Setting, messages: Int,
        _ body: (MailServer, any MailBackend, any MailBackend) async throws -> Void
    ) async throws {
        try await setting.withBackend { server, backend in
            for number in 0..<messages {
                try await server.deliver(Mail.short(number + 1), date: 1_700_000_000 + Int64(number))
            }
            let other = server.backend(.imap, setting.protection)
            try await other.connect()
            try await body(server, backend, other)
            await other.disconnect()
        }
    }

    @Test("first words that the server has ready come with the first screen (RFC 8970)")
    func previews() async throws {
        let server = try await MailServer(.dovecot)
        try await server.deliver(Mail.message(1, body: Mail.octets("Dear Ann, all is well.\r\n")))
        let reader = try server.wire()
        _ = try reader.open("INBOX")
        // Makes them ready.
        try reader.run("FETCH 1:* PREVIEW")
        let backend = server.backend(.imap)
        try await backend.connect()
        let knowledge = try await backend.knowledge()
        #expect(knowledge.messages.values.map(\.preview) == ["Dear Ann, all is well."])
        await backend.disconnect()
    }

    @Test("the first time: everything, newest first, in pieces that can be gone on from", arguments: Setting.imap)
    func firstTime(_ setting: Setting) async throws {
        try await withTwo(setting, messages: 130) { server, backend, _ in
            var knowledge = Knowledge()
            let deltas = try await backend.compare(with: &knowledge)
            #expect(knowledge.subjects == (1...130).map { "Message \($0)" }.sorted())
            let uids = knowledge.order.compactMap(\.uid)
            #expect(uids.count == 130 && uids == uids.sorted(by: >))
            #expect(deltas.count > 1 && deltas.allSatisfy { $0.arrived.count <= 500 })
            #expect(deltas.first { !$0.arrived.isEmpty }?.arrived.count ?? .max <= 100, "a screen's worth comes first")
            let newest = try #require(knowledge.message("Message 130"))
            #expect(newest.sizeInOctets == Mail.short(130).count)
            #expect(newest.internalDate == MailDate(secondsSince1970: 1_700_000_129))
            #expect(newest.summary?.messageID == "130@example.org")
            #expect(newest.summary?.from == [Address(name: "Ada 33", address: "ada33@example.org")])
            // Stopped after the first window, the next comparison goes on with the rest.
            var half = Knowledge()
            let stream = backend.changes(in: .inbox, since: half.known)
            while half.checkpoint == nil, let delta = try await stream.next() { half.apply(delta) }
            let before = half.messages.count
            #expect(before < 130)
            try await backend.compare(with: &half)
            #expect(half.subjects == knowledge.subjects)
            #expect(half.order.count == 130, "nothing is fetched twice")
        }
    }

    @Test(
        "the first screen's conversations come before their turn, and are followed from then on",
        arguments: Setting.threading)
    func conversations(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await server.deliverShort(1...600)
            try await server.deliver(
                Mail.octets(
                    """
                    Message-ID: <reply@example.org>\r\nIn-Reply-To: <5@example.org>\r\nSubject: Re: Message 5\r\n\r
                    Yes.\r\n
                    """), date: 1_700_001_000)
            // On a fast line all of it is under way before the server has said what belongs together.
            let proxy = server.proxy(.imap, setting.protection, octetsPerSecond: 250_000)
            let distant = server.backend(.imap, setting.protection, through: proxy)
            try await distant.connect()
            var early = Knowledge()
            try await meet("Message 5", in: &early, over: distant)
            await distant.disconnect()
            #expect(proxy.traffic.turns > 0)
            let root = try #require(early.message("Message 5"))
            #expect(early.message("Message 6") == nil && early.message("Re: Message 5") != nil)
            // What happens to it before the rest has come is seen, too.
            #expect(try await backend.perform(.remove([root.id], from: .inbox))?.isDone == true)
            try await backend.compare(with: &early)
            #expect(early.messages.count == 600 && early.message("Message 5") == nil)
        }
    }

    /// Compares until a message has come, and no further.
    private func meet(_ subject: String, in knowledge: inout Knowledge, over backend: any MailBackend) async throws {
        let stream = backend.changes(in: .inbox, since: knowledge.known)
        while knowledge.message(subject) == nil, let delta = try await stream.next() { knowledge.apply(delta) }
    }

    @Test("again, with nothing new: nothing", arguments: Setting.imap)
    func nothingNew(_ setting: Setting) async throws {
        try await withTwo(setting, messages: 12) { server, backend, _ in
            var knowledge = try await backend.knowledge()
            for _ in 0..<2 {
                let deltas = try await backend.compare(with: &knowledge)
                #expect(deltas.allSatisfy { $0.arrived.isEmpty && $0.flags.isEmpty && $0.vanished.isEmpty })
            }
            // On another connection too, as after a start of the program.
            let fresh = server.backend(.imap, setting.protection)
            try await fresh.connect()
            let deltas = try await fresh.compare(with: &knowledge)
            #expect(deltas.allSatisfy { $0.arrived.isEmpty && $0.flags.isEmpty && $0.vanished.isEmpty })
            await fresh.disconnect()
        }
    }

    @Test("what another connection does is found, on the same connection and on a new one", arguments: Setting.imap)
    func elsewhere(_ setting: Setting) async throws {
        try await withTwo(setting, messages: 10) { server, backend, other in
            var knowledge = try await backend.knowledge()
            var stale = knowledge
            let seen = try await other.knowledge()
            let named = { (number: Int) in try #require(seen.message("Message \(number)")?.id) }
            let actions: [RemoteAction.Kind] = [
                .storeFlags(add: [.flagged, .keyword("Urgent")], remove: [], on: [try named(2)], in: .inbox),
                .storeFlags(add: [.seen], remove: [], on: [try named(9), try named(10)], in: .inbox),
                .move([try named(4)], from: .inbox, to: server.archive),
            ]
            for action in actions { _ = try await other.perform(action) }
            // Without UIDPLUS a removal only marks.
            let canRemove = setting.features != .none
            if canRemove {
                #expect(try await other.perform(.remove([try named(7)], from: .inbox))?.isDone == true)
            }
            try await server.deliver(Mail.short(11), date: 1_700_000_100, flags: [.answered])
            try await server.deliver(Mail.short(12), date: 1_700_000_101)
            let left = (1...12).filter { canRemove ? $0 != 4 && $0 != 7 : true }.map { "Message \($0)" }.sorted()
            try await backend.compare(with: &knowledge)
            let fresh = server.backend(.imap, setting.protection)
            try await fresh.connect()
            try await fresh.compare(with: &stale)
            await fresh.disconnect()
            for knowledge in [knowledge, stale] {
                #expect(knowledge.subjects == left)
                #expect(knowledge.message("Message 2")?.flags == [.flagged, .keyword("Urgent")])
                #expect(knowledge.message("Message 9")?.flags == [.seen])
                #expect(knowledge.message("Message 11")?.flags == [.answered])
                #expect(knowledge.order.count == 12, "nothing comes twice")
                #expect(knowledge.resets == 0)
            }
            if canRemove { #expect(try await backend.knowledge(of: server.archive).subjects == ["Message 4"]) }
        }
    }

    @Test("a new UIDVALIDITY makes it another mailbox", arguments: Setting.imap)
    func validity(_ setting: Setting) async throws {
        try await withTwo(setting, messages: 5) { server, backend, _ in
            var knowledge = try await backend.knowledge()
            let old = Set(knowledge.messages.keys)
            await backend.disconnect()
            try await server.renumber()
            try await server.deliver(Mail.short(6), date: 1_700_000_100)
            try await backend.connect()
            try await backend.compare(with: &knowledge)
            #expect(knowledge.resets == 1)
            #expect(knowledge.subjects == (1...6).map { "Message \($0)" })
            #expect(old.isDisjoint(with: knowledge.messages.keys))
            let deltas = try await backend.compare(with: &knowledge)
            #expect(deltas.allSatisfy { $0.arrived.isEmpty && $0.vanished.isEmpty && !$0.isReset })
        }
    }

    @Test("a mailbox that becomes empty, and full again", arguments: Setting.imap.filter { $0.features != .none })
    func emptied(_ setting: Setting) async throws {
        try await withTwo(setting, messages: 3) { server, backend, other in
            var knowledge = try await backend.knowledge()
            _ = try await other.connect()
            let ids = Array(try await other.knowledge().messages.keys)
            #expect(try await other.perform(.remove(ids, from: .inbox))?.isDone == true)
            try await backend.compare(with: &knowledge)
            #expect(knowledge.messages.isEmpty)
            try await server.deliver(Mail.short(4))
            try await backend.compare(with: &knowledge)
            #expect(knowledge.subjects == ["Message 4"])
        }
    }

    @Test("an empty mailbox is known to be empty", arguments: Setting.imap)
    func empty(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            var knowledge = try await backend.knowledge()
            #expect(knowledge.messages.isEmpty && knowledge.checkpoint != nil)
            try await server.deliver(Mail.short(1))
            try await backend.compare(with: &knowledge)
            #expect(knowledge.subjects == ["Message 1"])
        }
    }
}

@Suite("changes of a maildrop (RFC 1939 §7)", .timeLimit(.minutes(1)))
struct MaildropChangesTests {
    @Test("new messages come once, what vanished is named", arguments: Setting.pop3)
    func comparison(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            for number in 1...5 { try await server.deliver(Mail.short(number), date: 1_700_000_000 + Int64(number)) }
            var knowledge = try await backend.knowledge()
            #expect(knowledge.messages.count == 5)
            #expect(knowledge.messages.values.allSatisfy { $0.summary == nil && $0.sizeInOctets > 100 })
            let octets = try await backend.fetch(of: knowledge.order)
            #expect(knowledge.order.compactMap { octets[$0].flatMap(Mail.number) } == [5, 4, 3, 2, 1])
            #expect(try await backend.compare(with: &knowledge).isEmpty)
            try await server.deliver(Mail.short(6), date: 1_700_000_006)
            let gone = try #require(knowledge.order.last)
            #expect(try await backend.perform(.remove([gone], from: .inbox))?.isDone == true)
            let deltas = try await backend.compare(with: &knowledge)
            #expect(deltas.flatMap(\.vanished) == [gone])
            #expect(deltas.flatMap(\.arrived).count == 1)
            #expect(knowledge.messages.count == 5)
        }
    }

    @Test("an empty maildrop has no changes", arguments: Setting.pop3)
    func empty(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            var knowledge = Knowledge()
            #expect(try await backend.compare(with: &knowledge).isEmpty)
            try await server.deliver(Mail.short(1))
            #expect(try await backend.compare(with: &knowledge).flatMap(\.arrived).count == 1)
        }
    }
}

extension RemoteID {
    var uid: UInt32? { if case .uid(let uid, _) = self { uid } else { nil } }
}
