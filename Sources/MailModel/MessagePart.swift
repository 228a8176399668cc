/// A node of a message's MIME tree (RFC 2045, RFC 9051 §7.5.2 BODYSTRUCTURE): what the part is, not its octets.
package struct MessagePart: Hashable, Sendable {
    /// The part's number as in `BODY[1.2]` (RFC 9051 §6.4.5): empty for the root of a
    /// multipart message, `"1"` for the only part of one that is not multipart.
    package var number: String
    /// Lower case, such as `text`.
    package var type: String
    /// Lower case, such as `plain`.
    package var subtype: String
    /// Content-Type's parameters, names in lower case, values decoded (RFC 2231).
    package var parameters: [String: String]
    /// Content-Disposition in lower case: `inline`, `attachment`; empty where there is none.
    package var disposition: String
    /// The name a file should have, decoded, a stranger's: never use it as a path.
    package var fileName: String
    /// Content-ID without its angle brackets; empty where there is none.
    package var contentID: String
    /// Content-Transfer-Encoding in lower case; empty means `7bit`.
    package var encoding: String
    /// Octets as they travel, still encoded.
    ///
    /// A hint of the server's, not a promise.
    package var sizeInOctets: Int
    /// A multipart's parts, or the root of a message/rfc822's message.
    package var children: [MessagePart]

    /// Stands for a message as it came, which has no number.
    package static func source(sizeInOctets: Int) -> MessagePart {
        MessagePart(number: "", type: "message", subtype: "rfc822", sizeInOctets: sizeInOctets)
    }

    package var isWholeMessage: Bool { number.isEmpty && type == "message" }

    package init(
        number: String, type: String = "text", subtype: String = "plain", parameters: [String: String] = [:],
        disposition: String = "", fileName: String = "", contentID: String = "", encoding: String = "",
        sizeInOctets: Int = 0, children: [MessagePart] = []
    ) {
        self.number = number
        self.type = type
        self.subtype = subtype
        self.parameters = parameters
        self.disposition = disposition
        self.fileName = fileName
        self.contentID = contentID
        self.encoding = encoding
        self.sizeInOctets = sizeInOctets
        self.children = children
    }

    /// `text/plain`.
    package var contentType: String { "\(type)/\(subtype)" }

    package var isMultipart: Bool { type == "multipart" }

    /// An archive whose files can be listed, by its type or by its name.
    package var isArchive: Bool {
        let types = ["zip", "x-zip-compressed", "x-tar", "gzip", "x-gzip", "java-archive"]
        if type == "application", types.contains(subtype) { return true }
        let isFile = type == "application" && subtype == "octet-stream"
        return isFile && [".zip", ".tar", ".gz", ".tgz", ".jar"].contains { fileName.lowercased().hasSuffix($0) }
    }

    /// True for what a person would call an attachment.
    ///
    /// A part that says `attachment`, or that is neither text nor a container nor an
    /// image shown inside an HTML text.
    package var isAttachment: Bool {
        if isMultipart { return false }
        if disposition == "attachment" { return true }
        if type == "text" { return !fileName.isEmpty && subtype != "plain" && subtype != "html" }
        if disposition == "inline" && !contentID.isEmpty { return false }
        return !(type == "application" && ["pgp-signature", "pkcs7-signature", "pgp-encrypted"].contains(subtype))
    }

    /// This part and all below it in the order of the message, each before its children.
    ///
    /// Walks with a list of its own, so that depth costs no stack.
    package var flattened: [MessagePart] {
        var found: [MessagePart] = []
        var waiting = [self]
        while let part = waiting.popLast() {
            found.append(part)
            waiting.append(contentsOf: part.children.reversed())
        }
        return found
    }

    /// The attachments, without those inside an attached message.
    package var attachments: [MessagePart] {
        var found: [MessagePart] = []
        var waiting = [self]
        while let part = waiting.popLast() {
            if part.isAttachment {
                found.append(part)
            } else if part.isMultipart {
                waiting.append(contentsOf: part.children.reversed())
            }
        }
        return found
    }
}
