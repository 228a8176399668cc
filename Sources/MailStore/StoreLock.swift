import Glibc

/// The right to talk to the account's server; one process has it at a time.
///
/// The kernel gives it back when the process ends, however it ends. Released with the last reference.
package final class StoreLock: Sendable {
    private let descriptor: CInt

    /// Takes the lock on a file beside the store, or nothing where another holds it.
    init?(path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    /// A lock on nothing, for a store in memory that no other process can reach.
    init() { descriptor = -1 }

    deinit {
        guard descriptor >= 0 else { return }
        // Closing would not do while a program that is just being started still has a copy.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
