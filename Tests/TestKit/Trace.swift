/// A conversation between a client and a server, as text.
///
///     # a comment; blank lines are ignored
///     S: * OK ready            the server sends this and CRLF
///     C: a1 LOGIN ada secret   the client must send exactly this and CRLF
///     C~ a2 AUTHENTICATE *     the client must send a line that fits; `*` is any run of octets
///     S| {3}\r\n\x00\xFF\\     octets without a line end; knows \r \n \t \0 \\ and \xHH
///     C| raw                   the same from the client
///     TLS                      the client starts TLS here
///     DEFLATE                  both directions are compressed from here on (RFC 4978)
///     S<<FIN                   the server closes its side
///     S<<RST                   the connection breaks
///     S<<SILENCE               the server says nothing any more: the next read runs out of time
///     C<<FIN                   the client closes
package struct Trace: Sendable {
    package enum Step: Hashable, Sendable {
        case client([UInt8])
        /// A line without its CRLF, with `*` for any run of octets.
        case clientLine(pattern: [UInt8])
        case server([UInt8])
        case startTLS
        case deflate
        case serverCloses
        case connectionBreaks
        case serverFallsSilent
        case clientCloses
    }

    package struct Entry: Hashable, Sendable {
        package var step: Step
        /// From 1.
        package var line: Int
    }

    package struct SyntaxError: Error, CustomStringConvertible {
        package var description: String
    }

    package var name: String
    package var entries: [Entry]

    package init(name: String = "trace", _ text: String) throws(SyntaxError) {
        try self.init(name: name, octets: Array(text.utf8))
    }

    package init(name: String, octets: [UInt8]) throws(SyntaxError) {
        self.name = name
        entries = []
        for (index, line) in octets.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) || line.first == UInt8(ascii: "#") { continue }
            guard let step = Step(line) else {
                throw SyntaxError(description: "\(name):\(index + 1): not a line of a trace")
            }
            entries.append(Entry(step: step, line: index + 1))
        }
    }

    package var steps: [Step] { entries.map(\.step) }

    /// All that the server sends, glued.
    package var serverOctets: [UInt8] {
        entries.flatMap { entry -> [UInt8] in
            if case .server(let octets) = entry.step { octets } else { [] }
        }
    }
}

extension Trace: CustomStringConvertible {
    package var description: String { name }
}

extension Trace.Step {
    init?(_ line: ArraySlice<UInt8>) {
        let words: [String: Trace.Step] = [
            "TLS": .startTLS, "DEFLATE": .deflate, "S<<FIN": .serverCloses, "S<<RST": .connectionBreaks,
            "S<<SILENCE": .serverFallsSilent, "C<<FIN": .clientCloses,
        ]
        if let word = words[String(decoding: line, as: UTF8.self)] {
            self = word
            return
        }
        var text = line.dropFirst(2)
        // "S:" alone is an empty line; otherwise one blank follows the colon.
        if text.first == 0x20 { text = text.dropFirst() } else if !text.isEmpty { return nil }
        switch String(decoding: line.prefix(2), as: UTF8.self) {
        case "S:": self = .server(text + [0x0D, 0x0A])
        case "C:": self = .client(text + [0x0D, 0x0A])
        case "C~": self = .clientLine(pattern: Array(text))
        case "S|":
            guard let octets = unescaped(text) else { return nil }
            self = .server(octets)
        case "C|":
            guard let octets = unescaped(text) else { return nil }
            self = .client(octets)
        default: return nil
        }
    }
}

/// Replaces `\r \n \t \0 \\ \xHH`; nothing for any other backslash.
private func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var octets: [UInt8] = []
    var rest = text
    while let octet = rest.popFirst() {
        guard octet == UInt8(ascii: "\\") else {
            octets.append(octet)
            continue
        }
        switch rest.popFirst() {
        case UInt8(ascii: "r"): octets.append(0x0D)
        case UInt8(ascii: "n"): octets.append(0x0A)
        case UInt8(ascii: "t"): octets.append(0x09)
        case UInt8(ascii: "0"): octets.append(0x00)
        case UInt8(ascii: "\\"): octets.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "x"):
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            octets.append(value)
            rest = rest.dropFirst(2)
        default: return nil
        }
    }
    return octets
}
