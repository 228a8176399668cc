extension Target {
    /// What the grammar is made of, one a line; `~` stands for CR LF.
    var words: [[UInt8]] {
        let list =
            switch self {
            case .header: Self.headerWords
            case .mime: Self.headerWords + Self.mimeWords
            case .html: Self.htmlWords
            case .imap: Self.imapWords
            }
        return list.map { Array($0.replacing("~", with: "\r\n").utf8) }
    }

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
