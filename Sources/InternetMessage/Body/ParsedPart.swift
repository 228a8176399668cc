import MailModel

/// A node of a parsed message's MIME tree: what it is, and where in the message its octets are.
package struct ParsedPart: Hashable, Sendable {
    /// As in `BODY[1.2]` (RFC 9051 §6.4.5); `2.TEXT` for the multipart of the message in part 2.
    package internal(set) var number: String
    /// The part's own header, with the empty line that ends it.
    package internal(set) var header: Range<Int>
    /// The part's content, still encoded.
    package internal(set) var body: Range<Int>
    /// Index of the part it stands in; nothing for the root.
    package let parent: Int?
    /// Indices of the parts in it, in order.
    package internal(set) var children: [Int] = []
    var content: ContentFields

    /// The same as a value for the rest of the program, without its children.
    func leaf() -> MessagePart {
        MessagePart(
            number: number, type: content.type, subtype: content.subtype, parameters: content.parameters,
            disposition: content.disposition, fileName: content.fileName, contentID: content.contentID,
            encoding: content.encoding, sizeInOctets: body.count)
    }
}
