import BackendAPI
import MailEngine
import MailModel
import TestKit
import Testing

@Suite("little room on Dovecot (RFC 9208)", .timeLimit(.minutes(1)))
struct LimitsTests {
    @Test("how full the account is is known with the listing, in the same round trip")
    func quota() async throws {
        let server = try await MailServer(.dovecot, .limited)
        for number in 1...9 { try await server.deliver(Mail.short(number)) }
        let proxy = server.proxy(.imap, delay: .milliseconds(30))
        let backend = server.backend(.imap, through: proxy)
        try await backend.connect()
        proxy.resetTraffic()
        _ = try await backend.mailboxes()
        let quota = try await backend.quota()
        #expect(quota?.messages == .init(used: 9, limit: 10))
        #expect(quota?.octets?.limit == 1 << 20)
        #expect((quota?.octets?.used ?? 0) > 0)
        #expect(proxy.traffic.turns == 1)
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
}
