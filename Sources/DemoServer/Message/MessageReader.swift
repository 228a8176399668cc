import IMAP
import InternetMessage

/// What FETCH and SEARCH read in a message, each thing only when it is asked for.
struct MessageReader {
    let octets: [UInt8]
    private var known: ParsedMessage?

    init(_ message: StoredMessage) { octets = message.content.octets }

    init(octets: [UInt8]) { self.octets = octets }

    /// The message's MIME tree.
    var parsed: ParsedMessage {
        mutating get {
            if let known { return known }
            let parsed = ParsedMessage(octets: octets)
            known = parsed
            return parsed
        }
    }

    /// The header alone costs less than the tree.
    var header: Header { known?.header ?? Header(octets) }

    var envelope: Envelope { Envelope(header) }

    mutating func structure(isExtended: Bool) -> BodyStructure {
        StructureBuilder(parsed, isExtended: isExtended).structure()
    }

    // MARK: - Sections (RFC 9051 §6.4.5)

    /// A section's octets; nothing where there is no such part.
    mutating func octets(of section: Section) -> ArraySlice<UInt8>? {
        if section.part.isEmpty { return topSection(section.text) }
        let number = section.part.map(String.init).joined(separator: ".")
        let message = parsed
        guard let part = message.part(number) else { return nil }
        switch section.text {
        case nil: return octets[part.body]
        case .mime: return octets[part.header]
        case .header, .headerFields, .headerFieldsNot, .text:
            // Only an embedded message has these: its root is the part's one child.
            guard part.children.count == 1, message.isMessage(part) else { return nil }
            let root = message.parts[part.children[0]]
            if section.text == .text { return octets[root.body] }
            return Self.select(section.text, in: message.header(of: root))
        }
    }

    private func topSection(_ text: Section.Text?) -> ArraySlice<UInt8>? {
        switch text {
        case nil: octets[...]
        case .mime: nil
        case .text: octets[header.range.upperBound...]
        case .header, .headerFields, .headerFieldsNot: Self.select(text, in: header)
        }
    }

    /// All of a header, or those fields that are named, with the empty line that ends it.
    private static func select(_ text: Section.Text?, in header: Header) -> ArraySlice<UInt8> {
        let names: [[UInt8]]
        let isWanted: Bool
        switch text {
        case .headerFields(let wanted): (names, isWanted) = (wanted, true)
        case .headerFieldsNot(let unwanted): (names, isWanted) = (unwanted, false)
        default: return header.octets[header.range]
        }
        let folded = Set(names.map { String(decoding: $0, as: UTF8.self).lowercased() })
        var output: [UInt8] = []
        for field in header.fields where folded.contains(header.name(of: field).lowercased()) == isWanted {
            output.append(contentsOf: header.octets[field.name.lowerBound..<field.value.upperBound])
            output.append(contentsOf: [0x0D, 0x0A])
        }
        output.append(contentsOf: [0x0D, 0x0A])
        return output[...]
    }
}

extension ParsedMessage {
    /// Whether a part is an embedded message, and its child that message's root.
    func isMessage(_ part: ParsedPart) -> Bool {
        guard let child = part.children.first else { return false }
        return parts[child].number.hasPrefix(part.number) && !isMultipart(part)
    }

    func isMultipart(_ part: ParsedPart) -> Bool {
        RawParameters(header(of: part)["Content-Type"] ?? []).kind.type.uppercased() == "MULTIPART"
    }
}
