/// Octets received and not yet used, from which lines and literals are cut.
struct OctetQueue {
    private var storage: [UInt8] = []
    /// Where the octets not yet taken begin.
    private var start = 0
    /// How far a line's end has been looked for, so that no octet is looked at twice.
    private var scanned = 0

    /// A line grew longer than its limit.
    struct LineTooLong: Error {}

    var count: Int { storage.count - start }

    mutating func append(_ octets: [UInt8]) {
        if start == storage.count {
            storage.removeAll(keepingCapacity: storage.count <= 65_536)
            (start, scanned) = (0, 0)
        }
        storage.append(contentsOf: octets)
    }

    /// Takes the next line without its end, CRLF or a lone LF; nothing where it is not complete.
    ///
    /// - Parameter limit: The most octets the line may have.
    /// - Returns: The line.
    /// - Throws: Where the line is longer, even if its end has not arrived.
    mutating func takeLine(limit: Int) throws(LineTooLong) -> [UInt8]? {
        guard let end = storage[scanned...].firstIndex(of: 0x0A) else {
            scanned = storage.count
            if count > limit { throw LineTooLong() }
            return nil
        }
        var line = storage[start..<end]
        if line.last == 0x0D { line.removeLast() }
        if line.count > limit { throw LineTooLong() }
        advance(to: end + 1)
        return Array(line)
    }

    /// Takes as many octets as there are, at most `limit`.
    mutating func take(upTo limit: Int) -> ArraySlice<UInt8> {
        let taken = storage[start..<(start + min(limit, count))]
        advance(to: taken.endIndex)
        return taken
    }

    private mutating func advance(to position: Int) {
        (start, scanned) = (position, position)
        // A long pipeline must not be kept whole until its last command is read.
        if start > 65_536 && start > storage.count / 2 {
            storage.removeFirst(start)
            (start, scanned) = (0, 0)
        }
    }
}
