@testable import IMAP

/// Responses that are read, each with what it means: accepted inputs for every test of the grammar.
let acceptedResponses: [(String, Response)] = statusResponses + mailboxResponses + fetchResponses + extensionResponses

private func status(
    _ condition: StatusResponse.Condition, _ code: ResponseCode? = nil, _ text: String = ""
) -> Response { .status(StatusResponse(condition, code: code, text: text)) }

private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

private let statusResponses: [(String, Response)] = [
    ("* OK ready", status(.ok, nil, "ready")),
    ("* OK", status(.ok)),
    ("* OK [ALERT] now", status(.ok, .word(.alert), "now")),
    ("* PREAUTH welcome", status(.preauth, nil, "welcome")),
    ("* BYE [UNAVAILABLE] later", status(.bye, .word(.unavailable), "later")),
    ("* BAD what", status(.bad, nil, "what")),
    ("* no [NONEXISTENT] none", status(.no, .word(.nonexistent), "none")),
    ("* OK [CAPABILITY IMAP4rev1 IDLE]", status(.ok, .capability([.imap4rev1, .idle]))),
    (
        #"* OK [PERMANENTFLAGS (\Seen $Junk \*)] kept"#,
        status(.ok, .permanentFlags([.seen, Flag(validated: "$Junk"), .anyKeyword]), "kept")
    ),
    ("* OK [UIDNEXT 4392] next", status(.ok, .uidNext(4392), "next")),
    ("* OK [UIDVALIDITY 3857529045] valid", status(.ok, .uidValidity(3_857_529_045), "valid")),
    ("* OK [UNSEEN 12] first", status(.ok, .unseen(12), "first")),
    ("* OK [HIGHESTMODSEQ 90060115205545359] modseq", status(.ok, .highestModSeq(90_060_115_205_545_359), "modseq")),
    ("* OK [NOMODSEQ] none", status(.ok, .word(.noModSeq), "none")),
    ("* OK [MAILBOXID (F2212ea87)] id", status(.ok, .mailboxID(octets("F2212ea87")), "id")),
    (
        "* OK [COPYUID 1 7,3:4 9:11] x",
        status(.ok, .copyUID(validity: 1, source: [7...7, 3...4], destination: [9...11]), "x")
    ),
    ("* NO [BADCHARSET (UTF-8 \"X Y\")] c", status(.no, .badCharset([octets("UTF-8"), octets("X Y")]), "c")),
    ("* OK [X-OWN some (thing] text]", status(.ok, .other(name: "X-OWN", argument: octets("some (thing")), "text]")),
    ("* OK [UIDNEXT zero] x", status(.ok, .other(name: "UIDNEXT", argument: octets("zero")), "x")),
    ("* OK [no end", status(.ok, nil, "[no end")),
    ("A1 OK done", .tagged(Tag(number: 1), StatusResponse(.ok, text: "done"))),
    ("A1 OK", .tagged(Tag(number: 1), StatusResponse(.ok))),
    (
        "A22 NO [TRYCREATE] make it",
        .tagged(Tag(number: 22), StatusResponse(.no, code: .word(.tryCreate), text: "make it"))
    ),
    (
        "A3 OK [APPENDUID 38505 3955:3957] ok",
        .tagged(
            Tag(number: 3),
            StatusResponse(.ok, code: .appendUID(validity: 38505, uids: [3955...3957]), text: "ok"))
    ),
    (
        "A4 OK [MODIFIED 7,9] some",
        .tagged(Tag(number: 4), StatusResponse(.ok, code: .modified(SequenceSet([7, 9] as [UInt32])), text: "some"))
    ),
    ("+ idling", .continuation(octets("idling"))),
    ("+ ", .continuation([])),
    ("+", .continuation([])),
    ("+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+", .continuation(octets("PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+"))),
]

private let mailboxResponses: [(String, Response)] = [
    ("* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE", .capability([.imap4rev1, .auth("PLAIN"), .idle])),
    ("* CAPABILITY", .capability([])),
    ("* ENABLED CONDSTORE  QRESYNC ", .enabled([.condStore, .qResync])),
    (#"* FLAGS (\Answered \Seen )"#, .flags([.answered, .seen])),
    ("* 172 EXISTS", .exists(172)),
    ("* 0 EXISTS ", .exists(0)),
    ("* 4294967295 exists", .exists(.max)),
    ("* 5 RECENT", .recent(5)),
    ("* 44 EXPUNGE", .expunge(44)),
    (
        #"* LIST (\HasNoChildren \Sent) "/" "Sent Mail""#,
        .list(
            ListEntry(
                attributes: [Flag(validated: #"\HasNoChildren"#), Flag(validated: #"\Sent"#)],
                delimiter: UInt8(ascii: "/"), mailbox: octets("Sent Mail")))
    ),
    ("* LIST () NIL INBOX", .list(ListEntry(attributes: [], delimiter: nil, mailbox: octets("INBOX")))),
    ("* LIST () \"\" {3}\r\na\r\n", .list(ListEntry(attributes: [], delimiter: nil, mailbox: octets("a\r\n")))),
    (
        #"* LIST () "\\" foo ("CHILDINFO" ("SUBSCRIBED") "X-NEW" ((1 2) "a)b") OLDNAME ("fo"))"#,
        .list(
            ListEntry(
                attributes: [], delimiter: UInt8(ascii: "\\"), mailbox: octets("foo"), oldName: octets("fo"),
                childInfo: [octets("SUBSCRIBED")]))
    ),
    ("* LSUB () \".\" a.b", .listSubscribed(ListEntry(attributes: [], delimiter: 46, mailbox: octets("a.b")))),
    (
        "* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292 HIGHESTMODSEQ 7011231777 X-NEW (1) APPENDLIMIT NIL)",
        .mailboxStatus(
            MailboxStatus(
                mailbox: octets("blurdybloop"), items: [.messages: 231, .uidNext: 44292, .highestModSeq: 7_011_231_777])
        )
    ),
    (
        "* STATUS x (MAILBOXID (F1))",
        .mailboxStatus(MailboxStatus(mailbox: octets("x"), mailboxID: octets("F1")))
    ),
    ("* SEARCH 2 3 6", .search([2, 3, 6], modSeq: nil)),
    ("* SEARCH", .search([], modSeq: nil)),
    ("* SEARCH ", .search([], modSeq: nil)),
    ("* SEARCH 9 1 (MODSEQ 917162500)", .search([9, 1], modSeq: 917_162_500)),
    (
        "* ESEARCH (TAG \"A282\") MIN 2 COUNT 3 ALL 2,10:11",
        .extendedSearch(search(tag: "A282", min: 2, count: 3, all: "2,10:11"))
    ),
    (
        "* ESEARCH (TAG \"x\") UID MAX 5 MODSEQ 9 X (a b)",
        .extendedSearch(search(tag: "x", isUID: true, max: 5, modSeq: 9))
    ),
    ("* ESEARCH", .extendedSearch(ExtendedSearch())),
    ("* ESEARCH UID PARTIAL (-1:-100 200:250)", .extendedSearch(search(isUID: true, partial: "200:250"))),
    ("* VANISHED (EARLIER) 41,43:116", .vanished(SequenceSet(unsorted: [41...41, 43...116]), earlier: true)),
    ("* VANISHED 405", .vanished(SequenceSet(405), earlier: false)),
]

private func search(
    tag: String? = nil, isUID: Bool = false, min: UInt32? = nil, max: UInt32? = nil, count: UInt32? = nil,
    all: String? = nil, modSeq: UInt64? = nil, partial: String? = nil
) -> ExtendedSearch {
    var result = ExtendedSearch()
    result.tag = tag.map(octets)
    result.isUID = isUID
    result.min = min
    result.max = max
    result.count = count
    result.all = all.flatMap { SequenceSet($0) }
    result.modSeq = modSeq
    result.partial = partial.flatMap { SequenceSet($0) }
    return result
}

private func fetch(_ number: UInt32, _ items: FetchItem...) -> Response {
    .fetch(FetchResponse(sequenceNumber: number, items: items))
}

private let fetchResponses: [(String, Response)] = [
    (#"* 23 FETCH (FLAGS (\Seen) UID 4827313)"#, fetch(23, .flags([.seen]), .uid(4_827_313))),
    ("* 1 FETCH ()", fetch(1)),
    ("* 1 FETCH ( UID 1  FLAGS () )", fetch(1, .uid(1), .flags([]))),
    ("* 2 FETCH (RFC822.SIZE 44827 MODSEQ (12121231000))", fetch(2, .sizeInOctets(44827), .modSeq(12_121_231_000))),
    (
        #"* 1 FETCH (INTERNALDATE "17-Jul-1996 02:44:25 -0730")"#,
        fetch(
            1,
            .internalDate(
                DateTime(
                    year: 1996, month: 7, day: 17, hour: 2, minute: 44, second: 25, minutesEastOfUTC: -450)))
    ),
    (
        #"* 1 FETCH (INTERNALDATE " 7-feb-2020 00:00:00 +0000")"#,
        fetch(1, .internalDate(DateTime(year: 2020, month: 2, day: 7)))
    ),
    ("* 1 FETCH (BODY[] {3}\r\na\r\n UID 7)", fetch(1, .body(.whole, origin: nil, octets("a\r\n")), .uid(7))),
    ("* 1 FETCH (BODY[1.2.MIME] NIL)", fetch(1, .body(Section(part: [1, 2], text: .mime), origin: nil, nil))),
    ("* 1 FETCH (BODY[1]<0> \"abc\")", fetch(1, .body(Section(part: [1]), origin: 0, octets("abc")))),
    (
        "* 1 FETCH (BODY[HEADER.FIELDS (REFERENCES {2}\r\nTo)] {2}\r\n\r\n)",
        fetch(
            1, .body(Section(text: .headerFields([octets("REFERENCES"), octets("To")])), origin: nil, octets("\r\n")))
    ),
    (
        "* 1 FETCH (BODY[2.HEADER.FIELDS.NOT (A)] \"\")",
        fetch(1, .body(Section(part: [2], text: .headerFieldsNot([octets("A")])), origin: nil, []))
    ),
    ("* 1 FETCH (BODY[3.TEXT] \"\")", fetch(1, .body(Section(part: [3], text: .text), origin: nil, []))),
    (
        "* 1 FETCH (RFC822 \"a\" RFC822.HEADER \"b\" RFC822.TEXT \"c\")",
        fetch(
            1, .body(.whole, origin: nil, octets("a")), .body(.header, origin: nil, octets("b")),
            .body(Section(text: .text), origin: nil, octets("c")))
    ),
    ("* 1 FETCH (BINARY[1.2]<5> ~{2}\r\n\0a)", fetch(1, .binary([1, 2], origin: 5, [0, 97]))),
    ("* 1 FETCH (BINARY.SIZE[1] 99)", fetch(1, .binarySize([1], 99))),
    (
        "* 1 FETCH (EMAILID (M6d9) THREADID NIL PREVIEW \"Hi\" SAVEDATE NIL)",
        fetch(1, .emailID(octets("M6d9")), .threadID(nil), .preview(octets("Hi")), .saveDate(nil))
    ),
    ("* 1 FETCH (THREADID (T1) PREVIEW NIL)", fetch(1, .threadID(octets("T1")), .preview(nil))),
    ("* 1 FETCH (X-GM-LABELS (\\Inbox \"a)b\" ((1))) UID 3)", fetch(1, .unread(name: "X-GM-LABELS"), .uid(3))),
    ("* 1 FETCH (X-LIT {4}\r\n)) ( UID 3)", fetch(1, .unread(name: "X-LIT"), .uid(3))),
    ("* 1 FETCH (UID 0 RFC822.SIZE 5)", fetch(1, .unread(name: "UID"), .sizeInOctets(5))),
    ("* 1 FETCH (UID 4294967296 FLAGS (a))", fetch(1, .unread(name: "UID"), .flags([Flag(validated: "a")]))),
    ("* 1 FETCH (ENVELOPE (NIL \"lame\" oops) UID 8)", fetch(1, .unread(name: "ENVELOPE"), .uid(8))),
    ("* 1 FETCH (BODYSTRUCTURE (\"a\" ((\"x\"))) UID 8)", fetch(1, .unread(name: "BODYSTRUCTURE"), .uid(8))),
    ("* 1 FETCH (BODY[WHAT (\"]\")]<1> \"x\" UID 8)", fetch(1, .unread(name: "BODY"), .uid(8))),
]

private let extensionResponses: [(String, Response)] = [
    (
        ##"* NAMESPACE (("" "/")("#mh/" "/" "X-PARAM" ("a" "b"))) NIL (("Shared/" NIL))"##,
        .namespace(
            NamespaceResponse(
                personal: [.init(prefix: [], delimiter: 47), .init(prefix: octets("#mh/"), delimiter: 47)],
                otherUsers: [], shared: [.init(prefix: octets("Shared/"), delimiter: nil)]))
    ),
    ("* ID NIL", .id([])),
    (
        #"* ID ("name" "Cyrus" "version" NIL)"#,
        .id([BodyParameter(name: "name", value: octets("Cyrus")), BodyParameter(name: "version", value: [])])
    ),
    (
        "* QUOTA \"\" (STORAGE 10 512 message 3 9)",
        .quota(
            root: [],
            [
                QuotaResource(name: "STORAGE", usage: 10, limit: 512),
                QuotaResource(name: "MESSAGE", usage: 3, limit: 9),
            ])
    ),
    ("* QUOTA x ()", .quota(root: octets("x"), [])),
    ("* QUOTAROOT INBOX \"\" r2", .quotaRoot(mailbox: octets("INBOX"), roots: [[], octets("r2")])),
    ("* MYRIGHTS INBOX rwipsldexta", .myRights(mailbox: octets("INBOX"), rights: octets("rwipsldexta"))),
    ("* SORT 2 84 882", .sort([2, 84, 882], modSeq: nil)),
    ("* SORT 2 (MODSEQ 5)", .sort([2], modSeq: 5)),
    ("* THREAD", .thread([])),
    (
        "* THREAD (2)(3 6 (4 23)(44 7 96))",
        .thread([
            [ThreadMember(number: 2, depth: 0)],
            [
                ThreadMember(number: 3, depth: 0), ThreadMember(number: 6, depth: 1), ThreadMember(number: 4, depth: 2),
                ThreadMember(number: 23, depth: 3), ThreadMember(number: 44, depth: 2),
                ThreadMember(number: 7, depth: 3), ThreadMember(number: 96, depth: 4),
            ],
        ])
    ),
    (
        "* THREAD ((3)(5 (6)(7)))",
        .thread([
            [
                ThreadMember(number: 3, depth: 1), ThreadMember(number: 5, depth: 1), ThreadMember(number: 6, depth: 2),
                ThreadMember(number: 7, depth: 2),
            ]
        ])
    ),
    (
        "* THREAD (2 (3)((7)(8)))",
        .thread([
            [
                ThreadMember(number: 2, depth: 0), ThreadMember(number: 3, depth: 1), ThreadMember(number: 7, depth: 2),
                ThreadMember(number: 8, depth: 2),
            ]
        ])
    ),
    ("* XYZZY (anything \"at all", .unknown(keyword: "XYZZY")),
    ("* 12 SOMETHING else", .unknown(keyword: "SOMETHING")),
    ("* OKAY then", .unknown(keyword: "OKAY")),
]
