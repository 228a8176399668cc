import IMAP
import InternetMessage

/// Makes BODYSTRUCTURE of a parsed message (RFC 9051 §7.5.2).
struct StructureBuilder {
    private let message: ParsedMessage
    /// BODYSTRUCTURE, not BODY.
    private let isExtended: Bool

    init(_ message: ParsedMessage, isExtended: Bool) {
        self.message = message
        self.isExtended = isExtended
    }

    func structure() -> BodyStructure {
        // From the last part to the first, so that a part's children are ready when it takes them.
        var values = [BodyStructure?](repeating: nil, count: message.parts.count)
        for index in message.parts.indices.reversed() {
            let part = message.parts[index]
            let children = part.children.compactMap { values[$0] }
            for child in part.children { values[child] = nil }
            values[index] = value(of: part, children)
        }
        return (values.first ?? nil) ?? BodyStructure(type: "TEXT", subtype: "PLAIN")
    }

    private func value(of part: ParsedPart, _ children: [BodyStructure]) -> BodyStructure {
        let header = message.header(of: part)
        let contentType = RawParameters(header["Content-Type"] ?? [])
        var (type, subtype) = contentType.kind
        var parameters = contentType.parameters
        let isMultipart = type.uppercased() == "MULTIPART" && !children.isEmpty
        let isMessage = !isMultipart && !children.isEmpty
        if isMessage, type.isEmpty {
            // The parts of a multipart/digest (RFC 2046 §5.1.5).
            (type, subtype) = ("message", "rfc822")
        } else if type.isEmpty || (type.uppercased() == "MULTIPART" && !isMultipart) {
            (type, subtype) = ("text", "plain")
            parameters = [BodyParameter(name: "charset", value: Array("us-ascii".utf8))]
        }
        var value = BodyStructure(type: type, subtype: subtype, parameters: parameters, parts: children)
        if !isMultipart {
            value.fields = fields(of: header, part)
            if value.isText || isMessage { value.lines = lines(of: part) }
        }
        if isMessage { value.envelope = Envelope(message.header(of: message.parts[part.children[0]])) }
        if isExtended { value.extensionData = extensionData(of: header, isMultipart: isMultipart) }
        return value
    }

    private func fields(of header: Header, _ part: ParsedPart) -> BodyFields {
        let encoding = header["Content-Transfer-Encoding"].map { RawParameters($0).value } ?? ""
        return BodyFields(
            contentID: header["Content-ID"].map(Unfolding.text),
            description: header["Content-Description"].map(Unfolding.text),
            encoding: encoding.isEmpty ? "7BIT" : encoding, sizeInOctets: UInt64(part.body.count))
    }

    private func lines(of part: ParsedPart) -> UInt64 {
        message.octets[part.body].reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
    }

    private func extensionData(of header: Header, isMultipart: Bool) -> BodyExtension {
        var data = BodyExtension()
        if !isMultipart { data.md5 = header["Content-MD5"].map(Unfolding.text) }
        if let field = header["Content-Disposition"] {
            let disposition = RawParameters(field)
            if !disposition.value.isEmpty {
                data.disposition = BodyDisposition(kind: disposition.value, parameters: disposition.parameters)
            }
        }
        if let field = header["Content-Language"] {
            data.languages = Unfolding.text(field).split(separator: UInt8(ascii: ",")).map { Unfolding.text($0) }
        }
        data.location = header["Content-Location"].map(Unfolding.text)
        return data
    }
}
