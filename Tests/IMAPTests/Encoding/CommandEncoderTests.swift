import Testing

@testable import IMAP

@Suite("Commands (RFC 9051 §6)")
struct CommandEncoderTests {
    static let commands: [(Command, String)] = [
        (.capability, "CAPABILITY"), (.noop, "NOOP"), (.logout, "LOGOUT"), (.startTLS, "STARTTLS"),
        (.namespace, "NAMESPACE"), (.unselect, "UNSELECT"), (.idle, "IDLE"), (.compress, "COMPRESS DEFLATE"),
        (.id([]), "ID NIL"),
        (.id([BodyParameter(name: "name", value: octets("P"))]), #"ID ("name" "P")"#),
        (.login(user: octets("ada"), password: octets(#"s "x"#)), #"LOGIN ada "s \"x""#),
        (.enable([.condStore, .qResync, Capability("X Y")]), "ENABLE CONDSTORE QRESYNC"),
        (.select(mailbox: octets("INBOX"), .none), "SELECT INBOX"),
        (.select(mailbox: octets("a b"), .condStore), #"SELECT "a b" (CONDSTORE)"#),
        (.examine(mailbox: octets("x"), .qResync(validity: 1, modSeq: 2, known: nil)), "EXAMINE x (QRESYNC (1 2))"),
        (
            .select(mailbox: octets("x"), .qResync(validity: 1, modSeq: 2, known: SequenceSet(3...9))),
            "SELECT x (QRESYNC (1 2 3:9))"
        ),
        (.create(mailbox: octets("x"), use: nil), "CREATE x"),
        (.create(mailbox: octets("x"), use: Flag(#"\Trash"#)), #"CREATE x (USE (\Trash))"#),
        (.subscribe(mailbox: octets("x")), "SUBSCRIBE x"),
        (.unsubscribe(mailbox: octets("a b")), #"UNSUBSCRIBE "a b""#),
        (.listSubscribed(reference: [], pattern: octets("a*")), #"LSUB "" "a*""#),
        (
            .fetch(.uids(SequenceSet(1)), [.emailID, .lazyPreview], FetchOptions()),
            "UID FETCH 1 (EMAILID PREVIEW (LAZY))"
        ),
        (.getQuotaRoot(mailbox: octets("x")), "GETQUOTAROOT x"),
        (.myRights(mailbox: octets("x")), "MYRIGHTS x"),
        (.list(reference: [], pattern: octets("*"), ListOptions()), #"LIST "" "*""#),
        (.list(reference: [], pattern: octets("*"), rightsListed), #"LIST "" "*" RETURN (SUBSCRIBED MYRIGHTS)"#),
        (
            .list(reference: [], pattern: octets("*"), fullList),
            #"LIST "" "*" RETURN (SUBSCRIBED SPECIAL-USE STATUS (MESSAGES UNSEEN))"#
        ),
        (.status(mailbox: octets("x"), [.messages, .uidNext]), "STATUS x (MESSAGES UIDNEXT)"),
        (
            .append(
                mailbox: octets("x"),
                [
                    AppendMessage(
                        flags: [.seen], date: DateTime(year: 2024, month: 1, day: 2), content: .octets(octets("a\r\n")))
                ]),
            "APPEND x (\\Seen) \" 2-Jan-2024 00:00:00 +0000\" {3+}\r\na\r\n"
        ),
        (
            .append(
                mailbox: octets("x"),
                [
                    AppendMessage(flags: [], date: nil, content: .octets([])),
                    AppendMessage(flags: [.draft], date: nil, content: .octets([0]), isBinary: true),
                ]),
            "APPEND x () {0+}\r\n (\\Draft) ~{1+}\r\n\0"
        ),
        (
            .fetch(
                .numbers(SequenceSet(1...9)),
                [.uid, .flags, .internalDate, .sizeInOctets, .envelope, .bodyStructure, .modSeq], FetchOptions()),
            "FETCH 1:9 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE MODSEQ)"
        ),
        (
            .fetch(
                .uids(SequenceSet(from: 7)),
                [.body(Section(text: .headerFields([octets("REFERENCES")])), partial: nil)], FetchOptions()),
            "UID FETCH 7:* (BODY.PEEK[HEADER.FIELDS (REFERENCES)])"
        ),
        (
            .fetch(
                .uids(SequenceSet(7)), [.body(Section(part: [1, 2]), partial: .init(origin: 0, count: 9))],
                FetchOptions()),
            "UID FETCH 7 (BODY.PEEK[1.2]<0.9>)"
        ),
        (
            .fetch(.uids(SequenceSet(1...5)), [.flags], FetchOptions(changedSince: 12, vanished: true)),
            "UID FETCH 1:5 (FLAGS) (CHANGEDSINCE 12 VANISHED)"
        ),
        (
            .store(.uids(SequenceSet(1)), .add, [.seen, .deleted], isSilent: true),
            #"UID STORE 1 +FLAGS.SILENT (\Seen \Deleted)"#
        ),
        (.store(.numbers(SequenceSet(1)), .remove, [], isSilent: false), "STORE 1 -FLAGS ()"),
        (.store(.uids(SequenceSet(1)), .replace, [.draft], isSilent: false), #"UID STORE 1 FLAGS (\Draft)"#),
        (.copy(.uids(SequenceSet(1)), mailbox: octets("x")), "UID COPY 1 x"),
        (.move(.uids(SequenceSet(1...2)), mailbox: octets("x")), "UID MOVE 1:2 x"),
        (.expunge(uids: SequenceSet(4)), "UID EXPUNGE 4"),
        (.search(isUID: true, returning: [.all, .count], [.all]), "UID SEARCH RETURN (ALL COUNT) ALL"),
        (
            .search(isUID: true, returning: [.save], [.or(.seen, .or(.deleted, .larger(9)))]),
            "UID SEARCH RETURN (SAVE) OR SEEN OR DELETED LARGER 9"
        ), (.fetch(.found, [.uid, .flags], FetchOptions()), "UID FETCH $ (UID FLAGS)"),
        (
            .search(isUID: true, returning: [.count, .last(500)], [.text(octets("a b"))]),
            "UID SEARCH RETURN (COUNT PARTIAL -1:-500) TEXT \"a b\""
        ),
        (
            .search(
                isUID: false, returning: [],
                [.uids(SequenceSet(1...4)), .header(field: .messageID, contains: octets("<a@b>")), .larger(9)]),
            #"SEARCH UID 1:4 HEADER Message-ID "<a@b>" LARGER 9"#
        ),
        (
            .sort(returning: [.count, .first(500)], [.text(octets("é"))]),
            "UID SORT RETURN (COUNT PARTIAL 1:500) (REVERSE ARRIVAL) UTF-8 TEXT {2+}\r\né"
        ),
        (.thread([.numbers(SequenceSet(3...9))]), "THREAD REFERENCES UTF-8 3:9"),
        (.sort(returning: [], [.text(octets("a"))]), "UID SORT (REVERSE ARRIVAL) UTF-8 TEXT \"a\""),
        (.search(isUID: true, returning: [], [.text(octets("é"))]), "UID SEARCH CHARSET UTF-8 TEXT {2+}\r\né"),
    ]

    private static var rightsListed: ListOptions {
        var options = ListOptions()
        options.returnsSubscribed = true
        options.returnsMyRights = true
        return options
    }

    static func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    static var fullList: ListOptions {
        var options = ListOptions()
        options.returnsSubscribed = true
        options.returnsSpecialUse = true
        options.status = [.messages, .unseen]
        return options
    }

    @Test("are written as the grammar has them", arguments: commands)
    func writes(_ command: Command, _ text: String) {
        let encoded = CommandEncoder(literals: .literalPlus).encode(command, tag: Tag(number: 1))
        #expect(encoded.segments == [Self.octets("A1 \(text)\r\n")])
    }

    @Test("wait for the server before each literal, where they must")
    func segments() {
        let command = Command.login(user: Self.octets("ä"), password: Self.octets("ö"))
        let encoded = CommandEncoder().encode(command, tag: Tag(number: 1))
        #expect(
            encoded.segments == [Self.octets("A1 LOGIN {2}\r\n"), Self.octets("ä {2}\r\n"), Self.octets("ö\r\n")])
    }

    @Test("announce what is sent by itself, and wait for the server first", arguments: [false, true])
    func announced(_ isBinary: Bool) {
        let message = AppendMessage(
            flags: [], date: nil, content: .announced(sizeInOctets: 9), isBinary: isBinary)
        let command = Command.append(mailbox: Self.octets("x"), [message])
        for style in [WireWriter.LiteralStyle.synchronizing, .literalMinus, .literalPlus] {
            let encoded = CommandEncoder(literals: style).encode(command, tag: Tag(number: 1))
            #expect(encoded.segments == [Self.octets("A1 APPEND x () \(isBinary ? "~" : ""){9}\r\n")])
            #expect(encoded.isOpen)
        }
    }

    @Test("carry no value that could end the line", arguments: ["a\r\nA2 DELETE x", "a\nb", "\r", "a\0b"])
    func injection(_ text: String) {
        let value = Self.octets(text)
        for command in [
            Command.login(user: value, password: value), .select(mailbox: value, .none),
            .create(mailbox: value, use: nil),
            .list(reference: value, pattern: value, ListOptions()), .copy(.uids(SequenceSet(1)), mailbox: value),
        ] {
            let encoded = CommandEncoder().encode(command, tag: Tag(number: 1))
            // Every line but the last ends in the announcement of a literal.
            for segment in encoded.segments.dropLast() where segment.contains(UInt8(ascii: "{")) {
                #expect(segment.suffix(3) == [UInt8(ascii: "}"), 13, 10])
            }
            #expect(encoded.segments.count > 1 || encoded.segments[0].contains(UInt8(ascii: "~")))
        }
    }

    @Test("show no content in a log", arguments: commands.map(\.0))
    func log(_ command: Command) {
        for secret in ["ada", "INBOX", "<a@b>", "s \"x"] { #expect(!command.descriptionForLog.contains(secret)) }
    }

    @Test("initial responses", arguments: [("", "AUTHENTICATE PLAIN ="), ("AGE=", "AUTHENTICATE PLAIN AGE=")])
    func initialResponse(_ base64: String, _ text: String) throws {
        let command = Command.authenticate(
            mechanism: try #require(Atom("PLAIN")), initialResponse: Base64Line(Self.octets(base64)))
        #expect(CommandEncoder().encode(command, tag: Tag(number: 1)).segments == [Self.octets("A1 \(text)\r\n")])
        #expect(Base64Line(Self.octets("a\r\nb")) == nil)
        #expect(CommandEncoder.response(try #require(Base64Line(Self.octets("AGE=")))) == Self.octets("AGE=\r\n"))
    }
}
