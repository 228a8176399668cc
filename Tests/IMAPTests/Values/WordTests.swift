import Testing

@testable import IMAP

@Suite("modified UTF-7 (RFC 9051 §A.1)")
struct ModifiedUTF7Tests {
    @Test(
        "encodes and decodes",
        arguments: [
            ("INBOX", "INBOX"), ("", ""), ("A&B", "A&-B"), ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Entwürfe", "Entw&APw-rfe"), ("😀", "&2D3eAA-"), ("é", "&AOk-"), ("&é&", "&-&AOk-&-"), ("a\tb", "a&AAk-b"),
        ] as [(String, String)]
    )
    func codes(_ name: String, _ wire: String) {
        #expect(String(decoding: ModifiedUTF7.encode(name), as: UTF8.self) == wire)
        #expect(ModifiedUTF7.decode(Array(wire.utf8)) == name)
    }

    @Test(
        "refuses what is no modified UTF-7",
        arguments: ["&", "&AOk", "&A-", "&A!A-", "&2D0-", "Entw\u{FC}rfe", "&AOl-"])
    func refuses(_ wire: String) {
        #expect(ModifiedUTF7.decode(Array(wire.utf8)) == nil)
    }
}

@Suite("words that can't end a command (RFC 9051 §9)")
struct WordTests {
    @Test("an atom", arguments: ["a", "X-Y", "HEADER.FIELDS", "a+b", "[x"])
    func atom(_ text: String) { #expect(Atom(text)?.spelling == text) }

    @Test(
        "no atom", arguments: ["", "a b", "a\r\nb", "a\n", "a(", "a{1}", "a*", "a%", #"a""#, #"a\"#, "a]", "é", "a\0"])
    func noAtom(_ text: String) { #expect(Atom(text) == nil) }

    @Test("no tag", arguments: ["", "a+", "+", "a b", "a\r", "*"])
    func noTag(_ text: String) { #expect(Tag(text) == nil) }

    @Test("a flag", arguments: [#"\Seen"#, #"\*"#, "$Junk", "NonJunk", #"\X-Own"#])
    func flag(_ text: String) { #expect(Flag(text)?.spelling == text) }

    @Test("no flag", arguments: ["", #"\"#, #"\\Seen"#, "a b", "(x)", "x\r\ny", "*"])
    func noFlag(_ text: String) { #expect(Flag(text) == nil) }

    @Test("flags are the same in any case")
    func flagCase() {
        #expect(Flag(#"\SEEN"#) == .seen)
        #expect(Set([Flag(#"\seen"#), Flag(#"\Seen"#)]).count == 1)
        #expect(Flag("$Junk") != Flag("$NotJunk"))
    }

    @Test("capabilities are in upper case")
    func capability() {
        #expect(Capability("auth=plain") == .auth("PLAIN"))
        #expect(Capability("AUTH=SCRAM-SHA-256").mechanism == "SCRAM-SHA-256")
        #expect(Capability("IDLE").mechanism == nil)
        #expect(Capability("APPENDLIMIT=1000").appendLimit == 1000)
    }
}
