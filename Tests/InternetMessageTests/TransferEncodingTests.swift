import InternetMessage
import Testing

@Suite("Base64 (RFC 2045 §6.8)")
struct Base64Tests {
    static let table: [(String, String)] = [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
        ("Zm9vYmFy", "foobar"), ("Zm9v\r\nYmFy\r\n", "foobar"), (" Z m\t9v!#\u{00}", "foo"), ("Zm9vYg", "foob"),
        ("Zm9vY", "foo"), ("Zm9v\n\nYmFy\n", "foobar"), ("\n\nZm9v\n", "foo"), ("Zg==Zm9v", "ffoo"),
        ("Zm8=\r\nZm8=", "fofo"), ("====", ""), ("A", ""), ("é", ""),
    ]

    @Test("reads", arguments: table)
    func reads(_ encoded: String, _ text: String) {
        #expect(Base64.decode(Array(encoded.utf8)[...]) == Array(text.utf8))
    }

    @Test(
        "is over where a list's footer begins",
        arguments: [
            "Zm9v\n\n-- \nA list", "Zm8=\n-- \nA list", "Zm9v\n\nA list of friends\n", "Zm9v\n\n______\nZm9v",
            "Zm9v\r\n\r\n-- \r\nA list",
        ])
    func trailer(_ encoded: String) {
        #expect(Base64.decode(Array(encoded.utf8)[...]).starts(with: Array("fo".utf8)))
        #expect(Base64.decode(Array(encoded.utf8)[...]).count <= 3)
    }

    @Test("gives the same in pieces of any size", arguments: table)
    func pieces(_ encoded: String, _ text: String) {
        let octets = Array(encoded.utf8)
        for size in 1...5 {
            var decoder = Base64()
            var output: [UInt8] = []
            for start in stride(from: 0, to: octets.count, by: size) {
                output += decoder.append(octets[start..<min(start + size, octets.count)])
            }
            output += decoder.finish()
            #expect(output == Array(text.utf8), "pieces of \(size)")
        }
    }

    @Test("reads what it wrote, in lines of 76")
    func roundTrip() {
        for count in [0, 1, 2, 3, 56, 57, 58, 114, 1_000] {
            let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let encoded = Base64.encode(octets)
            #expect(Base64.decode(encoded[...]) == octets)
            #expect(encoded.split(separator: 0x0A).allSatisfy { $0.count <= 77 && $0.last == 0x0D })
        }
    }
}

@Suite("Quoted-printable (RFC 2045 §6.7)")
struct QuotedPrintableTests {
    @Test(
        "reads",
        arguments: [
            ("", ""), ("plain", "plain"), ("caf=C3=A9", "café"), ("caf=c3=a9", "café"), ("a=\r\nb", "ab"),
            ("a=  \r\nb", "ab"), ("a=\nb", "ab"), ("a \t\r\nb", "a\r\nb"), ("a=20\r\nb", "a \r\nb"), ("a=", "a"),
            ("=4", "=4"), ("=ZZ", "=ZZ"), ("1 = 2", "1 = 2"), ("==3D", "=="), ("a\n\nb", "a\n\nb"), ("=3D=3D=", "=="),
        ] as [(String, String)]
    )
    func reads(_ encoded: String, _ text: String) {
        #expect(QuotedPrintable.decode(Array(encoded.utf8)[...]) == Array(text.utf8))
    }

    @Test(
        "reads what it wrote, in lines of 76",
        arguments: ["", "a", "Grüße = süß\r\n", "ends in blanks  \r\n\r\nx", String(repeating: "é", count: 300)])
    func roundTrip(_ text: String) {
        let encoded = QuotedPrintable.encode(Array(text.utf8))
        #expect(QuotedPrintable.decode(encoded[...]) == Array(text.utf8))
        #expect(encoded.split(separator: 0x0A).allSatisfy { $0.count <= 77 })
    }
}
