/// The header of a message as it stands in an mbox: what is the message's, and what programs have put into it.
struct MboxHeader {
    /// Without the fields that programs keep there, with the empty line that ends it.
    private(set) var own: [UInt8] = []
    private(set) var status = StatusFields()
    /// What Content-Length says: a hint.
    private(set) var contentLength: Int?
    /// The message is none, but a program's own notes (UW IMAP).
    private(set) var isNotes = false

    /// Octets of a header that are looked at.
    static let limit = 1 << 20

    /// `octets`: The header, with the empty line that ends it.
    init(_ octets: ArraySlice<UInt8>) {
        let fields = Self.fields(of: octets)
        contentLength = fields.first { $0.name == "content-length" }.flatMap { Int($0.value(in: octets)) }
        for field in fields {
            let value = field.value(in: octets)
            if status.take(field.name, value) { continue }
            if StatusFields.isKept(field.name) {
                isNotes = isNotes || field.name == "x-imap"
                continue
            }
            // mutt writes both.
            if field.name == "lines", contentLength != nil { continue }
            own += octets[field.range]
        }
        isNotes =
            isNotes && own.starts(with: "Date:".utf8)
            && fields.contains { field in
                // Liberal: UW IMAP and Alpine keep their notes in a message of their own.
                field.name == "subject" && field.value(in: octets).hasPrefix("DON'T DELETE THIS MESSAGE")
            }
    }

    private struct Field {
        /// In lower case; empty for what is no field.
        var name: String
        var nameLength: Int
        var range: Range<Int>

        func value(in octets: ArraySlice<UInt8>) -> String {
            guard !name.isEmpty else { return "" }
            let text = String(
                decoding: octets[(range.lowerBound + nameLength + 1)..<range.upperBound].prefix(4096), as: UTF8.self)
            return String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        }
    }

    /// Lines joined with those that continue them.
    private static func fields(of octets: ArraySlice<UInt8>) -> [Field] {
        var fields: [Field] = []
        var start = octets.startIndex
        while start < octets.endIndex {
            let end = octets[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? octets.endIndex
            if octets[start] == 0x20 || octets[start] == 0x09, !fields.isEmpty {
                fields[fields.count - 1].range = fields[fields.count - 1].range.lowerBound..<end
            } else {
                let name = octets[start..<end].prefix(80).prefix { $0 != UInt8(ascii: ":") && $0 > 0x20 }
                let isField = name.endIndex < end && octets[name.endIndex] == UInt8(ascii: ":")
                fields.append(
                    Field(
                        name: isField ? String(decoding: name, as: UTF8.self).lowercased() : "",
                        nameLength: name.count, range: start..<end))
            }
            start = end
        }
        return fields
    }
}
