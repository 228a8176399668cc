/// What clients say and the server answers; `…` stands for any text.
enum Transcripts {
    /// Greeting, login and SELECT of the INBOX, which most begin with.
    private static let begin = #"""
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LITERAL+ SASL-IR ID ENABLE IDLE] …
        C: a LOGIN ann secret
        S: a OK [CAPABILITY IMAP4rev1 LITERAL+ …QRESYNC…] Logged in

        """#

    private static let select =
        begin + #"""
            C: b SELECT INBOX
            S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft …)
            S: * 4 EXISTS
            S: * 0 RECENT
            S: * OK [UNSEEN 2] …
            S: * OK [UIDVALIDITY …
            S: * OK [UIDNEXT 5] …
            S: * OK [PERMANENTFLAGS (\Answered … \*)] …
            S: * OK [HIGHESTMODSEQ 2] …
            S: b OK [READ-WRITE] …

            """#

    static let imap: [(String, String)] = [
        (
            "login in every way",
            #"""
            S: * OK …
            C: a SELECT INBOX
            S: a BAD Log in first
            C: b LOGIN ann wrong
            S: b NO [AUTHENTICATIONFAILED] …
            C: c AUTHENTICATE PLAIN
            S: + 
            C: *
            S: c BAD Cancelled
            C: d AUTHENTICATE CRAM-MD5
            S: d NO …
            C: e AUTHENTICATE PLAIN
            S: + 
            C: AGFubgBzZWNyZXQ=
            S: e OK [CAPABILITY …
            C: f LOGIN ann secret
            S: f BAD …
            C2: a LOGIN {3}
            S2: * OK …
            S2: + OK
            C2: ann {6+}
            C2: secret
            S2: a OK …
            C2: b LOGOUT
            S2: * BYE …
            S2: b OK …
            C3: a AUTHENTICATE PLAIN AGFubgBzZWNyZXQ=
            S3: * OK …
            S3: a OK …
            """#
        ),
        (
            "RFC 3501 §8: a first session",
            select + #"""
                C: c fetch 1 full
                S: * 1 FETCH (FLAGS (\Seen) INTERNALDATE " 3-May-2023 14:02:00 +0000" RFC822.SIZE 375 ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ((NIL NIL "minutes" "CNRI.Reston.VA.US")("John \"J\" Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL "<B27397-0100000@cac.washington.edu>") BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 25 1))
                S: c OK …
                C: d fetch 1 (body[header.fields (date FROM)] rfc822.size)
                S: * 1 FETCH (BODY[HEADER.FIELDS (date FROM)] {91}
                S: Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
                S: From: Terry Gray <gray@cac.washington.edu>
                S: 
                S:  RFC822.SIZE 375)
                S: d OK …
                C: e store 1 +flags \deleted
                S: * 1 FETCH (FLAGS (\Deleted \Seen))
                S: e OK …
                C: f logout
                S: * BYE …
                S: f OK …
                """#
        ),
        (
            "sections and parts of them",
            select + #"""
                C: c FETCH 2 (BODY.PEEK[1] BODY.PEEK[2.MIME] BODY.PEEK[1]<4.4> BODY.PEEK[3] BODY.PEEK[TEXT]<0.5>)
                S: * 2 FETCH (BODY[1] {12}
                S: R3LDvMOfZQ== BODY[2.MIME] {92}
                S: Content-Type: image/png; name="p.png"
                S: Content-Disposition: attachment; filename="p.png"
                S: 
                S:  BODY[1]<4> {4}
                S: vMOf BODY[3] NIL BODY[TEXT]<0> {5}
                S: --b
                S: )
                S: c OK …
                C: d FETCH 2 BODYSTRUCTURE
                S: * 2 FETCH (BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "base64" 12 0 NIL NIL NIL NIL)("image" "png" ("name" "p.png") NIL NIL "7BIT" 3 NIL ("attachment" ("filename" "p.png")) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL))
                S: d OK …
                C: e FETCH 4 (BODY.PEEK[1.HEADER] BODY.PEEK[1.TEXT] BODY)
                S: * 4 FETCH (BODY[1.HEADER] {37}
                S: Subject: inner
                S: From: c@z.example
                S: 
                S:  BODY[1.TEXT] {8}
                S: inside
                S:  BODY ("message" "rfc822" NIL NIL NIL "7BIT" 45 (NIL "inner" ((NIL NIL "c" "z.example")) ((NIL NIL "c" "z.example")) ((NIL NIL "c" "z.example")) NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7BIT" 8 1) 4))
                S: e OK …
                C: f FETCH 2 ENVELOPE
                S: * 2 FETCH (ENVELOPE (NIL "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=" ((NIL NIL "Group" NIL)(NIL NIL "a" "x.example")("B" NIL "b" "y.example")(NIL NIL NIL NIL)) …
                S: f OK …
                C: g FETCH 3 BODY[TEXT]
                S: * 3 FETCH (BODY[TEXT] {16}
                S: .
                S: ..two
                S: end.
                S:  FLAGS (\Seen))
                S: g OK …
                C: h FETCH 5 FLAGS
                S: h BAD …
                C: i UID FETCH 5:9 FLAGS
                S: i OK …
                C: j UID FETCH 9:* FLAGS
                S: * 4 FETCH (UID 4 FLAGS ())
                S: j OK …
                """#
        ),
        (
            "mailboxes",
            begin + #"""
                C: b LIST "" *
                S: * LIST (\HasNoChildren) "/" INBOX
                S: * LIST (\HasNoChildren \Archive) "/" Archive
                S: * LIST (\Noselect \HasChildren) "/" Lists
                S: * LIST (\HasNoChildren) "/" Lists/swift
                S: b OK …
                C: c LIST "" %
                S: * LIST (\HasNoChildren) "/" INBOX
                S: * LIST (\HasNoChildren \Archive) "/" Archive
                S: * LIST (\Noselect \HasChildren) "/" Lists
                S: c OK …
                C: d LIST "" ""
                S: * LIST (\Noselect) "/" ""
                S: d OK …
                C: e CREATE "Entw&APw-rfe/neu"
                S: e OK …
                C: f LIST (SUBSCRIBED) "" * RETURN (CHILDREN STATUS (MESSAGES UNSEEN))
                S: * LIST (\HasNoChildren \Subscribed) "/" INBOX
                S: * STATUS INBOX (MESSAGES 4 UNSEEN 3)
                S: * LIST (\HasNoChildren \Subscribed \Archive) "/" Archive
                S: * STATUS Archive (MESSAGES 0 UNSEEN 0)
                S: * LIST (\HasNoChildren \Subscribed) "/" Lists/swift
                S: * STATUS Lists/swift (MESSAGES 0 UNSEEN 0)
                S: f OK …
                C: g LIST (SUBSCRIBED RECURSIVEMATCH) "" %
                S: * LIST (\HasNoChildren \Subscribed) "/" INBOX
                S: * LIST (\HasNoChildren \Subscribed \Archive) "/" Archive
                S: * LIST (\Noselect \HasChildren) "/" Lists ("CHILDINFO" ("SUBSCRIBED"))
                S: g OK …
                C: h RENAME "Entw&APw-rfe" B
                S: h OK …
                C: i LIST (SPECIAL-USE) "" *
                S: * LIST (\HasNoChildren \Archive) "/" Archive
                S: i OK …
                C: j LIST "B" (/* /none)
                S: * LIST (\HasNoChildren) "/" B/neu
                S: j OK …
                C: k DELETE B/neu
                S: k OK …
                C: l DELETE INBOX
                S: l NO [CANNOT] …
                C: m SELECT Lists
                S: m NO [NONEXISTENT] …
                C: n SUBSCRIBE gone
                S: n OK …
                C: o UNSUBSCRIBE Archive
                S: o OK …
                C: p LSUB "" %
                S: * LSUB (\HasNoChildren) "/" INBOX
                S: * LSUB (\Noselect \HasChildren) "/" Lists
                S: p OK …
                C: q CREATE Archive
                S: q NO [ALREADYEXISTS] …
                C: r NAMESPACE
                S: * NAMESPACE (("" "/")) NIL NIL
                S: r OK …
                C: s RENAME INBOX old
                S: s OK …
                C: t STATUS INBOX (MESSAGES UIDNEXT)
                S: * STATUS INBOX (MESSAGES 0 UIDNEXT 5)
                S: t OK …
                C: u STATUS old (MESSAGES UIDNEXT)
                S: * STATUS old (MESSAGES 4 UIDNEXT 5)
                S: u OK …
                """#
        ),
        (
            "adding, copying, moving, removing",
            select + #"""
                C: c APPEND nowhere {4+}
                C: abcd
                S: c NO [TRYCREATE] …
                C: d APPEND Archive (\Flagged tag) "17-Jul-1996 02:44:25 -0700" {17}
                S: + OK
                C: Subject: x
                C: 
                C: hi
                S: d OK [APPENDUID …
                C: e COPY 2:3 Archive
                S: e OK [COPYUID … 2:3 2:3] …
                C: f MOVE 1 Archive
                S: * OK [COPYUID … 1 4] Moved
                S: * 1 EXPUNGE
                S: f OK …
                C: g STORE 1,3 +FLAGS.SILENT (\Deleted)
                S: g OK …
                C: h UID EXPUNGE 4
                S: * 3 EXPUNGE
                S: h OK …
                C: i EXPUNGE
                S: * 1 EXPUNGE
                S: i OK …
                C: j EXAMINE Archive
                S: * FLAGS … tag)
                S: * 4 EXISTS
                S: * 4 RECENT
                S: * OK [UNSEEN 1] …
                S: * OK [UIDVALIDITY …
                S: * OK [UIDNEXT 5] …
                S: * OK [PERMANENTFLAGS ()] …
                S: * OK [HIGHESTMODSEQ …
                S: j OK [READ-ONLY] …
                C: k FETCH 1 (FLAGS INTERNALDATE)
                S: * 1 FETCH (FLAGS (\Flagged tag \Recent) INTERNALDATE "17-Jul-1996 09:44:25 +0000")
                S: k OK …
                C: l STORE 1 FLAGS ()
                S: l NO …
                C: m CLOSE
                S: m OK …
                C: n CHECK
                S: n BAD …
                """#
        ),
        (
            "SEARCH with every kind of key",
            select + #"""
                C: c SEARCH UNSEEN
                S: * SEARCH 2 3 4
                S: c OK …
                C: d SEARCH CHARSET UTF-8 SUBJECT {6+}
                C: grüß
                S: * SEARCH 2
                S: d OK …
                C: e UID SEARCH OR SUBJECT dots FROM terry NOT UID 3
                S: * SEARCH 1
                S: e OK …
                C: f SEARCH BODY "grüße"
                S: * SEARCH 2
                S: f OK …
                C: g SEARCH SENTON 17-Jul-1996 ON 3-May-2023 SENTBEFORE 18-Jul-1996
                S: * SEARCH 1
                S: g OK …
                C: h SEARCH SINCE 4-May-2023
                S: * SEARCH
                S: h OK …
                C: i SEARCH (SMALLER 40) 2:*
                S: * SEARCH 3
                S: i OK …
                C: j SEARCH RETURN (MIN MAX COUNT ALL) NOT HEADER Message-ID ""
                S: * ESEARCH (TAG "j") MIN 2 MAX 4 COUNT 3 ALL 2:4
                S: j OK …
                C: k UID SEARCH RETURN () KEYWORD nothing
                S: * ESEARCH (TAG "k") UID
                S: k OK …
                C: l SEARCH MODSEQ 2
                S: * SEARCH 1 2 3 4 (MODSEQ 2)
                S: l OK …
                C: m SEARCH CHARSET KOI8-R ALL
                S: m NO [BADCHARSET …
                C: n SEARCH TEXT klensin LARGER 100
                S: * SEARCH 1
                S: n OK …
                """#
        ),
        (
            "RFC 7162: CONDSTORE and QRESYNC",
            begin + #"""
                C: b ENABLE QRESYNC X-NOTHING
                S: * ENABLED QRESYNC
                S: b OK …
                C: c SELECT INBOX
                S: * FLAGS …
                S: * 4 EXISTS
                S: * 0 RECENT
                S: * OK [UNSEEN 2] …
                S: * OK [UIDVALIDITY …
                S: * OK [UIDNEXT 5] …
                S: * OK [PERMANENTFLAGS …
                S: * OK [HIGHESTMODSEQ 2] …
                S: c OK …
                C: d STORE 2 +FLAGS.SILENT (\Flagged)
                S: * 2 FETCH (UID 2 FLAGS (\Flagged) MODSEQ (3))
                S: d OK …
                C: e STORE 2:3 (UNCHANGEDSINCE 2) +FLAGS.SILENT (\Answered)
                S: * 3 FETCH (UID 3 FLAGS (\Answered) MODSEQ (4))
                S: e OK [MODIFIED 2] …
                C: f UID STORE 4 +FLAGS.SILENT (\Deleted)
                S: * 4 FETCH (UID 4 FLAGS (\Deleted) MODSEQ (5))
                S: f OK …
                C: g EXPUNGE
                S: * VANISHED 4
                S: g OK [HIGHESTMODSEQ 6] …
                C: h UID FETCH 1:* (FLAGS) (CHANGEDSINCE 2 VANISHED)
                S: * VANISHED (EARLIER) 4
                S: * 2 FETCH (UID 2 FLAGS (\Flagged) MODSEQ (3))
                S: * 3 FETCH (UID 3 FLAGS (\Answered) MODSEQ (4))
                S: h OK …
                C: i SELECT Archive (QRESYNC (1 5))
                S: * OK [CLOSED] …
                S: * FLAGS …
                S: * 0 EXISTS
                S: * 0 RECENT
                S: * OK [UIDVALIDITY …
                S: * OK [UIDNEXT 1] …
                S: * OK [PERMANENTFLAGS …
                S: * OK [HIGHESTMODSEQ 2] …
                S: i OK …
                """#
        ),
        (
            "two clients see each other's changes",
            select + #"""
                C2: a LOGIN ann secret
                S2: * OK …
                S2: a OK …
                C2: b EXAMINE INBOX
                S2: * FLAGS …
                S2: * 4 EXISTS
                S2: * 0 RECENT
                S2: * OK [UNSEEN 2] …
                S2: * OK [UIDVALIDITY …
                S2: * OK [UIDNEXT 5] …
                S2: * OK [PERMANENTFLAGS ()] …
                S2: * OK [HIGHESTMODSEQ 2] …
                S2: b OK …
                C: c STORE 1 +FLAGS (\Deleted)
                S: * 1 FETCH (FLAGS (\Deleted \Seen))
                S: c OK …
                C: d EXPUNGE
                S: * 1 EXPUNGE
                S: d OK …
                C: e STORE 1 +FLAGS (\Flagged)
                S: * 1 FETCH (FLAGS (\Flagged))
                S: e OK …
                C2: c FETCH 2 UID
                S2: * 2 FETCH (UID 2)
                S2: * 2 FETCH (FLAGS (\Flagged))
                S2: c OK …
                C2: d FETCH 1 UID
                S2: d NO [EXPUNGEISSUED] …
                C2: e NOOP
                S2: * 1 EXPUNGE
                S2: e OK …
                C2: f FETCH 1 UID
                S2: * 1 FETCH (UID 2)
                S2: f OK …
                C2: g IDLE
                S2: + idling
                C: f STORE 3 FLAGS (done)
                S: * 3 FETCH (FLAGS (done))
                S: f OK …
                S2: * 3 FETCH (FLAGS (done))
                C: g APPEND INBOX {2+}
                C: x
                S: * 4 EXISTS
                S: * 1 RECENT
                S: g OK …
                S2: * 4 EXISTS
                S2: * … RECENT
                C: h UID STORE 2 +FLAGS.SILENT \Deleted
                S: h OK …
                S2: * 1 FETCH (FLAGS (\Flagged \Deleted))
                C: i CLOSE
                S: i OK …
                S2: * 1 EXPUNGE
                C2: DONE
                S2: g OK …
                """#
        ),
        (
            "commands that are none, and pipelines",
            select + #"""
                C: 
                S: * BAD …
                C: c
                S: * BAD …
                C: d FROBNICATE
                S: d BAD …
                C: e FETCH 1
                S: e BAD …
                C: f NOOP x
                S: f BAD …
                C: g FETCH 1 (BODY[MIME])
                S: g BAD …
                C: h STORE 1 FLAGS (\Recent)
                S: h BAD …
                C: i NOOP
                C: j CHECK
                C: k FETCH 1 UID
                C: l UNSELECT
                S: i OK …
                S: j OK …
                S: * 1 FETCH (UID 1)
                S: k OK …
                S: l OK …
                C: m CREATE {999999}
                S: m NO [TOOBIG] …
                C: n APPEND INBOX {999999999}
                S: n NO [TOOBIG] …
                C: o APPEND INBOX {999999999+}
                S: * BYE …
                """#
        ),
    ]

    static let pop3: [(String, String)] = [
        (
            "RFC 1939 §10: a session",
            """
            S: +OK Postern…
            C: CAPA
            S: +OK …
            S: USER
            S: SASL PLAIN
            S: TOP
            S: UIDL
            S: PIPELINING
            S: RESP-CODES
            S: AUTH-RESP-CODE
            S: IMPLEMENTATION …
            S: .
            C: STAT
            S: -ERR …
            C: USER ann
            S: +OK
            C: PASS wrong
            S: -ERR [AUTH] …
            C: PASS secret
            S: -ERR USER first
            C: user ann
            S: +OK
            C: pass secret
            S: +OK 4 messages
            C: STAT
            S: +OK 4 874
            C: LIST
            S: +OK
            S: 1 375
            S: 2 354
            S: 3 33
            S: 4 112
            S: .
            C: LIST 3
            S: +OK 3 33
            C: LIST 9
            S: -ERR …
            C: UIDL 2
            S: +OK 2 ….2
            C: RETR 3
            S: +OK 33 octets
            S: Subject: dots
            S: 
            S: ..
            S: ...two
            S: end.
            S: .
            C: TOP 3 1
            S: +OK …
            S: Subject: dots
            S: 
            S: ..
            S: .
            C: TOP 3 0
            S: +OK …
            S: Subject: dots
            S: 
            S: .
            C: DELE 3
            S: +OK
            C: DELE 3
            S: -ERR …
            C: RETR 3
            S: -ERR …
            C: LIST
            S: +OK
            S: 1 375
            S: 2 354
            S: 4 112
            S: .
            C: RSET
            S: +OK
            C: STAT
            S: +OK 4 874
            C: NOOP
            S: +OK
            C: RETR x
            S: -ERR …
            C: QUIT
            S: +OK 0 …
            """
        ),
        (
            "UPDATE only after QUIT, one session at a time",
            """
            S: +OK …
            C: AUTH PLAIN AGFubgBzZWNyZXQ=
            S: +OK 4 messages
            S2: +OK …
            C2: AUTH PLAIN
            S2: + 
            C2: AGFubgBzZWNyZXQ=
            S2: -ERR [IN-USE] …
            C: DELE 1
            C: DELE 4
            C: QUIT
            S: +OK
            S: +OK
            S: +OK 2 …
            C2: USER ann
            C2: PASS secret
            C2: UIDL
            S2: +OK
            S2: +OK 2 messages
            S2: +OK
            S2: 1 ….2
            S2: 2 ….3
            S2: .
            """
        ),
        (
            "AUTH that fails",
            """
            S: +OK …
            C: AUTH
            S: +OK
            S: PLAIN
            S: .
            C: AUTH KERBEROS_V4
            S: -ERR …
            C: AUTH PLAIN
            S: + 
            C: *
            S: -ERR Cancelled
            C: AUTH PLAIN ====
            S: -ERR …
            C: APOP ann c4c9334bac560ecc979e58001b3e22fb
            S: -ERR …
            C: QUIT
            S: +OK …
            """
        ),
    ]
}
