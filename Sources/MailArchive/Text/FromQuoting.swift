/// mboxrd's quoting of lines that could be taken for the beginning of a message, piece by piece.
///
/// Every line of `>`s, none or more, with `From ` behind them gets one `>` more when it is written, and loses one
/// when it is read: so nothing is lost. The one that is added stands last, which comes to the same line as one at
/// its beginning, and lets lines of any length pass without being held.
struct FromQuoting {
    enum Direction: Hashable, Sendable { case quote, unquote }

    private enum Place {
        case inLine
        /// Behind `>`s only.
        case quotes
        /// Behind so many octets of `From `.
        case word(Int)
    }

    private static let word = Array("From ".utf8)
    private static let mark = UInt8(ascii: ">")

    let direction: Direction
    private var place = Place.quotes
    /// A `>` that has been read and not been given on, when unquoting: perhaps the one that was added.
    private var isHolding = false

    init(_ direction: Direction) { self.direction = direction }

    mutating func take(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + 8)
        octets.withUnsafeBufferPointer { buffer in
            var index = 0
            while index < buffer.count {
                if case .inLine = place {
                    let end = buffer.firstLineFeed(from: index).map { $0 + 1 } ?? buffer.count
                    result.append(contentsOf: buffer[index..<end])
                    index = end
                    if buffer[end - 1] == 0x0A { place = .quotes }
                } else {
                    take(buffer[index], &result)
                    index += 1
                }
            }
        }
        return result
    }

    /// What was held back, at the end.
    mutating func finish() -> [UInt8] {
        var result: [UInt8] = []
        release(&result)
        return result
    }

    private mutating func take(_ octet: UInt8, _ result: inout [UInt8]) {
        switch place {
        case .inLine:
            result.append(octet)
        case .quotes where octet == Self.mark:
            if isHolding || direction == .quote { result.append(Self.mark) }
            isHolding = direction == .unquote
            return
        case .quotes where octet == Self.word[0]:
            place = .word(1)
            return
        case .word(let count) where octet == Self.word[count]:
            place = .word(count + 1)
            if count + 1 == Self.word.count { complete(&result) }
            return
        case .quotes, .word:
            release(&result)
            result.append(octet)
        }
        place = octet == 0x0A ? .quotes : .inLine
    }

    /// The line is one that is quoted.
    private mutating func complete(_ result: inout [UInt8]) {
        if direction == .quote { result.append(Self.mark) }
        result += Self.word
        isHolding = false
        place = .inLine
    }

    /// The line is none that is quoted: what was held back is as it should be.
    private mutating func release(_ result: inout [UInt8]) {
        if isHolding { result.append(Self.mark) }
        isHolding = false
        if case .word(let count) = place { result += Self.word[..<count] }
        place = .inLine
    }
}
