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
        let (store, row) = try await Self.stored("Content-Type: text/plain\r\n\r\n\(Self.uuencoded)")
        let octets = try await MessageReader(store: store).octets(of: row.id, part: number)
        #expect(octets.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test("has the first pages of a very long text, and of no other message")
    func beginning() async throws {
        let line = "Grüße aus einer langen Datei, \(Self.uuencoded.count).\r\n"
        let text = String(repeating: line, count: 60_000)
        let (store, row) = try await Self.stored("Subject: Long\r\n\r\n\(text)")
        let reader = MessageReader(store: store)
        let beginning = try #require(try await reader.readBeginning(row.id))
        let whole = try #require(try await reader.read(row.id))
        #expect(beginning.lines.count > 1000 && beginning.lines.count < whole.lines.count)
        #expect(beginning.lines.elementsEqual(whole.lines.prefix(beginning.lines.count)))
        #expect(beginning.notices == whole.notices && beginning.header == whole.header)
        for other in ["Subject: Short\r\n\r\nA text.", "Content-Type: application/x\r\n\r\n\(text)"] {
            let (store, row) = try await Self.stored(other)
            #expect(try await MessageReader(store: store).readBeginning(row.id) == nil)
        }
    }

    private static func stored(_ text: String) async throws -> (MailDatabase, MessageRow) {
        let account = try #require(AccountName("a"))
        let store = try MailDatabase.inMemory(account: account)
        try await store.ensureLocalMailboxes()
        let inbox = try #require(try await store.mailbox(named: .inbox))
        var incoming = try await MessageImport(into: inbox.id, of: store, now: MailDate(secondsSince1970: 0))
        try await incoming.append(Array(text.utf8))
        try await incoming.endMessage(flags: [], date: nil)
        try await incoming.keep()
        let row = try #require(
            try await store.messageWindow(.mailbox(inbox.id), offset: 0, count: 1).rows.first)
        return (store, row)
    }
}
