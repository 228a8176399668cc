import MailModel

/// A file inside the content of a part, where no MIME header tells of it: uuencoded or in yEnc in a text, or in a
/// `winmail.dat`.
struct EmbeddedFile {
    enum Form {
        case uuencoded
        case base64
        case yEnc
        /// As it stands.
        case plain
    }

    /// A stranger's: never use it as a path.
    var name: String
    var form: Form
    /// Where it stands in the part's decoded content, in a text with its first and last line.
    var range: Range<Int>
    /// Without its encoding.
    var sizeInOctets: Int

    /// At most this many files are told apart in one part.
    static let maximumFiles = 200

    /// The file, out of the content that it was found in.
    func decode(from content: [UInt8]) -> [UInt8] {
        switch form {
        case .uuencoded: UUEncoding.decode(content[range])
        case .base64: Base64.decode(content[range].drop { $0 != ASCII.lineFeed })
        case .yEnc: YEncoding.decode(content[range])
        case .plain: Array(content[range])
        }
    }

    /// The same as a part: the second file in part 1 has the number `1/2`.
    func part(in host: MessagePart, index: Int) -> MessagePart {
        MessagePart(
            number: "\(host.number)/\(index + 1)", type: "application", subtype: "octet-stream",
            disposition: "attachment", fileName: name, sizeInOctets: sizeInOctets)
    }
}

extension ParsedMessage {
    /// Content without its transfer encoding: of a part, `1.2`, or of the file in it, `1.2/1`, as
    /// ``ReadableMessage/attachments`` has them; nothing where there is none of that number.
    package func decoded(number: String) -> [UInt8]? {
        guard let host = part(MessagePart.hostNumber(of: number)) else { return nil }
        return host.leaf().decode(octets[host.body], number: number)
    }
}

extension MessagePart {
    /// The number of the part that holds what has this number: `1.2` of `1.2/1`, and of `1.2`.
    package static func hostNumber(of number: String) -> String { String(number.prefix { $0 != "/" }) }

    /// The part's content without its transfer encoding, or that of the file in it, where the number names one.
    package func decode(_ encoded: ArraySlice<UInt8>, number: String) -> [UInt8]? {
        let content = decode(encoded)
        guard let slash = number.firstIndex(of: "/") else { return content }
        guard let index = Int(number[slash...].dropFirst()), index > 0 else { return nil }
        let files = isTNEF ? TNEF(content)?.files ?? [] : TextFiles.find(in: content)
        return index <= files.count ? files[index - 1].decode(from: content) : nil
    }

    /// Outlook's container (MS-OXTNEF).
    var isTNEF: Bool {
        (type == "application" && (subtype == "ms-tnef" || subtype == "vnd.ms-tnef"))
            || (type == "application" && fileName.lowercased() == "winmail.dat")
    }
}
