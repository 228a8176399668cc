import MailModel

/// A signed or encrypted part, with the octets that a checker needs.
package struct SealedPart: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// What is signed, with canonical line ends (RFC 3156 §5), and the signature.
        case signed(SealedForm.Method, content: [UInt8], signature: [UInt8])
        /// An OpenPGP message, perhaps armored.
        case encrypted([UInt8])
        /// CMS in BER.
        case enveloped([UInt8])
        /// An OpenPGP block whose content is a plain text in that charset, empty where none is named.
        case inline([UInt8], charset: String)
        /// Not as it has to be; `reason` is a clause.
        case malformed(reason: String)
    }

    /// The part's number in its message.
    package let number: String
    package let form: SealedForm
    package let content: Content
    /// What the protected header says (RFC 9788 §2), where the signed part has one.
    package let subject: String?
}

extension ParsedMessage {
    /// At most this many seals are opened in one message.
    package static let maximumSeals = 20

    /// The signed and encrypted parts that a reader comes upon, each before those in it.
    package var sealedParts: [SealedPart] {
        let choice = PartChoice(in: structure) { _, _ in .both }
        let declared = choice.seals.compactMap { seal in part(seal.part.number).map { sealed($0, as: seal.form) } }
        let found = declared + choice.parts.compactMap { inline($0) }
        // Whoever sends so many does not want them to be read.
        return found.enumerated().map { index, seal in
            index < Self.maximumSeals
                ? seal
                : SealedPart(
                    number: seal.number, form: seal.form, content: .malformed(reason: "there are too many of them"),
                    subject: nil)
        }
    }

    private func inline(_ part: MessagePart) -> SealedPart? {
        guard let armor = InlineArmor(part, octets(of: part.number)) else { return nil }
        let charset = part.parameters["charset"] ?? ""
        return SealedPart(
            number: part.number, form: .inline(isEncrypted: armor.isEncrypted),
            content: .inline(Array(armor.block), charset: charset), subject: nil)
    }

    private func sealed(_ part: ParsedPart, as form: SealedForm) -> SealedPart {
        var subject: String?
        let content: SealedPart.Content
        switch form {
        case .signed(let method):
            content = signed(part, method)
            subject = part.children.first.flatMap { ProtectedHeader.subject(of: header(of: parts[$0])) }
        case .encrypted: content = encrypted(part)
        case .enveloped, .inline: content = .enveloped(part.leaf().decode(octets[part.body]))
        }
        return SealedPart(number: part.number, form: form, content: content, subject: subject)
    }

    // RFC 1847 §2.1: exactly two parts, the second one of the type that `protocol` names.
    private func signed(_ part: ParsedPart, _ method: SealedForm.Method?) -> SealedPart.Content {
        guard part.children.count >= 2 else { return .malformed(reason: "the signature is missing") }
        let (content, signature) = (parts[part.children[0]], parts[part.children[1]])
        guard let method else { return .malformed(reason: "its kind of signature is not known here") }
        guard SealedForm.method(signature.leaf().contentType) == method else {
            return .malformed(reason: "the signature is not what the message says it is")
        }
        return .signed(
            method, content: Self.canonical(octets[content.header.lowerBound..<content.body.upperBound]),
            signature: signature.leaf().decode(octets[signature.body]))
    }

    // RFC 3156 §4: a part that says "Version: 1", and one with the message.
    //
    // Liberal: either of them may have another type; the last one counts.
    private func encrypted(_ part: ParsedPart) -> SealedPart.Content {
        let protocolName = part.content.parameters["protocol"]?.lowercased()
        guard protocolName == nil || protocolName == "application/pgp-encrypted" else {
            return .malformed(reason: "its kind of encryption is not known here")
        }
        guard part.children.count == 2 else { return .malformed(reason: "its parts are not those of a sealed message") }
        let content = parts[part.children[1]]
        return .encrypted(content.leaf().decode(octets[content.body]))
    }

    /// With CR LF at the end of every line, as it travels.
    ///
    /// Liberal: files have LF alone.
    private static func canonical(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(octets.count + octets.count / 32)
        var previous: UInt8 = 0
        for octet in octets {
            if octet == ASCII.lineFeed, previous != ASCII.carriageReturn { lines.append(ASCII.carriageReturn) }
            lines.append(octet)
            previous = octet
        }
        return lines
    }
}

/// The fields that are signed or encrypted with the text (RFC 9788, and the older draft-autocrypt-lamps).
enum ProtectedHeader {
    /// The subject inside; nothing where the part does not say that it has a protected header.
    static func subject(of header: Header) -> String? {
        guard let field = header["Content-Type"] else { return nil }
        let parameters = ParameterValue(field).parameters
        guard parameters["hp"] != nil || parameters["protected-headers"] != nil, header["Subject"] != nil else {
            return nil
        }
        return header.text("Subject")
    }
}
