import CZlib

/// Inflates the first file of a gzip stream (RFC 1952) piece by piece, up to a limit.
struct GzipReader: ~Copyable {
    /// No more is inflated: a kilobyte can become a megabyte.
    static let mostOctets = 128 << 20
    private static let step = 1 << 16

    // zlib keeps a pointer back to it, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: [UInt8]
    private var consumed: Int
    private var inflated = 0
    /// It has come to the stream's own end.
    private(set) var isWhole = false
    private var hasFailed = false

    /// Nothing where the header is cut.
    init?(_ octets: [UInt8]) {
        guard let start = Self.contentStart(octets) else { return nil }
        (input, consumed) = (octets, start)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        hasFailed = shim_inflate_begin(stream) != Z_OK
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// The next octets; nothing at the end, at the limit, and where there is no deflate stream any more.
    mutating func next() -> [UInt8]? {
        guard !isWhole, !hasFailed, inflated < Self.mostOctets else { return nil }
        let (stream, start) = (stream, consumed)
        var result = Z_OK
        let octets = [UInt8](unsafeUninitializedCapacity: Self.step) { space, count in
            stream.pointee.next_out = space.baseAddress
            stream.pointee.avail_out = UInt32(space.count)
            consumed = input.withUnsafeBufferPointer { octets in
                let end = min(octets.count, start + 1 << 30)
                // zlib reads only, though its type does not say so.
                stream.pointee.next_in = octets.baseAddress.map { UnsafeMutablePointer(mutating: $0 + start) }
                stream.pointee.avail_in = UInt32(end - start)
                result = inflate(stream, Z_NO_FLUSH)
                return end - Int(stream.pointee.avail_in)
            }
            count = space.count - Int(stream.pointee.avail_out)
        }
        isWhole = result == Z_STREAM_END
        // Z_BUF_ERROR: the stream is cut.
        hasFailed = result != Z_OK && !isWhole
        inflated += octets.count
        return octets.isEmpty ? nil : octets
    }

    /// Behind the optional fields.
    private static func contentStart(_ octets: [UInt8]) -> Int? {
        guard octets.count >= 18 else { return nil }
        let flags = octets[3]
        var start = 10
        if flags & 4 != 0 { start += 2 + Int(octets[10]) + Int(octets[11]) << 8 }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            guard start < octets.count, let end = octets[start...].firstIndex(of: 0) else { return nil }
            start = end + 1
        }
        if flags & 2 != 0 { start += 2 }
        return start < octets.count ? start : nil
    }
}
