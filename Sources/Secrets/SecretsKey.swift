import COpenSSL

/// What opens a secrets file, made of its passphrase: kept for a session, so that the passphrase need not be.
package struct SecretsKey: Hashable, Sendable {
    let cost: KeyCost
    let salt: [UInt8]
    /// What stands in the file, to tell a wrong passphrase.
    let check: [UInt8]
    private let cipherKey: Secret

    /// Makes the key of a passphrase; takes `cost`'s time and memory.
    init(_ passphrase: Secret, cost: KeyCost, salt: [UInt8]) throws(SecretsFileError) {
        var isMade = false
        let made = Secret(count: 48) { key in
            isMade = passphrase.withOctets { phrase in
                EVP_PBE_scrypt(
                    phrase.baseAddress?.assumingMemoryBound(to: CChar.self), phrase.count, salt, salt.count,
                    1 << UInt64(cost.logN), UInt64(cost.r), UInt64(cost.p), UInt64(cost.memory + (1 << 20)),
                    key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count) == 1
            }
        }
        guard isMade else { throw .noCipher }
        self.cost = cost
        self.salt = salt
        cipherKey = made.withOctets { all in Secret(octets: all.prefix(32)) }
        check = made.withOctets { Array($0.suffix(16)) }
    }

    func withCipherKey<Result>(_ use: (UnsafePointer<UInt8>?) -> Result) -> Result {
        cipherKey.withOctets { use($0.baseAddress?.assumingMemoryBound(to: UInt8.self)) }
    }
}
