import COpenSSL
import Dispatch
import Glibc
import Synchronization

/// Why the key for S/MIME can't be used; `reason` is a clause.
package struct SMIMEKeyError: Error, Hashable, Sendable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// The user's key and certificate in a file, PEM or PKCS #12, read when it is first needed.
package final class SMIMEKey: Sendable {
    /// OpenSSL's, only ever read.
    final class Loaded: @unchecked Sendable {
        let key: OpaquePointer
        let certificate: OpaquePointer?

        /// Takes both over.
        init(key: OpaquePointer, certificate: OpaquePointer?) {
            (self.key, self.certificate) = (key, certificate)
        }

        deinit {
            EVP_PKEY_free(key)
            if let certificate { X509_free(certificate) }
        }
    }

    /// The longest file, in octets.
    private static let limitInOctets = 1 << 20

    private let path: String
    private let password: @Sendable () async -> Result<String?, SMIMEKeyError>
    private let loaded = Mutex<Loaded?>(nil)

    /// - Parameters:
    ///   - path: Of the file.
    ///   - password: Asked each time until the key could be read; nothing where the key has none.
    package init(path: String, password: @escaping @Sendable () async -> Result<String?, SMIMEKeyError>) {
        self.path = path
        self.password = password
    }

    /// Reads the key off the threads that tasks share: what a password is made into takes a moment.
    func load() async throws(SMIMEKeyError) -> Loaded {
        if let known = loaded.withLock({ $0 }) { return known }
        let octets = try octetsOfPrivateFile()
        let secret = try await password().get() ?? ""
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(SMIMEKeyError) in try self.read(octets, secret) })
            }
        }
        let key = try result.get()
        loaded.withLock { $0 = key }
        return key
    }

    private func read(_ octets: [UInt8], _ secret: String) throws(SMIMEKeyError) -> Loaded {
        ERR_clear_error()
        defer { ERR_clear_error() }
        let isPEM =
            octets.starts(with: "-----BEGIN".utf8) || String(decoding: octets, as: UTF8.self).contains("\n-----BEGIN")
        guard let key = isPEM ? Self.readPEM(octets, secret) : Self.readPKCS12(octets, secret) else {
            throw SMIMEKeyError(reason: "the key in \(path) can’t be read with its password")
        }
        return key
    }

    private static func readPEM(_ octets: [UInt8], _ secret: String) -> Loaded? {
        // Without a text OpenSSL would ask for it on the terminal.
        var secret = Array(secret.utf8CString)
        let key = MemoryInput.with(octets) { PEM_read_bio_PrivateKey($0, nil, nil, &secret) }
        guard let key else { return nil }
        return Loaded(key: key, certificate: MemoryInput.with(octets) { PEM_read_bio_X509($0, nil, nil, &secret) })
    }

    private static func readPKCS12(_ octets: [UInt8], _ secret: String) -> Loaded? {
        guard let file = MemoryInput.with(octets, { d2i_PKCS12_bio($0, nil) }) else { return nil }
        defer { PKCS12_free(file) }
        var (key, certificate): (OpaquePointer?, OpaquePointer?)
        guard PKCS12_parse(file, secret, &key, &certificate, nil) == 1, let key else {
            if let certificate { X509_free(certificate) }
            return nil
        }
        return Loaded(key: key, certificate: certificate)
    }

    private func octetsOfPrivateFile() throws(SMIMEKeyError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw SMIMEKeyError(reason: "\(path) can’t be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SMIMEKeyError(reason: "\(path) is not a file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SMIMEKeyError(reason: "\(path) can be read by others (chmod 600 mends that)")
        }
        var octets = [UInt8](repeating: 0, count: Self.limitInOctets)
        let count = Glibc.read(descriptor, &octets, octets.count)
        guard count >= 0 else { throw SMIMEKeyError(reason: "\(path) can’t be read") }
        return Array(octets.prefix(count))
    }
}
