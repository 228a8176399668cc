/// Puts values on the wire, for a client's commands and a server's answers.
///
/// Text goes through a form that carries it unharmed, so no value can end a line.
package struct WireWriter: Sendable {
    /// How a literal announces itself.
    package enum LiteralStyle: Hashable, Sendable {
        /// From a server: never waits.
        case server
        /// From a client: waits for the server's `+` before each (RFC 9051 §4.3).
        case synchronizing
        /// LITERAL-: waits only for those above 4096 octets (RFC 7888).
        case literalMinus
        /// LITERAL+: never waits.
        case literalPlus
    }

    package private(set) var octets: [UInt8] = []
    /// Offsets into `octets` at which a client must wait for a continuation request.
    package private(set) var pauses: [Int] = []
    /// The octets of a literal come next, and not from here.
    package private(set) var isOpen = false
    package let literals: LiteralStyle
    package let permitsUTF8: Bool

    package init(literals: LiteralStyle, permitsUTF8: Bool = false) {
        self.literals = literals
        self.permitsUTF8 = permitsUTF8
    }

    /// Writes syntax: keywords, parentheses, blanks, line ends.
    package mutating func write(_ syntax: StaticString) {
        octets.append(contentsOf: UnsafeBufferPointer(start: syntax.utf8Start, count: syntax.utf8CodeUnitCount))
    }

    package mutating func write(_ atom: Atom) { octets.append(contentsOf: atom.spelling.utf8) }
    package mutating func write(_ tag: Tag) { octets.append(contentsOf: tag.spelling.utf8) }
    package mutating func write(_ flag: Flag) { octets.append(contentsOf: flag.spelling.utf8) }
    package mutating func write(_ set: SequenceSet) { octets.append(contentsOf: set.description.utf8) }
    package mutating func write(_ number: some FixedWidthInteger) { octets.append(contentsOf: "\(number)".utf8) }

    // text = 1*(TEXT-CHAR): what would end the line becomes a blank.
    package mutating func writeText(_ text: String) {
        octets.append(contentsOf: text.utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 })
    }

    // astring = 1*ASTRING-CHAR / string
    package mutating func writeAString(_ value: [UInt8]) {
        write(value, as: .shortest(for: value, permitsAtom: true, permitsUTF8: permitsUTF8))
    }

    // string = quoted / literal
    package mutating func writeString(_ value: [UInt8]) {
        write(value, as: .shortest(for: value, permitsUTF8: permitsUTF8))
    }

    // nstring = string / nil
    package mutating func writeNString(_ value: [UInt8]?) {
        if let value { writeString(value) } else { write("NIL") }
    }

    // flag-list = "(" [flag *(SP flag)] ")"
    package mutating func writeFlagList(_ flags: some Sequence<Flag>) { writeList(flags) { $0.write($1) } }

    /// Writes `(a b c)`.
    package mutating func writeList<Item>(
        _ items: some Sequence<Item>, _ writeItem: (inout WireWriter, Item) -> Void
    ) {
        write("(")
        writeSeparated(items, writeItem)
        write(")")
    }

    /// Writes `a b c`.
    package mutating func writeSeparated<Item>(
        _ items: some Sequence<Item>, _ writeItem: (inout WireWriter, Item) -> Void
    ) {
        var isFirst = true
        for item in items {
            if !isFirst { write(" ") }
            isFirst = false
            writeItem(&self, item)
        }
    }

    /// Writes `value` in a form that the caller knows to carry it.
    package mutating func write(_ value: [UInt8], as form: StringForm) {
        switch form {
        case .atom: octets.append(contentsOf: value)
        case .quoted:
            write("\"")
            for octet in value {
                if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { write("\\") }
                octets.append(octet)
            }
            write("\"")
        case .literal: writeLiteral(value)
        case .literal8:
            write("~")
            writeLiteral(value)
        }
    }

    // literal = "{" number64 ["+"] "}" CRLF *CHAR8
    private mutating func writeLiteral(_ value: [UInt8]) {
        let waits =
            switch literals {
            case .server, .literalPlus: false
            case .synchronizing: true
            case .literalMinus: value.count > 4096
            }
        write("{")
        write(value.count)
        if literals != .server && !waits { write("+") }
        write("}\r\n")
        if waits { pauses.append(octets.count) }
        octets.append(contentsOf: value)
    }

    /// Announces a literal whose octets are sent by themselves, once the server wants them.
    mutating func announceLiteral(sizeInOctets: Int) {
        write("{")
        write(sizeInOctets)
        write("}\r\n")
        isOpen = true
    }
}
