import COpenSSL

/// The octets of the secrets file.
///
///     offset  octets
///          0       8  "POSTSEC1"
///          8       1  scrypt's N, as a power of two
///          9       1  scrypt's r
///         10       1  scrypt's p
///         11       1  0
///         12      16  salt
///         28      16  what scrypt gives beyond the key: whether the passphrase is right
///         44      12  nonce, a new one with every change
///         56       n  the secrets, by AES-256-GCM; what stands before is authenticated along
///       56+n      16  GCM's tag
///
/// scrypt (RFC 7914) makes 48 octets of passphrase and salt: 32 are the key, 16 stand in the file. They tell a wrong
/// passphrase from a file that was altered, and help nobody to guess: the tag could be tried as well.
///
/// The secrets are a list, each with the length of its name (2 octets, the higher first), the name, the length of the
/// secret (4 octets) and the secret; a name of length 0 ends it. Zeros follow up to a multiple of 512, so that the
/// file's size says little.
enum SealedSecrets {
    static let magic = Array("POSTSEC1".utf8)
    static let headerCount = 56
    static let tagCount = 16
    /// The largest file, in octets.
    static let limit = 1 << 20

    struct Header: Hashable {
        var cost: KeyCost
        var salt: [UInt8]
        var check: [UInt8]
        var nonce: [UInt8]

        var octets: [UInt8] { magic + [cost.logN, cost.r, cost.p, 0] + salt + check + nonce }

        init(cost: KeyCost, salt: [UInt8], check: [UInt8], nonce: [UInt8]) {
            self.cost = cost
            self.salt = salt
            self.check = check
            self.nonce = nonce
        }

        /// - Throws: `.notOurs`, `.altered`, `.tooCostly`.
        init(_ file: [UInt8]) throws(SecretsFileError) {
            guard file.starts(with: SealedSecrets.magic) else { throw .notOurs }
            guard file.count >= headerCount + tagCount, file[11] == 0 else { throw .altered }
            cost = KeyCost(logN: file[8], r: file[9], p: file[10])
            guard cost.isBearable else { throw .tooCostly }
            (salt, check, nonce) = (Array(file[12..<28]), Array(file[28..<44]), Array(file[44..<56]))
        }
    }

    /// Writes secrets into a file's octets, by a key that was made of its passphrase.
    static func seal(_ secrets: [String: Secret], by key: SecretsKey) throws(SecretsFileError) -> [UInt8] {
        let header = Header(cost: key.cost, salt: key.salt, check: key.check, nonce: randomOctets(12))
        let list = SecretList.octets(of: secrets)
        guard headerCount + list.count + tagCount <= limit else { throw .full }
        var sealed = [UInt8](repeating: 0, count: list.count)
        var tag = [UInt8](repeating: 0, count: tagCount)
        let isDone = withCipher(key, header, isSealing: true) { context in
            list.withOctets { list in
                var count: Int32 = 0
                guard EVP_CipherUpdate(context, &sealed, &count, list.baseAddress, Int32(list.count)) == 1,
                    EVP_CipherFinal_ex(context, &tag, &count) == 1
                else { return false }
                return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), &tag) == 1
            }
        }
        guard isDone else { throw .noCipher }
        return header.octets + sealed + tag
    }

    /// Reads the secrets of a file, by the key of its passphrase.
    ///
    /// - Throws: `.locked` where the file has another passphrase by now; `.altered`.
    static func open(_ file: [UInt8], by key: SecretsKey) throws(SecretsFileError) -> [String: Secret] {
        let header = try Header(file)
        guard header.salt == key.salt, header.cost == key.cost, header.check == key.check else { throw .locked }
        let sealed = file[headerCount..<file.count - tagCount]
        var tag = Array(file.suffix(tagCount))
        var isDone = false
        let list = Secret(count: sealed.count) { list in
            isDone = withCipher(key, header, isSealing: false) { context in
                var count: Int32 = 0
                let isRead = sealed.withUnsafeBytes {
                    EVP_CipherUpdate(context, list.baseAddress, &count, $0.baseAddress, Int32($0.count)) == 1
                }
                var end: UInt8 = 0
                return isRead && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &tag) == 1
                    && EVP_CipherFinal_ex(context, &end, &count) == 1
            }
        }
        // GCM gives out text before it knows: nothing of it is looked at unless the tag is right.
        guard isDone, let secrets = SecretList.secrets(in: list) else { throw .altered }
        return secrets
    }

    private static func withCipher(
        _ key: SecretsKey, _ header: Header, isSealing: Bool, _ work: (OpaquePointer) -> Bool
    ) -> Bool {
        guard let context = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(context) }
        var count: Int32 = 0
        let head = header.octets
        return key.withCipherKey { octets in
            EVP_CipherInit_ex(
                context, EVP_aes_256_gcm(), nil, octets, header.nonce, isSealing ? 1 : 0) == 1
                && EVP_CipherUpdate(context, nil, &count, head, Int32(head.count)) == 1 && work(context)
        }
    }

    // The standard library's generator is the system's: getrandom(2).
    static func randomOctets(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
