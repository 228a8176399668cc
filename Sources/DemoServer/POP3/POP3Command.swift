/// A client's command (RFC 1939, RFC 2449, RFC 5034).
enum POP3Command: Equatable {
    case capa, stat, noop, rset, quit
    case user([UInt8])
    case pass([UInt8])
    /// The mechanism in upper case, and the initial response where there is one.
    case auth(String?, initial: [UInt8]?)
    case list(Int?)
    case uidl(Int?)
    case retr(Int)
    case dele(Int)
    case top(Int, lines: Int)
    /// Known, but its arguments are not as they should be.
    case malformed
    case unknown

    /// Reads a line without its end.
    init(_ line: [UInt8]) {
        let space = line.firstIndex(of: 0x20) ?? line.endIndex
        let keyword = String(decoding: line[..<space], as: UTF8.self).uppercased()
        let argument = line[space...].dropFirst()
        let words = argument.split(separator: 0x20)
        let numbers = words.map(Self.number)
        switch keyword {
        case "CAPA", "STAT", "NOOP", "RSET", "QUIT": self = words.isEmpty ? Self.bare(keyword) : .malformed
        case "USER": self = argument.isEmpty ? .malformed : .user(Array(argument))
        // A password may hold spaces (RFC 1939 §7).
        case "PASS": self = .pass(Array(argument))
        case "AUTH": self = Self.auth(words)
        case "LIST": self = Self.optional(numbers, make: Self.list)
        case "UIDL": self = Self.optional(numbers, make: Self.uidl)
        case "RETR": self = Self.one(numbers, make: Self.retr)
        case "DELE": self = Self.one(numbers, make: Self.dele)
        case "TOP":
            guard numbers.count == 2, let message = numbers[0], let lines = numbers[1] else {
                self = .malformed
                return
            }
            self = .top(message, lines: lines)
        default: self = .unknown
        }
    }

    private static func bare(_ keyword: String) -> POP3Command {
        switch keyword {
        case "CAPA": .capa
        case "STAT": .stat
        case "NOOP": .noop
        case "RSET": .rset
        default: .quit
        }
    }

    // AUTH [mechanism [initial-response]] ; `=` is an empty one (RFC 5034 §4)
    private static func auth(_ words: [ArraySlice<UInt8>]) -> POP3Command {
        guard words.count <= 2 else { return .malformed }
        let mechanism = words.first.map { String(decoding: $0, as: UTF8.self).uppercased() }
        let initial = words.dropFirst().first.map { $0 == [UInt8(ascii: "=")] ? [] : Array($0) }
        return .auth(mechanism, initial: initial)
    }

    private static func optional(_ numbers: [Int?], make: (Int?) -> POP3Command) -> POP3Command {
        if numbers.isEmpty { return make(nil) }
        return one(numbers) { make($0) }
    }

    private static func one(_ numbers: [Int?], make: (Int) -> POP3Command) -> POP3Command {
        guard numbers.count == 1, let number = numbers[0] else { return .malformed }
        return make(number)
    }

    private static func number(_ word: ArraySlice<UInt8>) -> Int? {
        guard word.count <= 9, word.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: word, as: UTF8.self))
    }
}
