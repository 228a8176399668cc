import InternetMessage
import Testing

@Suite("encoded-word (RFC 2047)")
struct EncodedWordTests {
    @Test(
        "reads",
        arguments: [
            ("", ""),
            ("plain", "plain"),
            ("=?utf-8?q?caf=C3=A9?=", "café"),
            ("=?UTF-8?B?Y2Fmw6k=?= noir", "café noir"),
            ("=?iso-8859-1?Q?Patrik_F=E4ltstr=F6m?=", "Patrik Fältström"),
            ("=?utf-8*en?q?hello?=", "hello"),
            // Blanks between two encoded words are not shown, others are (RFC 2047 §8).
            ("(=?ISO-8859-1?Q?a?= b)", "(a b)"),
            ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-2?Q?_b?=", "a b"),
            ("=?ISO-8859-1?Q?a?= and =?ISO-8859-1?Q?b?=", "a and b"),
            // A character split across two words.
            ("=?utf-8?B?5p2x?= =?utf-8?B?5Lqs?=", "東京"),
            ("=?utf-8?q?=E6=9D?= =?utf-8?q?=B1?=", "東"),
            ("=?utf-8?B?5p0=?= =?UTF-8?B?sQ==?=", "東"),
            ("=?iso-2022-jp?B?GyRCRWw1fhsoQg==?=", "東京"),
            ("=?gb2312?B?ztLDxw==?=", "我们"),
            ("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет"),
            ("=?windows-1251?B?z/Do4uXy?=", "Привет"),
            ("=?shift_jis?B?k4yLng==?=", "東京"),
            ("=?euc-kr?B?vsiz5w==?=", "안녕"),
            // Where they may not be.
            ("\"=?utf-8?q?quoted?=\"", "\"quoted\""),
            ("Re:=?utf-8?q?glued?=text", "Re:gluedtext"),
            ("=?utf-8?Q?with blanks in it?=", "with blanks in it"),
            // Broken ones are text.
            ("=?utf-8?q?no end", "=?utf-8?q?no end"),
            ("=?utf-8?x?what?=", "=?utf-8?x?what?="),
            ("=?utf-8?q", "=?utf-8?q"),
            ("=?utf-8?q?cut off =?utf-8?q?whole?=", "=?utf-8?q?cut off whole"),
            ("=?utf-8?q?=4?= =?utf-8?q?=ZZ?=", "=4=ZZ"),
            ("=?utf-8?B?####?=", ""),
            // Without any encoding.
            ("Grüße", "Grüße"),
            // A charset nobody knows, or one that is wrong.
            ("=?x-nowhere?q?caf=C3=A9?=", "café"),
            ("=?us-ascii?q?caf=E9?=", "café"),
            ("=?utf-8?q?caf=E9?=", "café"),
            ("=?utf-8?q?=E2=82=AC_=FF?=", "€ \u{FFFD}"),
            // Folding is one blank.
            ("a\r\n\tb\r\n  c", "a b c"),
            ("  a  b\t", "a  b"),
        ] as [(String, String)]
    )
    func reads(_ raw: String, _ text: String) {
        #expect(EncodedWord.decode(Array(raw.utf8)) == text)
    }

    @Test("takes octets that are not UTF-8 for windows-1252")
    func eightBit() {
        #expect(EncodedWord.decode([0x63, 0x61, 0x66, 0xE9, 0x20, 0x80, 0x35]) == "café €5")
    }

    @Test(
        "is linear in what looks like a word and is none",
        arguments: ["=?", "=?a?q?x", "=?utf-8?q?=?", "=?a?b?=?= ", "?= =?"])
    func bounded(_ piece: String) {
        let raw = Array(String(repeating: piece, count: 20_000).utf8)
        #expect(EncodedWord.decode(raw).utf8.count <= raw.count)
    }

    @Test("reads a megabyte in one word, and a charset of 5,000 characters")
    func large() {
        let word = "=?utf-8?q?" + String(repeating: "=41", count: 400_000) + "?="
        #expect(EncodedWord.decode(Array(word.utf8)).utf8.count == 400_000)
        let named = "=?" + String(repeating: "x", count: 5_000) + "?q?a?="
        #expect(EncodedWord.decode(Array(named.utf8)) == named)
    }
}
