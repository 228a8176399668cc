import Glibc

/// Searches in octets at memory speed, by the C library's vectorised `memchr`.
extension UnsafeBufferPointer<UInt8> {
    /// Where `octet` comes next in `range`.
    func position(of octet: UInt8, in range: Range<Int>) -> Int? {
        guard let base = baseAddress, !range.isEmpty else { return nil }
        guard let found = memchr(base + range.lowerBound, Int32(octet), range.count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// The line that starts at `start`: where its text ends, and where the next one starts.
    ///
    /// The text is without CR LF, CR CR LF or LF. A message that has no LF at all has `end` CR.
    func line(at start: Int, before limit: Int, end: UInt8) -> (text: Range<Int>, next: Int) {
        guard let found = position(of: end, in: start..<limit) else { return (start..<limit, limit) }
        var last = found
        while end == ASCII.lineFeed, last > start, self[last - 1] == ASCII.carriageReturn { last -= 1 }
        return (start..<last, found + 1)
    }

    /// Whether two ranges hold the same octets.
    func isEqual(_ range: Range<Int>, to octets: [UInt8]) -> Bool {
        guard range.count == octets.count, let base = baseAddress else { return false }
        return octets.withUnsafeBufferPointer { other in
            guard let otherBase = other.baseAddress else { return true }
            return memcmp(base + range.lowerBound, otherBase, range.count) == 0
        }
    }
}

extension [UInt8] {
    /// The octet that ends this message's lines: LF after a CR or alone, or CR where there is no LF.
    var lineEnd: UInt8 {
        withUnsafeBufferPointer { buffer in
            let hasLineFeed = buffer.position(of: ASCII.lineFeed, in: 0..<buffer.count) != nil
            return hasLineFeed ? ASCII.lineFeed : ASCII.carriageReturn
        }
    }

    /// With LF for each line end of another kind: CR alone, and the CR CR LF that some gateways make.
    ///
    /// CR LF stays as it is; where there is nothing else, so does all of it.
    var withLineFeeds: [UInt8] {
        guard hasBareReturn else { return self }
        var text: [UInt8] = []
        text.reserveCapacity(count)
        var index = 0
        while index < count {
            if self[index] == ASCII.carriageReturn {
                let end = self[index...].firstIndex { $0 != ASCII.carriageReturn } ?? count
                let isLineEnd = end < count && self[end] == ASCII.lineFeed
                if !isLineEnd { text.append(contentsOf: repeatElement(ASCII.lineFeed, count: end - index)) }
                index = end
            } else {
                text.append(self[index])
                index += 1
            }
        }
        return text
    }

    private var hasBareReturn: Bool {
        withUnsafeBufferPointer { buffer in
            var position = 0
            while let found = buffer.position(of: ASCII.carriageReturn, in: position..<buffer.count) {
                guard found + 1 < buffer.count, buffer[found + 1] == ASCII.lineFeed else { return true }
                position = found + 2
            }
            return false
        }
    }
}
