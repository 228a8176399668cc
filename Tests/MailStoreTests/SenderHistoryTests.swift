import MailModel
import Testing

@testable import MailStore

@Suite("Who has written before")
struct SenderHistoryTests {
    private let mona = Address(name: "Mona", address: "mona@bank.example")

    /// A store that knows enough people to tell who is new.
    private func store(_ count: Int = 100) async throws -> MailDatabase {
        let store = try await imapStore(["INBOX", "Sent"])
        try await store.arrive((1...count).map { arrival($0) })
        return store
    }

    private func isFirst(_ subject: String, in mailbox: String = "INBOX", of store: MailDatabase) async throws -> Bool {
        let row = try await store.row(subject, in: mailbox)
        return try await store.isFirstOfSender(#require(try await store.message(row.id)))
    }

    @Test("the earliest message of a sender is the first, in whatever order they come")
    func order() async throws {
        let store = try await store()
        try await store.arrive([
            arrival(202, date: 20, subject: "second", from: mona), arrival(201, date: 10, subject: "first", from: mona),
        ])
        #expect(try await isFirst("first", of: store))
        #expect(try await !isFirst("second", of: store))
        #expect(try await !isFirst("message 50", of: store))
    }

    @Test("an address is one in any case, and not one that has its words")
    func words() async throws {
        let store = try await store()
        try await store.arrive([
            arrival(201, subject: "alike", from: Address(name: "mona bank example", address: "mona.bank@example")),
            arrival(202, subject: "loud", from: Address(name: "", address: "MONA@BANK.EXAMPLE")),
            arrival(203, subject: "soft", from: mona),
        ])
        #expect(try await isFirst("alike", of: store))
        #expect(try await isFirst("loud", of: store))
        #expect(try await !isFirst("soft", of: store))
    }

    @Test("whom a person has written to is known")
    func written() async throws {
        let store = try await store()
        var letter = arrival(1, subject: "letter")
        letter.summary?.to = [Address(name: "", address: "mona@bank.example")]
        try await store.arrive([letter], in: "Sent")
        try await store.arrive([arrival(201, subject: "answer", from: mona)])
        #expect(try await !isFirst("answer", of: store))
    }

    @Test("nothing is said of what a person sent, in a store of few messages, or where the server has more")
    func silence() async throws {
        let small = try await store(50)
        try await small.arrive([arrival(201, subject: "new", from: mona)])
        #expect(try await !isFirst("new", of: small))
        let store = try await store()
        try await store.arrive([arrival(1, subject: "mine", from: mona)], in: "Sent")
        #expect(try await !isFirst("mine", in: "Sent", of: store))
        try await store.arrive([arrival(201, subject: "odd", from: Address(name: "", address: "a\"b@c.example"))])
        #expect(try await !isFirst("odd", of: store))
        try await store.arrive([arrival(202, subject: "early", from: Address(name: "", address: "early@c.example"))])
        #expect(try await isFirst("early", of: store))
        try await store.apply([MailboxListing(name: .inbox, messages: 4000)])
        #expect(try await !isFirst("early", of: store))
    }
}
