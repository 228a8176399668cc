import Testing

@testable import SASL

@Suite("Base64 (RFC 4648 §10)")
struct SASLBase64Tests {
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("writes and reads the test vectors", arguments: vectors)
    func writesAndReads(_ plain: String, _ text: String) {
        #expect(SASLBase64.encode(Array(plain.utf8)) == Array(text.utf8))
        #expect(SASLBase64.decode(text.utf8) == Array(plain.utf8))
    }

    @Test("gives every octet back")
    func everyOctet() {
        let octets = (0...255).map { UInt8($0) }
        #expect(SASLBase64.decode(SASLBase64.encode(octets)) == octets)
    }

    @Test("refuses what is not Base64", arguments: ["Z", "Zg=", "Z===", "Zg==Zg==", "Zg\r\n", "Zm9-", "=Zm9", "===="])
    func refuses(_ text: String) {
        #expect(SASLBase64.decode(text.utf8) == nil)
    }
}
