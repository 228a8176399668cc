import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

@Suite("little room and few rights on Dovecot (RFC 9208, RFC 4314)", .timeLimit(.minutes(1)))
struct LimitsTests {
    @Test("how full the account is is known with the listing")
    func quota() async throws {
        let server = try await MailServer(.dovecot, .limited)
        for number in 1...9 { try await server.deliver(Mail.short(number)) }
        let backend = server.backend(.imap)
        try await backend.connect()
        _ = try await backend.mailboxes()
        let quota = try await backend.quota()
        #expect(quota?.messages == .init(used: 9, limit: 10))
        #expect(quota?.octets?.limit == 1 << 20)
        #expect((quota?.octets?.used ?? 0) > 0)
        await backend.disconnect()
    }

    @Test("a message that finds no room says so, and the next look that the account is full")
    func noRoom() async throws {
        let server = try await MailServer(.dovecot, .limited)
        for number in 1...9 { try await server.deliver(Mail.short(number)) }
        let backend = server.backend(.imap)
        try await backend.connect()
        _ = try await backend.mailboxes()
        #expect(try await backend.quota()?.percentage == 90)
        let append = RemoteAction.Kind.append(content: Mail.short(10), flags: [], internalDate: nil, to: .inbox)
        #expect(try await backend.perform(append)?.isDone == true)
        guard case .refused(let reason)? = try await backend.perform(append) else {
            Issue.record("there was room")
            return
        }
        #expect(reason.hasPrefix("there is no room left on the server"))
        _ = try await backend.mailboxes()
        #expect(try await backend.quota()?.percentage == 100)
        await backend.disconnect()
    }

    @Test("what may be done with a mailbox is known when it was looked at")
    func rights() async throws {
        let server = try await MailServer(.dovecot, .limited)
        let desk = try await Desk(server, .imapLeave)
        try await desk.synchronise()
        let expected: [(String, MailboxRights)] = [
            ("Sent", []), ("Junk", [.markRead, .putIn]), ("INBOX", .all), ("Archive", .all),
        ]
        for (name, rights) in expected {
            #expect(try await desk.store.mailbox(named: server.mailbox(name))?.rights == rights, "\(name)")
        }
        await desk.backend.disconnect()
    }

    @Test(
        "all rights are a person's own in a mailbox of theirs, which other servers tell",
        arguments: MailServer.Kind.unpacked)
    func ownRights(_ kind: MailServer.Kind) async throws {
        let server = try await MailServer(kind)
        let backend = server.backend(.imap)
        try await backend.connect()
        let listings = try await backend.mailboxes()
        #expect(listings.first { $0.name == .inbox }?.personalPrefix == (kind == .courier ? "INBOX." : nil))
        #expect(listings.allSatisfy { $0.rights == (kind == .cyrus ? .all : nil) })
        // Once, whether with the listing or with the opening.
        #expect(try await rights(.inbox, backend) == (kind == .cyrus ? [] : [.all]))
        await backend.disconnect()
    }

    /// What opening a mailbox tells of its rights.
    private func rights(_ mailbox: MailboxName, _ backend: any MailBackend) async throws -> [MailboxRights] {
        let stream = backend.changes(in: mailbox, since: .nothing)
        var rights: [MailboxRights] = []
        while let delta = try await stream.next() { rights += delta.rights.map { [$0] } ?? [] }
        return rights
    }

    @Test("what is forbidden is refused by the server, as the reader has said")
    func refusals() async throws {
        let server = try await MailServer(.dovecot, .limited)
        try await server.deliver(Mail.short(1), to: server.mailbox("Junk"))
        let backend = server.backend(.imap)
        try await backend.connect()
        let id = try #require(try await backend.knowledge(of: server.mailbox("Junk")).order.first)
        let (junk, sent) = (server.mailbox("Junk"), server.mailbox("Sent"))
        let forbidden: [RemoteAction.Kind] = [
            .move([id], from: junk, to: server.archive), .copy([id], from: junk, to: sent),
        ]
        for action in forbidden {
            guard case .refused? = try await backend.perform(action) else {
                Issue.record("\(action) was permitted")
                continue
            }
        }
        #expect(try await backend.perform(.storeFlags(add: [.seen], remove: [], on: [id], in: junk))?.isDone == true)
        await backend.disconnect()
    }
}
