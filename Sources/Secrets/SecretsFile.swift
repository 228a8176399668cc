import Glibc

/// The file that keeps secrets encrypted under one passphrase; ``SealedSecrets`` has its format.
package struct SecretsFile: Hashable, Sendable {
    package let path: String
    /// What a new passphrase is to cost.
    private let cost: KeyCost

    package init(path: String, cost: KeyCost = .standard) {
        self.path = path
        self.cost = cost
    }

    package var isThere: Bool { access(path, F_OK) == 0 }

    /// The longest secret, in octets.
    package static let secretLimit = 65_536

    /// Makes the file's key of its passphrase; takes half a second and 64 MB.
    ///
    /// - Throws: `.wrongPassphrase`, and what reading throws.
    package func key(_ passphrase: Secret) throws(SecretsFileError) -> SecretsKey {
        let file = try content()
        let header = try SealedSecrets.Header(file)
        let key = try SecretsKey(passphrase, cost: header.cost, salt: header.salt)
        guard key.check == header.check else { throw .wrongPassphrase }
        _ = try SealedSecrets.open(file, by: key)
        return key
    }

    /// Makes an empty file.
    ///
    /// - Throws: `.notWritten` where there is one.
    package func create(_ passphrase: Secret) throws(SecretsFileError) -> SecretsKey {
        let key = try newKey(passphrase)
        try whileNobodyElseWrites { () throws(SecretsFileError) in
            guard !isThere else { throw .notWritten(path: path, reason: "it is there already") }
            try write([:], key)
        }
        return key
    }

    /// All secrets, by their names.
    package func secrets(_ key: SecretsKey) throws(SecretsFileError) -> [String: Secret] {
        try SealedSecrets.open(try content(), by: key)
    }

    /// Changes what the file holds.
    package func change(
        _ key: SecretsKey, _ change: (inout [String: Secret]) -> Void
    ) throws(SecretsFileError) {
        try whileNobodyElseWrites { () throws(SecretsFileError) in
            var secrets = try secrets(key)
            change(&secrets)
            guard secrets.keys.allSatisfy(Self.isName) else { throw .unusableName }
            guard secrets.values.allSatisfy({ $0.count <= Self.secretLimit }) else { throw .full }
            try write(secrets, key)
        }
    }

    /// Gives the file another passphrase.
    package func change(
        _ key: SecretsKey, toPassphrase passphrase: Secret
    ) throws(SecretsFileError) -> SecretsKey {
        let new = try newKey(passphrase)
        try whileNobodyElseWrites { () throws(SecretsFileError) in try write(try secrets(key), new) }
        return new
    }

    package static func isName(_ name: String) -> Bool {
        (1...100).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    // MARK: - Reading and writing

    private func newKey(_ passphrase: Secret) throws(SecretsFileError) -> SecretsKey {
        guard !passphrase.isEmpty else { throw .emptyPassphrase }
        return try SecretsKey(passphrase, cost: cost, salt: SealedSecrets.randomOctets(16))
    }

    private func content() throws(SecretsFileError) -> [UInt8] {
        let octets: [UInt8]?
        do throws(PrivateFileError) { octets = try PrivateFile.read(path, upTo: SealedSecrets.limit) } catch {
            if error == .permissions { throw .permissions(path: path) }
            throw .notRead(path: path, reason: error.reason)
        }
        guard let octets else { throw .missing }
        return octets
    }

    private func write(_ secrets: [String: Secret], _ key: SecretsKey) throws(SecretsFileError) {
        let octets = try SealedSecrets.seal(secrets, by: key)
        do throws(PrivateFileError) { try PrivateFile.replace(path, with: octets) } catch {
            throw .notWritten(path: path, reason: error.reason)
        }
    }

    /// Another Postern may be keeping a new token at the same moment.
    private func whileNobodyElseWrites(
        _ work: () throws(SecretsFileError) -> Void
    ) throws(SecretsFileError) {
        do throws(PrivateFileError) { try PrivateFile.makeFolder(of: path) } catch {
            throw .notWritten(path: path, reason: error.reason)
        }
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notWritten(path: path, reason: errorText()) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .notWritten(path: path, reason: errorText()) }
        }
        try work()
    }
}
