import MailModel
import Testing

@Suite("MailboxPath: a folder's name as typed")
struct MailboxPathTests {
    @Test(
        "reads",
        arguments: [
            ("Lists", ["Lists"]), (" Lists / swift ", ["Lists", "swift"]), ("東京/é", ["東京", "é"]), ("a.b*%", ["a.b*%"]),
            ("Inbox", ["Inbox"]),
        ] as [(String, [String])])
    func reads(_ text: String, _ levels: [String]) throws {
        #expect(try MailboxPath(text).levels == levels)
    }

    @Test(
        "refuses",
        arguments: [
            ("", .empty), ("   ", .empty), ("a//b", .empty), ("/a", .empty), ("a/", .empty), ("..", .dots("..")),
            ("a/./b", .dots(".")), ("a\u{1B}[2J", .controlCharacters), ("a\nb", .controlCharacters),
            ("a\u{9B}b", .controlCharacters), ("a\u{2028}b", .controlCharacters), ("a\0", .controlCharacters),
            (String(repeating: "é", count: 101), .tooLong),
            (String(repeating: "a/", count: 20) + "a", .tooLong), ("inbox/a", .belowInbox), ("INBOX/a", .belowInbox),
        ] as [(String, MailboxRefusal)])
    func refuses(_ text: String, _ refusal: MailboxRefusal) {
        #expect(throws: refusal) { try MailboxPath(text) }
    }
}

@Suite("MailboxTree: what may be done to folders")
struct MailboxTreeTests {
    private static let account = AccountName("work")

    /// The mailboxes of a server, or of a POP3 account; those with a well-known name have its role.
    private static func tree(_ names: [String], delimiter: Character? = "/", isLocal: Bool = true) throws -> MailboxTree
    {
        let account = try #require(account)
        return MailboxTree(
            try names.enumerated().map { index, text in
                let last = delimiter.flatMap { text.split(separator: $0).last.map(String.init) } ?? text
                return MailboxRow(
                    id: MailboxID(account: account, row: Int64(index)), name: try #require(MailboxName(text)),
                    delimiter: delimiter, role: MailboxRole(rawValue: last.lowercased()), isSelectable: true,
                    isLocal: isLocal, messages: 0, unread: 0)
            })
    }

    private static func id(_ row: Int64) throws -> MailboxID { MailboxID(account: try #require(account), row: row) }

    struct Case: Sendable {
        var names: [String]
        var delimiter: Character? = "/"
        var isLocal = true
        var path: String
        /// Parents and the name.
        var made: [String] = []
        var refusal: MailboxRefusal?
    }

    @Test(
        "a new folder goes where its path says, in the spelling and with the delimiter that are there",
        arguments: [
            Case(names: ["INBOX", "Lists"], path: "New", made: ["New"]),
            Case(names: ["INBOX", "Lists"], path: "lists/swift", made: ["Lists/swift"]),
            Case(names: ["INBOX"], path: "a/b/c", made: ["a", "a/b", "a/b/c"]),
            Case(names: ["INBOX", "Archive"], path: "archive/2024", made: ["Archive/2024"]),
            Case(names: ["INBOX", "a"], delimiter: ".", isLocal: false, path: "a/b", made: ["a.b"]),
            Case(names: ["INBOX", "a/x"], isLocal: false, path: "A/b", made: ["a/b"]),
            // A server makes the levels above by itself.
            Case(names: ["INBOX", "x"], isLocal: false, path: "a/b/c", made: ["a/b/c"]),
            // Courier.
            Case(
                names: ["INBOX", "INBOX.Lists"], delimiter: ".", isLocal: false, path: "lists/new",
                made: ["INBOX.Lists.new"]),
            Case(
                names: ["INBOX", "INBOX.Lists"], delimiter: ".", isLocal: false, path: "New", made: ["INBOX.New"]),
            Case(names: ["INBOX", "Lists"], path: "LISTS", refusal: .exists("Lists")),
            Case(names: ["INBOX"], path: "inbox", refusal: .exists("Inbox")),
            Case(names: ["INBOX", "Trash"], path: "trash", refusal: .exists("Trash")),
            Case(names: ["INBOX"], delimiter: nil, isLocal: false, path: "a/b", refusal: .flat),
            Case(names: ["INBOX"], delimiter: ".", isLocal: false, path: "v1.2", refusal: .delimiter(".")),
            Case(names: [], path: "a", refusal: .unknown),
        ])
    func making(_ new: Case) throws {
        let tree = try Self.tree(new.names, delimiter: new.delimiter, isLocal: new.isLocal)
        let path = try MailboxPath(new.path)
        if let refusal = new.refusal {
            #expect(throws: refusal) { try tree.making(path) }
        } else {
            let place = try tree.making(path)
            #expect((place.parents + [place.name]).map(\.text) == new.made)
        }
    }

    @Test(
        "a folder gets another name with all that is in it, or a reason why not",
        arguments: [
            ("a", "b", ["b"], nil), ("a", "A", ["A"], nil), ("a", "c/a", ["c/a"], nil),
            ("a", "d/e", ["d", "d/e"], nil),
            ("a/x", "x", ["x"], nil), ("a", "a", ["a"], nil), ("a", "a/b", [], .insideItself),
            ("a", "c", [], .exists("c")),
            ("a", "inbox", [], .exists("Inbox")), ("Trash", "b", [], .fixed("Trash")),
            ("INBOX", "b", [], .fixed("Inbox")),
            ("f", "g", [], .holdsFixed("f", inner: "Junk")), ("a", "h", [], .exists("h/x")),
        ] as [(String, String, [String], MailboxRefusal?)])
    func renaming(_ old: String, _ new: String, _ made: [String], _ refusal: MailboxRefusal?) throws {
        let names = ["INBOX", "Trash", "a", "a/x", "c", "f", "f/Junk", "h/x"]
        let tree = try Self.tree(names)
        let id = try Self.id(Int64(try #require(names.firstIndex(of: old))))
        let path = try MailboxPath(new)
        if let refusal {
            #expect(throws: refusal) { try tree.renaming(id, to: path) }
        } else {
            let place = try tree.renaming(id, to: path)
            #expect((place.parents + [place.name]).map(\.text) == made)
        }
    }

    @Test("a folder goes with all that is in it, innermost first, and nothing else")
    func deleting() throws {
        let tree = try Self.tree(["INBOX", "a", "a/x", "a/x/y", "ab", "Trash"])
        #expect(try tree.deleting(Self.id(1)).map(\.name.text) == ["a/x/y", "a/x", "a"])
        #expect(throws: MailboxRefusal.fixed("Trash")) { try tree.deleting(Self.id(5)) }
        #expect(throws: MailboxRefusal.gone) { try tree.deleting(Self.id(9)) }
    }

    @Test(
        "a new folder goes where the server says that a person's own are",
        arguments: [
            (["INBOX"], "INBOX.", "INBOX.New"), (["INBOX", "INBOX.a", "shared.b"], "INBOX.", "INBOX.New"),
            (["INBOX", "INBOX.a"], "", "New"), (["INBOX", "shared.b"], nil, "New"),
        ] as [([String], String?, String)])
    func prefix(_ names: [String], _ prefix: String?, _ made: String) throws {
        var rows = try Self.tree(names, delimiter: ".", isLocal: false).rows
        rows[0].personalPrefix = prefix
        #expect(try MailboxTree(rows).making(MailboxPath("New")).name.text == made)
        #expect(MailboxTree(rows).topName("New")?.text == made)
    }

    @Test("nothing is renamed, deleted or made inside where the server does not permit it")
    func rights() throws {
        var rows = try Self.tree(["INBOX", "a", "a/x", "b"]).rows
        rows[2].rights = [.makeInside]
        rows[3].rights = [.deleteMailbox]
        let tree = MailboxTree(rows)
        #expect(throws: MailboxRefusal.notAllowed("a/x")) { try tree.deleting(Self.id(1)) }
        #expect(throws: MailboxRefusal.notAllowed("a/x")) { try tree.renaming(Self.id(2), to: MailboxPath("c")) }
        #expect(throws: MailboxRefusal.noneInside("b")) { try tree.making(MailboxPath("b/c")) }
        #expect(throws: MailboxRefusal.noneInside("b")) { try tree.making(MailboxPath("b/c/d")) }
        #expect(try tree.making(MailboxPath("a/x/d")).name.text == "a/x/d")
        #expect(try tree.deleting(Self.id(3)).count == 1)
    }

    @Test("every refusal is a sentence for the status line")
    func sentences() {
        let all: [MailboxRefusal] = [
            .empty, .tooLong, .controlCharacters, .belowInbox, .dots("."), .exists("a"), .fixed("Trash"),
            .holdsFixed("a", inner: "b"), .notAllowed("A"), .noneInside("A"), .insideItself, .flat, .delimiter("."),
            .notEmpty("a"), .gone, .unknown,
        ]
        for refusal in all {
            let text = refusal.description
            #expect(text.first?.isUppercase == true || text.first == "“", "\(text)")
            #expect(!text.hasSuffix(".") && text.count <= 76, "\(text)")
        }
    }
}
