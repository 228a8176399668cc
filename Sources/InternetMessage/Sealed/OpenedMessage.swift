package import MailModel

/// A message whose sealed parts were looked into.
package struct OpenedMessage: Sendable {
    package let message: ParsedMessage
    /// What became of each sealed part, by its number.
    package var parts: [String: OpenedPart]

    package init(_ message: ParsedMessage, parts: [String: OpenedPart] = [:]) {
        self.message = message
        self.parts = parts
    }

    /// Stands between the number of an encrypted part and that of a part in its content: `1.2:1` is in part `1.2`.
    package static let separator: Character = ":"

    /// A part's content without its transfer encoding, wherever it stands; nothing where there is none of that number.
    package func decoded(number: String) -> [UInt8]? {
        guard let end = number.firstIndex(of: Self.separator) else { return message.decoded(number: number) }
        let inside = String(number[number.index(after: end)...])
        return parts[String(number[..<end])]?.content?.decoded(number: inside)
    }
}

/// What became of a signed or encrypted part.
package struct OpenedPart: Sendable {
    package var encryption: Seal.Encryption
    package var signature: Seal.Signature
    /// The subject inside, where it is protected and can be relied on.
    package var subject: String?
    /// What was inside, where it does not stand in the message itself.
    package var content: OpenedMessage?

    package init(
        encryption: Seal.Encryption = .none, signature: Seal.Signature = .none, subject: String? = nil,
        content: OpenedMessage? = nil
    ) {
        self.encryption = encryption
        self.signature = signature
        self.subject = subject
        self.content = content
    }
}

extension ParsedMessage {
    /// The subject of the protected header, where this is the content of a sealed part and has one.
    package var protectedSubject: String? { ProtectedHeader.subject(of: header) }
}
