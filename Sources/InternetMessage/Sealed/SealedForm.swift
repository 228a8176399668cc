package import MailModel

/// How a part of a message is signed or encrypted.
package enum SealedForm: Hashable, Sendable {
    package enum Method: Hashable, Sendable {
        /// RFC 3156.
        case openPGP
        /// RFC 8551.
        case smime
    }

    /// `multipart/signed` (RFC 1847 §2.1); nothing where its kind of signature is not known.
    case signed(Method?)
    /// `multipart/encrypted` with OpenPGP (RFC 3156 §4).
    case encrypted
    /// CMS around the content: signed, encrypted or both (RFC 8551 §3.2).
    case enveloped(isEncrypted: Bool)
    /// An OpenPGP block in a plain text, which its headers do not tell of.
    case inline(isEncrypted: Bool)

    /// Tells from what the headers say; nothing for a part that is neither.
    package init?(_ part: MessagePart) {
        switch (part.type, part.subtype) {
        // Without any part it is a text to look at.
        case ("multipart", "signed") where !part.children.isEmpty:
            self = .signed(Self.method(part.parameters["protocol"] ?? part.children.dropFirst().first?.contentType))
        case ("multipart", "encrypted"): self = .encrypted
        case ("application", "pkcs7-mime"), ("application", "x-pkcs7-mime"):
            let type = part.parameters["smime-type"]?.lowercased() ?? ""
            if type == "certs-only" || type == "compressed-data" { return nil }
            // RFC 8551 §3.2.2: without its type it is one or the other.
            self = .enveloped(isEncrypted: type != "signed-data")
        default: return nil
        }
    }

    /// By the type of the signature's own part.
    static func method(_ contentType: String?) -> Method? {
        switch contentType?.lowercased() {
        case "application/pgp-signature": .openPGP
        case "application/pkcs7-signature", "application/x-pkcs7-signature": .smime
        default: nil
        }
    }

    /// What a reader can be told before anybody has looked.
    var unopened: Seal {
        switch self {
        case .signed: Seal(signature: .underway)
        case .enveloped(isEncrypted: false), .inline(isEncrypted: false): Seal(signature: .underway)
        case .encrypted, .enveloped(isEncrypted: true), .inline(isEncrypted: true): Seal(encryption: .underway)
        }
    }
}
