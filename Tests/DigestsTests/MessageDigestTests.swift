import Testing

import Digests

@Suite("digests")
struct MessageDigestTests {
    @Test(
        "hashes \"abc\" (RFC 1321 §A.5, FIPS 180-4)",
        arguments: [
            (.md5, "900150983cd24fb0d6963f7d28e17f72"), (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ] as [(MessageDigest, String)])
    func hashes(_ digest: MessageDigest, _ expected: String) {
        #expect(digest.hexadecimal(Array("abc".utf8)) == expected)
        #expect(digest.hash([]).count == digest.sizeInOctets)
    }

    @Test(
        "authenticates (RFC 2202 §2, §3; RFC 4231 §4.3)",
        arguments: [
            (.md5, "750c783e6ab0b503eaa86e310a5db738"), (.sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ] as [(MessageDigest, String)])
    func authenticates(_ digest: MessageDigest, _ expected: String) {
        let octets = digest.authenticate(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(MessageDigest.hexadecimal(octets) == expected)
    }

    @Test(
        "stretches (RFC 6070 §2)",
        arguments: [
            (1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"), (4096, "4b007901b765489abead49d926f721d065a429c1"),
        ] as [(Int32, String)])
    func stretches(_ iterations: Int32, _ expected: String) {
        let key = MessageDigest.sha1.stretch(Array("password".utf8), salt: Array("salt".utf8), iterations: iterations)
        #expect(MessageDigest.hexadecimal(key) == expected)
    }
}

@Suite("a running digest")
struct RunningDigestTests {
    @Test("is the same in any pieces", arguments: [1, 7, 63, 64, 65, 1000])
    func pieces(_ size: Int) {
        let octets = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        let running = RunningDigest(.sha256)
        for start in stride(from: 0, to: octets.count, by: size) {
            running.update(Array(octets[start..<min(start + size, octets.count)]))
        }
        #expect(running.finish() == MessageDigest.sha256.hash(octets))
    }
}
