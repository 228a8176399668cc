/// Cuts a client's octets into commands (RFC 9051 §2.2.1), each with its literals in place.
struct CommandFramer {
    enum Step: Equatable {
        /// More octets are needed.
        case incomplete
        /// The client waits for `+` before it sends a literal.
        case needsContinuation
        /// A whole command without its last CRLF.
        case command([UInt8])
        /// A literal that is too large was announced and not yet sent; the command is over.
        case tooBig(command: [UInt8])
        /// No command can be found any more: a line without end, or a literal too large that is under way.
        case lost
    }

    struct Limits {
        /// A line, or all of a command that is no APPEND, in octets.
        var command = 65_536
        /// The literal of an APPEND.
        var append = 0
        /// LITERAL+ (RFC 7888).
        var takesNonSynchronizing = true
    }

    private var received = OctetQueue()
    private var command: [UInt8] = []
    /// Octets of a literal that have not come yet.
    private var literalLeft = 0

    mutating func append(_ octets: [UInt8]) { received.append(octets) }

    /// A line that is no command: IDLE's DONE, or an answer to AUTHENTICATE.
    mutating func nextLine(limit: Int) throws(OctetQueue.LineTooLong) -> [UInt8]? {
        try received.takeLine(limit: limit)
    }

    mutating func next(_ limits: Limits) -> Step {
        while true {
            if literalLeft > 0 {
                let taken = received.take(upTo: literalLeft)
                command.append(contentsOf: taken)
                literalLeft -= taken.count
                guard literalLeft == 0 else { return .incomplete }
            }
            guard let line = try? received.takeLine(limit: limits.command) else {
                return received.count > limits.command ? .lost : .incomplete
            }
            command.append(contentsOf: line)
            guard let literal = Self.literal(endOf: line), !literal.isHasty || limits.takesNonSynchronizing else {
                return command.count > limits.command + limits.append ? .lost : .command(finish())
            }
            let limit = Self.isAppend(command) ? max(limits.append, limits.command) : limits.command - command.count
            guard literal.length <= limit else { return literal.isHasty ? .lost : .tooBig(command: finish()) }
            command.append(contentsOf: [0x0D, 0x0A])
            literalLeft = literal.length
            if !literal.isHasty { return .needsContinuation }
        }
    }

    private mutating func finish() -> [UInt8] {
        defer { command = [] }
        return command
    }

    // literal = "{" number64 ["+"] "}" CRLF
    static func literal(endOf line: [UInt8]) -> (length: Int, isHasty: Bool)? {
        guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else { return nil }
        var digits = line[(open + 1)...].dropLast()
        let isHasty = digits.last == UInt8(ascii: "+")
        if isHasty { digits = digits.dropLast() }
        guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self)).map { ($0, isHasty) }
    }

    private static func isAppend(_ command: [UInt8]) -> Bool {
        let words = command.prefix(200).split(separator: 0x20, maxSplits: 2)
        return words.count > 1 && String(decoding: words[1], as: UTF8.self).uppercased() == "APPEND"
    }
}
