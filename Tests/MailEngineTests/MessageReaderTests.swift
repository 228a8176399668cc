import MailModel
import MailStore
import Testing

@testable import MailEngine

@Suite("reading what is in the store")
struct MessageReaderTests {
    private static let uuencoded = "begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"

    @Test(
        "takes out a part, or a file that is inside one",
        arguments: [("1", uuencoded), ("1/1", "Cat"), ("1/2", nil), ("2", nil)] as [(String, String?)])
    func part(_ number: String, _ expected: String?) async throws {
        let account = try #require(AccountName("a"))
        let store = try MailDatabase.inMemory(account: account)
        try await store.ensureLocalMailboxes()
        let inbox = try #require(try await store.mailbox(named: .inbox))
        var incoming = try await MessageImport(into: inbox.id, of: store, now: MailDate(secondsSince1970: 0))
        try await incoming.append(Array("Content-Type: text/plain\r\n\r\n\(Self.uuencoded)".utf8))
        try await incoming.endMessage(flags: [], date: nil)
        try await incoming.keep()
        let row = try #require(
            try await store.messageWindow(.mailbox(inbox.id), offset: 0, count: 1).rows.first)
        let octets = try await MessageReader(store: store).octets(of: row.id, part: number)
        #expect(octets.map { String(decoding: $0, as: UTF8.self) } == expected)
    }
}
