package import MailModel

/// A message, read from its octets (RFC 5322, RFC 2045).
///
/// Every sequence of octets is a message: what can't be read as a header is body, what can't be
/// read as parts is text. All parts are ranges of the octets; nothing is copied.
package struct ParsedMessage: Sendable {
    package let octets: [UInt8]
    package let header: Header
    /// The MIME tree, each part before those in it; the first one is the root.
    package let parts: [ParsedPart]
    /// What was left out at a limit, in a line for the reader; nothing where all was read.
    package let notice: String?

    package init(octets: [UInt8]) {
        self.octets = octets
        (parts, header, notice) = octets.withUnsafeBufferPointer { buffer in
            var parser = MIMEParser(octets, buffer)
            parser.parse()
            return (parser.parts, Header(octets: octets, layout: parser.rootHeader), parser.notice)
        }
    }

    /// The MIME tree as a value.
    package var structure: MessagePart {
        // From the last part to the first, so that a part's children are complete when it takes them.
        var values = parts.map { $0.leaf() }
        for index in parts.indices.reversed() where !parts[index].children.isEmpty {
            values[index].children = parts[index].children.map { child in
                defer { values[child].children = [] }
                return values[child]
            }
        }
        return values[0]
    }

    /// The part of that number (RFC 9051 §6.4.5).
    package func part(_ number: String) -> ParsedPart? { parts.first { $0.number == number } }

    /// A part's content, still in its transfer encoding; nothing where there is no such part.
    package func octets(of number: String) -> ArraySlice<UInt8> { part(number).map { octets[$0.body] } ?? [] }

    /// A part's own header: `BODY[1.2.MIME]` (RFC 9051 §6.4.5).
    package func header(of part: ParsedPart) -> Header {
        Header(Array(octets[part.header]))
    }

    /// A part's content without its transfer encoding.
    package func decoded(_ part: MessagePart) -> [UInt8] {
        TransferEncoding(named: part.encoding).decode(octets(of: part.number))
    }

    /// All of the message after its header.
    package var body: ArraySlice<UInt8> { octets[header.range.upperBound...] }
}
