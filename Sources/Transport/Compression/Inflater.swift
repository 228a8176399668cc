import CZlib

/// Inflates a raw deflate stream (RFC 1951) in steps of bounded size.
///
/// The consumer pulls: a kilobyte that would become a megabyte does so only as fast as that is taken, and no
/// more than ``step`` octets of it exist at a time.
package struct Inflater: ~Copyable {
    /// Octets that one call gives at most.
    package static let step = 65_536

    // zlib keeps a pointer back to it, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let space: UnsafeMutableBufferPointer<UInt8>
    private var input: [UInt8] = []
    /// Octets of `input` that are dealt with.
    private var consumed = 0
    /// The last step was full: zlib may hold more, whatever the input.
    private var isFull = false
    /// The stream has said that it ends here.
    private var isOver = false

    /// - Throws: `.inflateFailed` where there is no memory for it.
    package init() throws(TransportError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        space = .allocate(capacity: Self.step)
        guard shim_inflate_begin(stream) == Z_OK else { throw .inflateFailed(reason: "no memory") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        space.deallocate()
    }

    /// Takes what came from the network; best called when ``next()`` has returned nothing.
    package mutating func append(_ octets: [UInt8]) {
        if consumed == input.count {
            input = octets
        } else {
            input.removeFirst(consumed)
            input += octets
        }
        consumed = 0
    }

    /// Returns the next inflated octets, or nothing until more is appended.
    ///
    /// - Throws: `.inflateFailed` where the octets are no deflate stream, or go on behind its end.
    package mutating func next() throws(TransportError) -> [UInt8]? {
        guard consumed < input.count || isFull else { return nil }
        guard !isOver else { throw .inflateFailed(reason: "more comes behind the end") }
        let result = inflateOnce()
        let count = space.count - Int(stream.pointee.avail_out)
        isFull = count == space.count
        switch result {
        // Nothing was to be done with the last piece of input.
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            isOver = true
            isFull = false
        default:
            throw .inflateFailed(reason: stream.pointee.msg.map { String(cString: $0) } ?? "not a deflate stream")
        }
        return count > 0 ? Array(space[..<count]) : try next()
    }

    private mutating func inflateOnce() -> Int32 {
        stream.pointee.next_out = space.baseAddress
        stream.pointee.avail_out = UInt32(space.count)
        let (stream, start) = (stream, consumed)
        let (result, left) = input.withUnsafeMutableBufferPointer { octets in
            stream.pointee.next_in = octets.baseAddress.map { $0 + start }
            stream.pointee.avail_in = UInt32(octets.count - start)
            return (inflate(stream, Z_SYNC_FLUSH), Int(stream.pointee.avail_in))
        }
        consumed = input.count - left
        return result
    }
}
