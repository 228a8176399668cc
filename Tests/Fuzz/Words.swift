extension Target {
    /// What the grammar is made of; in texts `~` stands for CR LF.
    var words: [[UInt8]] {
        let list: [String] =
            switch self {
            case .header: Self.headerWords
            case .mime: Self.headerWords + Self.mimeWords
            case .html: Self.htmlWords
            case .imap: Self.imapWords
            case .autoconfig: Self.autoconfigWords
            case .gpg: Self.gpgWords
            case .mailcap: Self.mailcapWords
            case .calendar: Self.calendarWords
            case .oauth: Self.oauthWords
            case .archive:
                ["ustar", "ustar\u{0}00", "././@LongLink", "30 path=a/b~", "00000000012", "77777777777", "PK"]
            case .tnef: ["a.txt", "{\\rtf1\\ansi ", "LZFu", "MELA", "<html>"]
            case .dns, .cms: []
            }
        return list.map { Array($0.replacing("~", with: "\r\n").utf8) } + (octetWords.map { $0 + $0 } + octetWords)
    }

    /// Of formats that are no texts.
    private var octetWords: [[UInt8]] {
        switch self {
        case .dns: [[0xC0, 12], [0xC0, 0], [0, 15, 0, 1], [0, 33, 0, 1], [0xFF, 0xFF], [63], [0], [0x81, 0x80]]
        case .cms:
            [[0x30, 0x80], [0, 0], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x06, 9], [0xA0, 0x80], [0x24, 0x80]]
        case .archive:
            [
                [0x50, 0x4B, 1, 2], [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x1F, 0x8B, 8, 0],
                [0xFF, 0xFF, 0xFF, 0xFF],
                [UInt8](repeating: 0, count: 512),
            ]
        case .tnef:
            [
                [2, 0x10, 0x80, 1, 0], [2, 5, 0x90, 6, 0], [2, 2, 0x90, 6, 0], [2, 0x0F, 0x80, 6, 0],
                [1, 3, 0x90, 6, 0],
                [0x02, 0x01, 0x09, 0x10], [0x1F, 0, 7, 0x37], [0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF],
            ]
        default: []
        }
    }

    private static let autoconfigWords = [
        "<clientConfig version=\"1.1\">", "</clientConfig>", "<emailProvider id=\"x\">", "</emailProvider>",
        "<incomingServer type=\"imap\">", "</incomingServer>", "<outgoingServer type=\"smtp\">", "<hostname>",
        "</hostname>", "<port>993</port>", "<socketType>SSL</socketType>", "<username>%EMAILADDRESS%</username>",
        "%EMAILLOCALPART%", "%EMAILDOMAIN%", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&#0;", "&#x10FFFF;", "&x;",
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "<?pi ?>", "<a>", "</a>", "xmlns:x=\"y\"", "<x:a/>", "\u{FEFF}",
    ]

    private static let gpgWords = [
        "[GNUPG:] ", "\n", "NEWSIG", "GOODSIG ", "VALIDSIG ", "ERRSIG ", "BADSIG ", "EXPKEYSIG ", "REVKEYSIG ",
        "PLAINTEXT 62 0 ", "BEGIN_DECRYPTION", "END_DECRYPTION", "DECRYPTION_INFO 0 9 2", "DECRYPTION_OKAY", "NODATA 1",
        "ENC_TO 0 1 0", "NO_SECKEY ", "ERROR pkdecrypt_failed 11", "ERROR get_passphrase 99", "%0A", "%", "%F", "  ",
        "uid:u::::1::A::Ada <ada@example.org>::::::::::0:", ":", "\\x3a", "\\x", "fpr:::::::::", "<", ">",
    ]

    private static let mailcapWords = [
        "text/html; ", "image/*; ", "%s", "%t", "%{charset}", "%{", "}", "%n", "%F", "%%", "\\", "\\\n", "\n", ";", "#",
        "test=", "nametemplate=%s.html", "needsterminal", "copiousoutput", "'", "\"", "`", "$(", "|", "=", "\\;",
    ]

    private static let calendarWords = [
        "BEGIN:VCALENDAR~", "BEGIN:VEVENT~", "END:VEVENT~", "METHOD:REQUEST~", "METHOD:CANCEL~", "SUMMARY:",
        "LOCATION:",
        "DTSTART;TZID=Europe/Rome:20230503T140200~", "DTEND:20230503T150200Z~", "DTSTART;VALUE=DATE:20230503~",
        "ORGANIZER;CN=\"A\":mailto:a@b~", "~ ", "~\t", "~", "\\n", "\\,", "\\;", "\\", ";X=\"", ":", ";", "=",
        "BEGIN:VCARD~", "END:VCARD~", "VERSION:2.1~", "N:a;b;c;;~", "FN:", "EMAIL;TYPE=work:", "TEL:",
        "ADR:;;a;b;c;d;e~",
        "ENCODING=QUOTED-PRINTABLE:", "=~", "=C3=A4", "CHARSET=ISO-8859-1", "item1.EMAIL:", "NOTE:",
        "PHOTO;ENCODING=b:",
    ]

    private static let oauthWords = [
        "{", "}", "[", "]", "\"", ",", ":", "\"access_token\":\"", "\"token_type\":\"Bearer\"", "\"expires_in\":",
        "\"refresh_token\":null", "\"error\":\"", "\"error_description\":\"", "\"device_code\":\"", "\"user_code\":\"",
        "\"verification_uri\":\"https://", "\"verification_url\":", "\"interval\":", "\\u0000", "\\uD800", "\\uDC00",
        "\\", "1e400", "-0", "1.5", "true", "null", "\u{FEFF}", "authorization_pending", "slow_down", "[[[[[[[[[[[[",
        "{\"a\":{\"a\":",
    ]

    private static let headerWords = [
        "=?utf-8?q?", "=?utf-8?b?", "?=", "=?iso-2022-jp?b?GyRC?=", "=?=?", "=?utf-7?q?+AAA?=", "From: ", "To: ",
        "Date: ", "Subject: ", "References: ", "Content-Type: ", "Content-Disposition: ", "; name*0*=", "; name*1=",
        "; filename*=utf-8''%e2%82", "; charset=", "<a@b>", "<", ">", "(((", ")", "\"", "\\\"", "@a,@b:", "Team:", ";",
        ", ", "~ ", "~\t", "~~", "Mon, 31 Feb 2023 25:61:61 +9999", "2023-05-03T14:02:00Z", "MISSING_DOMAIN",
    ]

    private static let mimeWords = [
        "~--b~", "~--b--~", "--", "Content-Type: multipart/mixed; boundary=b~", "Content-Type: message/rfc822~~",
        "Content-Type: text/html~", "Content-Type: multipart/alternative; boundary=i~~--i~", "~--i~", "~--i--~",
        "Content-Transfer-Encoding: base64~", "Content-Transfer-Encoding: quoted-printable~",
        "Content-Transfer-Encoding: x-uuencode~", "Content-Type: application/ms-tnef~",
        "Content-Type: message/delivery-status~~", "Content-Type: text/plain; format=flowed; delsp=yes~",
        "Content-Type: text/calendar~", "Content-Type: message/external-body; access-type=URL; url=x~",
        "charset=utf-16", "charset=gb18030", "charset=iso-2022-jp", "charset=utf-7", "charset=big5", "charset=euc-kr",
        "charset=euc-tw", "charset=viscii", "charset=tcvn", "charset=johab", "charset=iso-2022-kr",
        "begin 644 a~#0V%T~`~end~", "begin-base64 644 a~", "=ybegin line=128 size=3 name=x~", "=yend size=3~",
        "=ypart begin=1 end=2~", "> > > ", "-- ~", "diff --git a b~", "@@ -1,2 +1,2 @@~", "https://", "www.", "=~",
        "=3D",
        "Action: failed~Status: 5.2.2~", "Final-Recipient: rfc822; a@b~", "BEGIN:VEVENT~", "DTSTART:20230503T140200Z~",
        "multipart/report", "multipart/related", "multipart/signed", "multipart/digest", " ~", "\u{1B}$B",
    ]

    private static let htmlWords = [
        "<table><tr><td>", "</td></tr></table>", "<th>", "<div style=\"display:none\">", "<p>", "</p>", "<br>", "<pre>",
        "<blockquote>", "</blockquote>", "<ul><li>", "<ol start=99999999999>", "<a href=\"https://x.org\">", "</a>",
        "<img src=\"https://x.org/a.png\" width=1>", "<img alt=\"", "&nbsp;", "&#8203;", "&#0;", "&#x110000;", "&lt;",
        "<!--", "-->", "<style>", "</style>", "<script>", "<![CDATA[", "<?xml", "<!DOCTYPE html>", "<b><i><b>", "<q>",
        "style=\"", "font-size:0", "width:99999999999999999999px", "<dl><dd>", "<h1>", "<hr>", "<title>", "<svg>",
        "<td colspan=99999 rowspan=99999>", "<o:p>", "</o:p>", "<noscript>", "<font size=", "<meta charset=utf-16>",
        "\u{200D}", "\u{AD}", "\u{FEFF}", "<", ">", "\"", "'", "=",
    ]

    private static let imapWords = [
        "* ", "~* OK ", "* 1 FETCH (", "UID 1 ", "FLAGS (\\Seen)", "ENVELOPE (", "BODYSTRUCTURE (",
        "BODY[1.2]<0> {3}~abc",
        "{0}~", "{99999999999}~", "{5+}~", "~{10}~", "NIL", "\"\"", "\"", "\\", "(((((((((", ")))))))))",
        "* LIST (\\HasNoChildren) \"/\" INBOX~", "* ESEARCH (TAG \"A1\") UID ALL 1:*~", "* SEARCH 1 2 3~",
        "* VANISHED (EARLIER) 1:4294967295~", "* STATUS INBOX (MESSAGES 1)~", "* CAPABILITY IMAP4rev1~",
        "* THREAD (1 2)(3)~",
        "[UIDVALIDITY 1]", "[COPYUID 1 1:2 3:4]", "[PERMANENTFLAGS (\\*)]", "[BADCHARSET (UTF-8)]",
        "* NAMESPACE ((\"\" \"/\")) NIL NIL~",
        "1:*", "4294967296", "MODSEQ (18446744073709551615)", "RFC822.SIZE ",
        "INTERNALDATE \"03-May-2023 14:02:00 +0200\"",
        "~", "\n", "\r", "+ ", "A1 OK ", "A1 BAD ", "* BYE ", "* QUOTA \"\" (STORAGE 1 2)~", "* ID (\"name\" \"x\")~",
        "&", "&-", "&AAA-",
        "* METADATA INBOX (/shared/comment \"x\")~", "* ACL INBOX a lrs~", "BINARY[1] ~{3}~", "EMAILID (M1)",
        "PREVIEW \"x\"",
    ]
}
