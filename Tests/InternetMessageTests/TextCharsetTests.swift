import InternetMessage
import MailModel
import Testing

/// A message with this body, one character an octet.
private func read(_ body: String, charset: String?) -> ReadableMessage {
    let field = charset.map { "Content-Type: text/plain; charset=\($0)\n" } ?? "Content-Type: text/plain\n"
    let octets = Array("Subject: x\n\(field)Content-Transfer-Encoding: 8bit\n\n".utf8)
    return ReadableText.read(ParsedMessage(octets: octets + body.unicodeScalars.map { UInt8($0.value) }))
}

/// UTF-8 as the row of its octets.
private func octets(_ text: String) -> String {
    String(String.UnicodeScalarView(text.utf8.map { Unicode.Scalar($0) }))
}

@Suite("charsets of text (RFC 2045 §4, WHATWG Encoding)")
struct TextCharsetTests {
    /// Text as people send it: body, what it says, what is read, and the notice.
    @Test(
        "are read as they say, or as they are",
        arguments: [
            ("caf\u{E9}", "iso-8859-1", "café", nil),
            ("\u{93}caf\u{E9}\u{94} \u{80}5", "iso-8859-1", "“café” €5", nil),
            (octets("café"), "utf-8", "café", nil),
            // A byte order mark is no text.
            ("\u{EF}\u{BB}\u{BF}a", "utf-8", "a", nil), ("\u{EF}\u{BB}\u{BF}a", nil, "a", nil),
            ("\u{FE}\u{FF}\u{0}a\u{0}b", nil, "ab", "the text does not say its charset; it is read as UTF-16BE"),
            // UTF-8 by any other name.
            (octets("café"), "iso-8859-1", "café", "the text is in UTF-8, not in iso-8859-1 as it says"),
            (octets("Привет"), "koi8-r", "Привет", "the text is in UTF-8, not in koi8-r as it says"),
            (octets("東京 タワー"), "gb2312", "東京 タワー", "the text is in UTF-8, not in gb2312 as it says"),
            (octets("café"), "us-ascii", "café", nil), (octets("café"), nil, "café", nil),
            // Another name for UTF-8.
            ("caf\u{E9}", "utf-8", "café", "the text is not in UTF-8 as it says"),
            (octets("€") + " \u{FF}", "utf-8", "€ \u{FFFD}", "some of the text is not in UTF-8 as it says"),
            ("caf\u{E9}", "x-nowhere", "café", "charset x-nowhere is unknown"),
            (octets("café"), "\"utf-8 (unicode)\"", "café", nil), ("caf\u{E9}", "\"\"", "café", nil),
            // By name.
            ("\u{1B}$BEl5~\u{1B}(B", "iso-2022-jp", "東京", nil), ("\u{1B}$BEl5~\u{1B}(B", nil, "東京", "iso"),
            ("\u{CE}\u{D2}\u{C3}\u{C7}", "gb18030", "我们", nil), ("\u{BE}\u{C8}\u{B3}\u{E7}", "euc-kr", "안녕", nil),
            ("\u{F0}\u{D2}\u{C9}\u{D7}\u{C5}\u{D4}", "koi8-r", "Привет", nil),
            ("+bUtOrA- 1 +- 1", "utf-7", "浪京 1 + 1", "any"),
        ] as [(String, String?, String, String?)])
    func reads(_ body: String, _ charset: String?, _ text: String, _ notice: String?) {
        let message = read(body, charset: charset)
        if notice != "any" { #expect(message.plainText == text) }
        switch notice {
        case "iso": #expect(message.notices == ["the text does not say its charset; it is read as ISO-2022-JP-3"])
        case "any": #expect(message.plainText.hasSuffix(" 1 + 1"))
        default: #expect(message.notices == (notice.map { [$0] } ?? []))
        }
    }

    /// Sentences in a charset that nothing names.
    @Test(
        "are guessed by their octets",
        arguments: [
            // Здравствуйте, как дела
            (
                "\u{FA}\u{C4}\u{D2}\u{C1}\u{D7}\u{D3}\u{D4}\u{D7}\u{D5}\u{CA}\u{D4}\u{C5}, \u{CB}\u{C1}\u{CB}",
                "Здравствуйте, как"
            ),
            (
                "\u{C7}\u{E4}\u{F0}\u{E0}\u{E2}\u{F1}\u{F2}\u{E2}\u{F3}\u{E9}\u{F2}\u{E5}, \u{EA}\u{E0}\u{EA}",
                "Здравствуйте, как"
            ),
            // 我们在这里，明天见
            (
                "\u{CE}\u{D2}\u{C3}\u{C7}\u{D4}\u{DA}\u{D5}\u{E2}\u{C0}\u{EF}\u{A3}\u{AC}\u{C3}\u{F7}\u{CC}\u{EC}\u{BC}\u{FB}",
                "我们在这里，明天见"
            ),
            // 안녕하세요
            ("\u{BE}\u{C8}\u{B3}\u{E7}\u{C7}\u{CF}\u{BC}\u{BC}\u{BF}\u{E4}", "안녕하세요"),
            // こんにちは in EUC-JP and Shift_JIS
            ("\u{A4}\u{B3}\u{A4}\u{F3}\u{A4}\u{CB}\u{A4}\u{C1}\u{A4}\u{CF}", "こんにちは"),
            ("\u{82}\u{B1}\u{82}\u{F1}\u{82}\u{C9}\u{82}\u{BF}\u{82}\u{CD}", "こんにちは"),
            // 我們在這裡 in Big5
            ("\u{A7}\u{DA}\u{AD}\u{CC}\u{A6}\u{62}\u{B3}\u{6F}\u{B8}\u{CC}", "我們在這裡"),
            // Western text stays it.
            (
                "\u{C9}t\u{E9} \u{E0} l'\u{EE}le, pass\u{E9} tr\u{E8}s vite, d\u{E9}j\u{E0} fini",
                "Été à l'île, passé très vite, déjà fini"
            ),
            ("cr\u{E9}\u{E9}e, cr\u{E9}\u{E9}e, cr\u{E9}\u{E9}e, \u{E0}", "créée, créée, créée, à"),
        ] as [(String, String)])
    func guesses(_ body: String, _ text: String) {
        #expect(read(body, charset: nil).plainText == text)
        #expect(read(body, charset: "x-unknown").plainText == text)
    }

    @Test(
        "that are large are read in time", arguments: ["utf-7", "iso-2022-jp", "gb18030", "euc-kr", "utf-16", "big5"])
    func large(_ charset: String) {
        for piece in ["+AAA", "\u{1B}$B", "\u{81}", "+", "\u{FF}\u{FE}"] {
            let body = String(repeating: piece, count: 1 << 14)
            #expect(read(body, charset: charset).plainText.utf8.count <= 8 << 20)
        }
    }

    @Test(
        "does not mind how lines end",
        arguments: ["a\rb\rc", "a\r\nb\rc", "a\r\r\nb\r\r\nc", "a\nb\r\nc\r", "a\nb\nc\r\r"])
    func lineEnds(_ body: String) {
        #expect(read(body, charset: "utf-8").lines.map(\.text) == ["a", "b", "c"])
    }
}
