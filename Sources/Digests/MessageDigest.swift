import COpenSSL

/// Digests by OpenSSL, so that the distribution's security updates reach them.
package enum MessageDigest: Hashable, Sendable {
    case md5, sha1, sha256

    package var sizeInOctets: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        }
    }

    package func hash(_ octets: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: sizeInOctets)
        EVP_Digest(octets, octets.count, &digest, nil, algorithm, nil)
        return digest
    }

    /// The digest in lower-case hexadecimal digits.
    package func hexadecimal(_ octets: [UInt8]) -> String { Self.hexadecimal(hash(octets)) }

    /// Keyed digest (RFC 2104).
    package func authenticate(_ octets: [UInt8], key: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: sizeInOctets)
        HMAC(algorithm, key, Int32(key.count), octets, octets.count, &digest, nil)
        return digest
    }

    /// PBKDF2 (RFC 8018 §5.2) for one block, which is SCRAM's Hi (RFC 5802 §2.2).
    package func stretch(_ password: [UInt8], salt: [UInt8], iterations: Int32) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: sizeInOctets)
        password.withUnsafeBufferPointer { octets in
            octets.withMemoryRebound(to: CChar.self) { characters in
                _ = PKCS5_PBKDF2_HMAC(
                    characters.baseAddress, Int32(characters.count), salt, Int32(salt.count), iterations, algorithm,
                    Int32(key.count), &key)
            }
        }
        return key
    }

    package static func hexadecimal(_ octets: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }

    var algorithm: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        }
    }
}
