import MailModel
import Testing

@testable import MailStore

@Suite("Search")
struct SearchTests {
    private func store() async throws -> MailDatabase {
        let store = try await imapStore()
        try await store.arrive([
            arrival(1, subject: "Budget meeting on Friday", from: Address(name: "Ann Lee", address: "ann@example.com")),
            arrival(2, subject: "Re: budget", from: Address(name: "Bob", address: "bob@near.org")),
            arrival(3, subject: "Ärger mit Grüßen", from: Address(name: "Çelik", address: "c@x.org")),
            arrival(4, subject: "100% (really) \"quoted\" NEAR OR", from: Address(address: "o'neil@x.org")),
            arrival(5, subject: "東京の会議", from: Address(name: "林", address: "lin@x.jp")),
        ])
        return store
    }

    private func find(_ query: String, _ store: MailDatabase, in scope: SearchScope? = nil) async throws -> [Int64] {
        let inbox = try await store.id("INBOX")
        let source = MessageSource.search(query: query, in: scope ?? .mailbox(inbox))
        return try await store.messageWindow(source, offset: 0, count: 100).rows.map(\.date.secondsSince1970)
    }

    @Test(
        "finds what has all words, each as the beginning of one",
        arguments: [
            ("", [5, 4, 3, 2, 1]), ("  ", [5, 4, 3, 2, 1]),
            ("budget", [2, 1]), ("BUD", [2, 1]), ("budget fri", [1]), ("fri budget", [1]), ("udget", []),
            ("from:ann", [1]), ("from:budget", []), ("subject:bud", [2, 1]), ("SUBJECT:bud re", [2]),
            ("from:", [5, 4, 3, 2, 1]), ("from:a", [1]), ("ann@example.com", [1]), ("example.com", [1]),
            ("to:ann", []), ("x.o", [4, 3]), ("arger", [3]), ("grus", []), ("grüß", [3]), ("celik", [3]),
            ("100%", [4]), ("%", []), ("*", []), ("bud*", [2, 1]), ("\"", []), ("\"budget", [2, 1]),
            ("\"budget meeting\"", [1]), ("NEAR", [4, 2]), ("OR", [4, 3, 2]), ("NOT", []), ("AND", []),
            ("(budget", [2, 1]),
            ("budget)", [2, 1]), ("((", []), ("a AND b", []), ("NEAR(budget, 2)", []), ("o'neil", [4]), ("'", []),
            ("subject:\"bud", [2, 1]), ("sender:ann", []), ("{subject}", []), ("^budget", [2, 1]), ("-budget", [2, 1]),
            ("+budget", [2, 1]), ("bud\0get", []), ("東京", [5]), ("林", [5]), ("\u{1F600}", []), (":", []),
            ("from:from:ann", []), ("budget:", [2, 1]), (";DROP TABLE message", []), ("\\", []),
        ] as [(String, [Int64])])
    func table(_ query: String, _ found: [Int64]) async throws {
        #expect(try await find(query, store()) == found)
    }

    @Test("never fails, whatever is typed")
    func anything() async throws {
        let store = try await store()
        let pieces = [
            "\"", "*", "(", ")", " ", "NEAR", "AND", "OR", "NOT", "a", "budget", ":", "from:", "{", "}", "^", "%", "'",
            "\\", "\0", "+", "-", ",", "é", "\u{301}", "\u{FFFD}", "東", "\n",
        ]
        var generator = SeededGenerator(seed: 36)
        for _ in 0..<400 {
            let count = Int.random(in: 1...7, using: &generator)
            let query = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            _ = try await find(query, store, in: .everywhere)
        }
    }

    @Test("finds in one mailbox, in one account, everywhere; what is hidden or gone nowhere")
    func scopes() async throws {
        let store = try await store()
        try await store.arrive([arrival(9, subject: "old budget")], in: "Archive")
        #expect(try await find("budget", store) == [2, 1])
        #expect(try await find("budget", store, in: .account(account)) == [9, 2, 1])
        #expect(try await find("budget", store, in: .everywhere) == [9, 2, 1])
        #expect(try await find("", store, in: .everywhere).count == 6)
        _ = try await store.submit(.deleteForever([store.row("Re: budget").id]))
        #expect(try await find("budget", store, in: .everywhere) == [9, 1])
        _ = try await store.apply(MailboxDelta(vanished: [remote(1)]), to: store.id("INBOX"))
        #expect(try await find("budget", store, in: .everywhere) == [9])
        #expect(try await find("meeting", store, in: .everywhere) == [])
    }

    @Test("finds texts once they are indexed, and never what has replaced them")
    func texts() async throws {
        let store = try await store()
        let inbox = try await store.id("INBOX")
        let message = whole(1, remote: remote(1))
        _ = try await store.keepMessages([message], in: inbox, now: MailDate(secondsSince1970: 0))
        #expect(try await find("budget", store).contains(1), "the header is found while the text waits")
        #expect(try await store.indexAll { _ in "The zeppelin lands at noon" } == 1)
        #expect(try await store.indexAll { _ in "nothing waits any more" } == 0)
        #expect(try await find("zepp noon", store) == [1])
        #expect(try await find("zepp budget", store) == [1], "words may be in different fields")
        let id = try await store.row("Budget meeting on Friday").id
        try await store.takeNoteOfText(of: id, snippet: "An airship")
        #expect(try await find("budget", store).contains(1), "and while another text waits")
        #expect(try await store.indexAll { _ in "An airship instead" } == 1)
        #expect(try await find("zeppelin", store) == [])
        #expect(try await find("airship", store) == [1])
        #expect(try await store.row("Budget meeting on Friday").snippet == "An airship")
        _ = try await store.apply(MailboxDelta(vanished: [remote(1)]), to: inbox)
        #expect(try await find("airship", store) == [])
        // FTS5 compares all it has with what it should have.
        try await store.write([]) { try $0.run("INSERT INTO search (search) VALUES ('integrity-check')") }
    }

    @Test("knows the text of a copy, and takes nobody's place who is gone meanwhile")
    func copies() async throws {
        let store = try await store()
        try await store.ensureLocalMailboxes()
        _ = try await store.keepMessages([whole(7)], in: store.id("INBOX"), now: MailDate(secondsSince1970: 0))
        try await store.indexAll { _ in "A zeppelin" }
        let id = try await store.row("message 7").id
        _ = try await store.submit(.copy([id], to: .role(.junk)))
        try await store.indexAll { _ in "A zeppelin" }
        #expect(try await find("zeppelin", store, in: .everywhere).count == 2)
        #expect(try await store.row("message 7").snippet == "text 7", "what a message was listed with stays")

        try await store.takeNoteOfText(of: id, snippet: "text 7")
        let waiting = try await store.waitingForIndex()
        _ = try await store.submit(.deleteForever([id]))
        try await store.index(waiting.map { IndexableText(id: $0, text: "A ghost", snippet: "") })
        #expect(try await find("ghost", store, in: .everywhere) == [])
        try await store.write([]) { try $0.run("INSERT INTO search (search) VALUES ('integrity-check')") }
    }

    @Test("shows what the server has found among what is found here, until something else is looked for")
    func findings() async throws {
        let store = try await store()
        let inbox = try await store.id("INBOX")
        #expect(try await store.hasUnknownTexts(in: inbox))
        let ids = [remote(5), remote(2), remote(77), .uid(3, validity: 4444)]
        #expect(
            try await store.takeFindings(ids, of: "budget", in: inbox) == 1, "one is here already, two are not known")
        #expect(try await find("budget", store) == [5, 2, 1])
        #expect(try await find("budget", store, in: .everywhere) == [5, 2, 1])
        #expect(try await find("budget", store, in: .mailbox(store.id("Archive"))) == [])
        #expect(try await find("budge", store) == [2, 1])
        _ = try await store.apply(MailboxDelta(vanished: [remote(5)]), to: inbox)
        #expect(try await find("budget", store) == [2, 1])
        #expect(try await store.takeFindings([remote(4)], of: "zeppelin", in: inbox) == 1)
        #expect(try await find("zeppelin", store) == [4])
    }

    @Test(
        "asks a server for the words without their signs, in the same places",
        arguments: [
            ("zeppelin", [SearchTerm("zeppelin")]),
            ("\"big zepp*", [SearchTerm("big"), SearchTerm("zepp")]),
            (
                "from:ann@x.org to:bob subject:plan",
                [
                    SearchTerm("ann@x.org", in: .sender), SearchTerm("bob", in: .recipients),
                    SearchTerm("plan", in: .subject),
                ]
            ), ("\" * (", []), ("", []),
        ] as [(String, [SearchTerm])])
    func terms(_ query: String, _ terms: [SearchTerm]) { #expect(SearchQuery(query).terms == terms) }

    @Test("that finds very many is the same list")
    func many() async throws {
        let store = try await imapStore()
        for start in stride(from: 1, to: 6000, by: 1000) {
            try await store.arrive((start..<start + 1000).map { arrival($0, flags: $0 % 2 == 0 ? [.seen] : []) })
        }
        try await store.arrive([arrival(9000)], in: "Archive")
        let inbox = try await store.id("INBOX")
        let window = try await store.messageWindow(
            .search(query: "message", in: .mailbox(inbox)), offset: 0, count: 6000)
        let plain = try await store.messageWindow(.mailbox(inbox), offset: 0, count: 6000)
        #expect(window.rows == plain.rows)
        #expect(window.total == 6000 && window.unread == 3000)
        let everywhere = try await store.messageWindow(.search(query: "message", in: .everywhere), offset: 0, count: 1)
        #expect(everywhere.total == 6001 && everywhere.rows.first?.subject == "message 9000")
    }
}
