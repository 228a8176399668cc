import CZlib

/// Deflates octets to one raw stream (RFC 1951) that the other end can follow piece by piece.
package struct Deflater: ~Copyable {
    // zlib keeps a pointer back to it, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Throws: `.inflateFailed` where there is no memory for it.
    package init() throws(TransportError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard shim_deflate_begin(stream) == Z_OK else { throw .inflateFailed(reason: "no memory") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Deflates all of it and flushes, so that the other end has everything when it has the result.
    package mutating func deflate(_ octets: [UInt8]) -> [UInt8] {
        guard !octets.isEmpty else { return [] }
        let stream = stream
        // zlib does not write to its input.
        var input = octets
        return input.withUnsafeMutableBufferPointer { octets in
            stream.pointee.next_in = octets.baseAddress
            stream.pointee.avail_in = UInt32(octets.count)
            var deflated: [UInt8] = []
            var space = [UInt8](repeating: 0, count: 16_384)
            repeat {
                let count = space.withUnsafeMutableBufferPointer { space in
                    stream.pointee.next_out = space.baseAddress
                    stream.pointee.avail_out = UInt32(space.count)
                    _ = CZlib.deflate(stream, Z_SYNC_FLUSH)
                    return space.count - Int(stream.pointee.avail_out)
                }
                deflated += space[..<count]
            } while stream.pointee.avail_out == 0
            return deflated
        }
    }
}
