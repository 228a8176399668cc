/// A multi-line answer (RFC 1939 §3), in pieces of any size: dots unstuffed, nothing kept but a state.
///
///     line start ──"."──▶ dot ──CR──▶ dot CR ──LF──▶ ended
///         ▲                │ other        │ other
///         └──CR LF── in line ◀────────────┘
///
/// Only CR LF ends a line. A lone LF before a dot does not make it the end, or whoever
/// writes a mail could end it where he likes and have the rest read as answers.
struct MultiLine: Equatable {
    private enum State: UInt8 { case lineStart, dot, dotCR, inLine, afterCR, ended }

    private var state = State.lineStart

    var isEnded: Bool { state == .ended }

    private static let dot = UInt8(ascii: ".")
    private static let carriageReturn: UInt8 = 0x0D
    private static let lineFeed: UInt8 = 0x0A

    /// Appends the content among `input` to `output`.
    ///
    /// - Parameters:
    ///   - input: The next octets from the server.
    ///   - output: Where the unstuffed content goes.
    /// - Returns: How many octets belong to the answer: all of them, or up to its end.
    mutating func consume(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Int {
        // What lies between runStart and index is content that is not copied yet.
        var runStart = 0
        var index = 0
        func copyRun(_ end: Int) {
            if end > runStart { output.append(contentsOf: UnsafeRawBufferPointer(rebasing: input[runStart..<end])) }
        }
        while index < input.count {
            let octet = input[index]
            switch state {
            case .lineStart where octet == Self.dot:
                copyRun(index)
                index += 1
                runStart = index
                state = .dot
            case .dot where octet == Self.carriageReturn:
                index += 1
                runStart = index
                state = .dotCR
            case .dotCR where octet == Self.lineFeed:
                state = .ended
                return index + 1
            case .dotCR:
                output.append(Self.carriageReturn)
                state = .afterCR
            case .lineStart, .dot, .inLine, .afterCR:
                index = skipLine(input, from: index)
            case .ended:
                return index
            }
        }
        copyRun(input.count)
        return input.count
    }

    // Goes on to the next dot that begins a line, or to the end of the input. The octet at `start` is none.
    private mutating func skipLine(_ input: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        // Whether a dot begins a line stands in the two octets before it, once this piece has them.
        while index < min(2, input.count) {
            let octet = input[index]
            if state == .lineStart && octet == Self.dot { return index }
            advance(over: octet)
            index += 1
        }
        while index < input.count {
            index = OctetSearch.first(Self.dot, in: input, from: index)
            if input[index - 1] == Self.lineFeed && input[index - 2] == Self.carriageReturn {
                state = .lineStart
                return index
            }
            if index == input.count {
                state = input[index - 1] == Self.carriageReturn ? .afterCR : .inLine
                return index
            }
            index += 1
            if index == input.count { state = .inLine }
        }
        return index
    }

    private mutating func advance(over octet: UInt8) {
        switch octet {
        case Self.carriageReturn: state = .afterCR
        case Self.lineFeed where state == .afterCR: state = .lineStart
        default: state = .inLine
        }
    }
}
