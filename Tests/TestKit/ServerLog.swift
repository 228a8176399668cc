import Glibc
import Synchronization

/// The last that some programs have written to their output.
///
/// Reading it is not only for those who look: a program whose output nobody reads stands still once it is full.
final class ServerLog: Sendable {
    private static let sizeInOctets = 16_384
    private let octets = Mutex<[UInt8]>([])

    var text: String { String(decoding: octets.withLock { $0 }, as: UTF8.self) }

    /// Reads what the program writes, until all that it has started is gone too.
    func follow(_ process: ServerProcess) {
        // A copy of its own, since the process closes the descriptor.
        let output = LoopbackSocket(descriptor: fcntl(process.output.descriptor, F_DUPFD_CLOEXEC, 0))
        background { [self] in
            while case let piece = output.read(), !piece.isEmpty {
                octets.withLock { octets in
                    octets += piece
                    octets.removeFirst(max(0, octets.count - Self.sizeInOctets))
                }
            }
            output.close()
        }
    }
}
