import InternetMessage
import MailModel
import Testing

private func read(_ html: String, charset: String = "utf-8") -> ReadableMessage {
    let part = MessagePart(number: "1", type: "text", subtype: "html", parameters: ["charset": charset])
    return ReadableText.read(part, octets: Array(html.utf8)[...])
}

@Suite("text/html")
struct HTMLTests {
    @Test(
        "reads",
        arguments: [
            ("", []),
            ("text", ["text"]),
            ("<p>one<p>two", ["one", "", "two"]),
            ("<div>one</div><div>two</div>", ["one", "two"]),
            ("a<br>b<br><br>c", ["a", "b", "", "c"]),
            ("  a \n\t b&nbsp;&nbsp;c  ", ["a b c"]),
            ("a <b> b </b> c", ["a b c"]),
            ("<b>a</b><i>b</i>", ["ab"]),
            ("<script>x</script><style>x</style><title>x</title>a<!-- x -->", ["a"]),
            ("<div style='display: none'>x</div>a", ["a"]),
            ("<span style='VISIBILITY:hidden'>x</span>a", ["a"]),
            ("<span style='font-size:0px'>x<b style='font-size:12px'>y</b></span>", ["y"]),
            ("<div style='max-height:0px;overflow:hidden'>x</div>a", ["a"]),
            ("<div style='mso-hide:all'>x</div><div style='opacity:0'>x</div>a", ["a"]),
            ("<div style='font-size:0.9em'>small</div>", ["small"]),
            ("&zwnj;&nbsp;&#8203;&#847;&shy;a&#8203;b", ["ab"]),
            ("می&zwnj;خواهم", ["می\u{200C}خواهم"]),
            ("&#145;&#8217;&euro;&lt;&amp;&unknown;", ["‘’€<&&unknown;"]),
            ("<h1>Head</h1>text", ["Head", "", "text"]),
            ("<ul><li>a<li>b<ol><li>c</ol></ul>d", ["• a", "• b", "  1. c", "", "d"]),
            ("<dl><dt>term<dd>meaning</dl>", ["term", "    meaning"]),
            ("<ol start=9><li>a<li>b</ol>", ["9. a", "10. b"]),
            ("<pre>a\n  b\n\n\tc</pre>", ["a", "  b", "", "        c"]),
            ("<p style='white-space:pre-wrap'>a\n b</p>", ["a", " b"]),
            ("<img alt='A  cat' src='cid:1'> <img src='cid:2'>", ["[A cat]"]),
            ("<q>x</q>", ["“x”"]),
            // Links.
            ("<a href='https://x.org/'>x</a>", ["x[1]"]),
            ("<a href='https://x.org/'>x.org</a>", ["x.org"]),
            ("<a href='mailto:a@x.org'>a@x.org</a>", ["a@x.org"]),
            ("<a href='https://x.org/'> x </a> y", ["x[1] y"]),
            ("<a href='https://x.org/'>one<br>two</a>", ["one", "two[1]"]),
            ("<a href='https://x.org/'><div>block</div></a>", ["block[1]"]),
            ("<a href='https://x.org/'><img src='https://x.org/1'></a>", ["[image][1]"]),
            ("<a href='https://x.org/'></a><a href='https://y.org'>y</a>", ["y[1]"]),
            ("<a href='javascript:x'>a</a><a href='#b'>b</a><a href='file:///c'>c</a><a href='d'>d</a>", ["abcd"]),
            ("<a href='https://x.org/1'>a</a> <a href='https://x.org/1'>b</a>", ["a[1] b[1]"]),
            // Tables.
            ("<table><tr><td>a<td>b</table>", ["a  b"]),
            ("<table><tr><td>a<td>b<tr><td>ccc<td>d</table>", ["a    b", "ccc  d"]),
            ("<table><tr><th>n<th>x<tr><td>東京<td>1</table>", ["n     x", "東京  1"]),
            ("<table><tr><td><td>a<td>b<tr><td><td>c<td>d</table>", ["a  b", "c  d"]),
            ("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", ["a  b", "c  d"]),
            ("<table><tr><td><p>a</p><td><table><tr><td>b</table></table>", ["a", "", "b"]),
            (
                "<table><tr><td>\(String(repeating: "long ", count: 20))<td>b<tr><td>c<td>d</table>",
                [String(repeating: "long ", count: 19) + "long", "b", "c  d"]
            ),
            ("<p>a<table><tr><td>1<td>2<tr><td>3<td>4</table>b", ["a", "", "1  2", "3  4", "", "b"]),
            // Broken.
            ("<", []), ("<p", []), ("a<", ["a<"]), ("</p></div>a", ["a"]), ("<p <b>a", ["a"]),
            ("<b><i>a</b></i>b", ["ab"]),
            ("a<o:p></o:p><foo>b</foo>", ["ab"]), ("\u{FEFF}a", ["a"]), ("a\0b", ["a b"]), ("<!-- never closed", []),
            ("a<!-- never closed <p>b", ["a"]), ("<td>a<td>b", ["a  b"]), ("<li>a", ["• a"]),
        ] as [(String, [String])]
    )
    func reads(_ html: String, _ expected: [String]) {
        #expect(read(html).lines.map(\.text) == expected)
    }

    @Test("keeps quotes' depth")
    func quotes() {
        let lines = read("a<blockquote>b<blockquote>c</blockquote>d</blockquote>e").lines
        #expect(lines.filter { !$0.text.isEmpty }.map(\.quoteDepth) == [0, 1, 2, 1, 0])
    }

    @Test("styles and links cover their text, also over a line's end")
    func spans() {
        let lines = read("é <b>strong <i>both</i></b><br><a href='https://x.org'>one<br>two</a>").lines
        #expect(
            lines[0].spans == [
                .init(range: 9..<13, style: .emphasis), .init(range: 2..<13, style: .strong),
            ])
        #expect(lines[1].spans == [.init(range: 0..<3, style: .link(0))])
        #expect(lines[2].spans == [.init(range: 0..<6, style: .link(0))])
        #expect(lines[2].text == "two[1]")
    }

    @Test("counts what is not fetched")
    func blocked() {
        let html = """
            <img src="https://x.org/1.png"><img src="//x.org/2.png" width=600><img src="cid:3"><img src="data:image/png,x">
            <img src="http://x.org/4.gif" width="1" height="1"><img src="https://x.org/5" style="display:none">
            <div style="display:none"><img src="https://x.org/6"></div>
            <table background="https://x.org/7.png"><tr><td style="background:url('https://x.org/8.png')">a</table>
            """
        #expect(read(html).notices == ["blocked: 4 remote images, 3 tracking pixels"])
        #expect(read("<p>a").notices == [])
    }

    @Test("takes the charset from the page only where MIME names none")
    func metaCharset() {
        let html: [UInt8] = Array("<meta charset=koi8-r><p>".utf8) + [0xF0, 0xD2, 0xC9]
        let part = MessagePart(number: "1", type: "text", subtype: "html")
        #expect(ReadableText.read(part, octets: html[...]).lines.map(\.text) == ["При"])
        var named = part
        named.parameters = ["charset": "windows-1252"]
        #expect(ReadableText.read(named, octets: html[...]).lines.map(\.text) == ["ðÒÉ"])
    }

    @Test(
        "stays readable, linear and bounded",
        arguments: [
            "<div>", "<b>", "<table><tr><td>", "<blockquote>", "<ul><li>", "<a href='https://x.org'>", "<p>", "</p>",
            "<!--", "<", "&", "&#", "<a b=c ", "<font size=1>x</font>", "<pre>\n", "<table><tr>", "x ", "<br>",
            "<span style='",
            "<?x", "<![CDATA[", "\0", "é", "<select>", "<form><form>", "<svg>", "<ol>", "<td>",
        ])
    func bounded(_ piece: String) {
        let message = read("<p>begin " + String(repeating: piece, count: 20_000) + " the end")
        #expect(message.lines.first?.text.hasPrefix("begin") == true)
        #expect(message.lines.count <= 40_003)
    }

    @Test("reads what is nested deeper than the parser goes as text")
    func deep() {
        let message = read(String(repeating: "<div>", count: 5_000) + "the end")
        #expect(message.lines.map(\.text) == ["the end"])
        #expect(message.notices.count == 1)
    }

    @Test("builds no tree of more than 200,000 tags")
    func manyTags() {
        let message = read(String(repeating: "<p>", count: 300_000) + "the end")
        #expect(message.lines.map(\.text) == ["the end"])
        #expect(message.notices.count == 1)
    }

    @Test("does not lay out a tag of 100,000 attributes")
    func manyAttributes() {
        let html = "<p " + (0..<100_000).map { "a\($0)=1" }.joined(separator: " ") + ">text"
        #expect(read(html).lines.map(\.text) == ["text"])
    }

    @Test(
        "gives the message list a line without link numbers and quotes",
        arguments: [
            (
                "<p>Read <a href='https://x.org/1'>this</a> and <a href='https://x.org/2'>that</a>.</p>",
                "Read this and that."
            ),
            ("<p>a [1] b <a href='https://x.org/'>x.org</a></p>", "a [1] b x.org"),
            ("<p>mine</p><p>Ada wrote:</p><blockquote>hers</blockquote><p>more</p>", "mine more"),
            ("<p>mine<br>--<br>Ada</p>", "mine"), ("", ""),
        ] as [(String, String)])
    func snippet(_ html: String, _ expected: String) {
        #expect(read(html).snippet == expected)
    }

    @Test("cuts that line at 200 characters")
    func longSnippet() {
        #expect(read(String(repeating: "word ", count: 1_000)).snippet.count == 200)
    }
}
