import Synchronization
import Transport

/// The server's end of a compressed connection (RFC 4978).
final class ScriptedCompression: Sendable {
    private let inflater: Mutex<Inflater>
    private let deflater: Mutex<Deflater>

    init() throws(TransportError) {
        inflater = Mutex(try Inflater())
        deflater = Mutex(try Deflater())
    }

    func deflate(_ octets: [UInt8]) -> [UInt8] { deflater.withLock { $0.deflate(octets) } }

    /// All that the client has said with these octets.
    func inflate(_ octets: [UInt8]) throws(TransportError) -> [UInt8] {
        try inflater.withLock { inflater throws(TransportError) in
            inflater.append(octets)
            var inflated: [UInt8] = []
            while let piece = try inflater.next() { inflated += piece }
            return inflated
        }
    }
}
