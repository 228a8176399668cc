/// Octets that were received and not yet read.
///
/// Holds one piece of the network's, or the beginning of a status line and one piece.
struct InputBuffer {
    private var octets: [UInt8] = []
    private var start = 0
    // How far a line's end was looked for already: a line that comes octet by octet costs no more than its length.
    private var searched = 0

    var count: Int { octets.count - start }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ more: [UInt8]) {
        if isEmpty {
            octets = more
            start = 0
            searched = 0
        } else {
            octets.removeFirst(start)
            searched -= start
            start = 0
            octets += more
        }
    }

    /// Takes a whole line, without its end.
    ///
    /// Liberal: a line may end with a lone LF.
    mutating func takeLine() -> ArraySlice<UInt8>? {
        guard let end = LineCutter.lineFeed(in: octets, from: max(start, searched)) else {
            searched = octets.count
            return nil
        }
        defer { start = end + 1 }
        return LineCutter.withoutCR(octets[start..<end])
    }

    /// Lets `reader` take octets from the front; it returns how many.
    mutating func consume(_ reader: (UnsafeRawBufferPointer) -> Int) {
        start += octets.withUnsafeBytes { reader(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }
}
