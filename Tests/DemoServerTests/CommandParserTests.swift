import MailModel
import Testing

@testable import DemoServer

@Suite("Clients' commands (RFC 9051 §9, RFC 3501 §9)")
struct CommandParserTests {
    private static let accepted = [
        "a CAPABILITY", "a noop", "a LOGIN ann \"s\\\"e\"", "a LOGIN {3}\r\nann {1+}\r\nx", "a ID NIL",
        "a ID (\"name\" \"x\" \"os\" NIL)", "a AUTHENTICATE PLAIN =", "a ENABLE CONDSTORE QRESYNC", "a SELECT inbox",
        "a SELECT INBOX (CONDSTORE)", "a SELECT x (QRESYNC (67890007 20050715194045000 41:211,214:541 (1,3 41,43)))",
        "a CREATE x (USE (\\Drafts))", "a RENAME a b", "a LIST \"\" *", "a LIST () \"\" (a b%) RETURN (SUBSCRIBED)",
        "a LSUB \"\" \"*\"", "a STATUS x (MESSAGES UIDNEXT)",
        "a APPEND x (\\Seen a) \" 1-Feb-1994 21:52:25 -0800\" {1}\r\nx",
        "a UID EXPUNGE 3000:3002", "a FETCH 2:4,*:9 (FLAGS BODY[HEADER.FIELDS (DATE FROM)])", "a FETCH 1 RFC822.TEXT",
        "a UID FETCH 1:* (UID BODY.PEEK[1.2.MIME]<0.1024>) (CHANGEDSINCE 12345 VANISHED)", "a FETCH 1 ALL",
        "a STORE 1:* (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\\Deleted $x)", "a STORE 1 -FLAGS \\Seen x",
        "a SEARCH CHARSET UTF-8 TEXT {6+}\r\nXXXXXX", "a SEARCH RETURN (MIN COUNT) 1:500,* OR (FLAGGED SEEN) NEW",
        "a SEARCH MODSEQ \"/flags/\\\\draft\" all 620162338", "a SEARCH BEFORE \"1-Feb-1994\" KEYWORD $x NOT DELETED",
        "a COPY 2:4 MEETING", "a UID MOVE 42:69 foo", "a IDLE",
    ]

    @Test("are read", arguments: accepted)
    func reads(_ text: String) throws {
        var parser = try #require(CommandParser(Array(text.utf8)))
        _ = try parser.parseCommand()
    }

    @Test("are refused when cut short, or read as a shorter command, but never trap", arguments: accepted)
    func prefixes(_ text: String) {
        let octets = Array(text.utf8)
        for count in 0...octets.count {
            var parser = CommandParser(Array(octets[..<count]))
            _ = try? parser?.parseCommand()
        }
    }

    @Test(
        "are refused",
        arguments: [
            "a", "a NOOP ", "a NOOP x", "a LOGIN ann", "a FETCH 0 FLAGS", "a FETCH 1 (", "a FETCH 1 ()",
            "a FETCH 1 BODY[x]",
            "a FETCH 1 BODY[1]<1.0>", "a FETCH 1 BODY[1]<1>", "a STORE 1 FLAGS (\\Recent)", "a STORE 1 FLAGS",
            "a SEARCH", "a SEARCH OR SEEN", "a SEARCH BEFORE 1-Foo-2020", "a SEARCH ON 32-Jan-2020", "a UID NOOP",
            "a LIST \"\"", "a SELECT", "a SELECT x (FOO)", "a STATUS x ()", "a APPEND x y",
            "a APPEND x \"32-Jan-2020 00:00:00 +0000\" {1}\r\nx", "a SELECT \"a\\\r\nb\"", "a COPY 1",
            "a SEARCH " + String(repeating: "(", count: 50) + "ALL" + String(repeating: ")", count: 50),
            "a SEARCH " + String(repeating: "NOT ", count: 50) + "ALL",
        ])
    func refuses(_ text: String) {
        guard var parser = CommandParser(Array(text.utf8)) else { return }
        #expect(throws: CommandParser.Malformed.self) { _ = try parser.parseCommand() }
    }

    @Test(
        "LIST patterns (RFC 9051 §6.3.9)",
        arguments: [
            ("*", "a/b", true), ("%", "a/b", false), ("%", "a", true), ("a/%", "a/b", true), ("a*", "a/b", true),
            ("%/%", "a/b", true), ("*b", "a/b", true), ("*c", "a/b", false), ("", "a", false), ("a%b", "a/b", false),
            ("*%*%*%*%*%*%*%*x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ])
    func patterns(_ pattern: String, _ name: String, _ isMatch: Bool) throws {
        let name = try #require(MailboxName(name))
        #expect(MailboxHierarchy.matches(name, pattern: pattern) == isMatch)
    }
}
