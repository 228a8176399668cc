import Glibc

/// Changes the ends of lines in octets that come piece by piece.
struct LineEnds {
    enum Change: Hashable, Sendable {
        /// CRLF becomes LF: only for octets that have no other CR.
        case shorten
        /// An LF without a CR before it becomes CRLF.
        case lengthen
    }

    let change: Change
    private var endsInReturn = false

    init(_ change: Change) { self.change = change }

    mutating func take(_ octets: [UInt8]) -> [UInt8] {
        switch change {
        case .shorten: octets.contains(0x0D) ? octets.filter { $0 != 0x0D } : octets
        case .lengthen: lengthen(octets)
        }
    }

    private mutating func lengthen(_ octets: [UInt8]) -> [UInt8] {
        guard !octets.isEmpty else { return [] }
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 32)
        var start = 0
        octets.withUnsafeBufferPointer { buffer in
            while let end = buffer.firstLineFeed(from: start) {
                let before = end > 0 ? buffer[end - 1] : endsInReturn ? 0x0D : 0
                result.append(contentsOf: buffer[start..<end])
                if before != 0x0D { result.append(0x0D) }
                result.append(0x0A)
                start = end + 1
            }
            result.append(contentsOf: buffer[start...])
        }
        endsInReturn = octets.last == 0x0D
        return result
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Index of the next LF.
    func firstLineFeed(from start: Int) -> Int? {
        guard start < count, let base = baseAddress, let found = memchr(base + start, 0x0A, count - start) else {
            return nil
        }
        return found.assumingMemoryBound(to: UInt8.self) - UnsafeMutablePointer(mutating: base)
    }
}
