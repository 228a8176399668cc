import COpenSSL
import Synchronization

/// A digest of octets that come piece by piece.
///
/// Copies are the same digest: what one is fed, the other has been fed too.
package final class RunningDigest: Sendable {
    private struct Context: ~Copyable {
        let pointer: OpaquePointer?

        init(_ digest: MessageDigest) {
            pointer = EVP_MD_CTX_new()
            EVP_DigestInit_ex(pointer, digest.algorithm, nil)
        }

        deinit { EVP_MD_CTX_free(pointer) }
    }

    private let digest: MessageDigest
    private let context: Mutex<Context>

    package init(_ digest: MessageDigest) {
        self.digest = digest
        context = Mutex(Context(digest))
    }

    /// Takes the next octets.
    package func update(_ octets: [UInt8]) {
        context.withLock { _ = EVP_DigestUpdate($0.pointer, octets, octets.count) }
    }

    /// The digest of all octets taken; nothing more can be taken after it.
    package func finish() -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: digest.sizeInOctets)
        context.withLock { _ = EVP_DigestFinal_ex($0.pointer, &octets, nil) }
        return octets
    }
}
