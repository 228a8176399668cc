package import InternetMessage
import MailModel

/// Checks the signatures of a message, and decrypts what is encrypted to the user.
///
/// Nothing of what it finds is written anywhere, and nobody on the network is asked.
package struct SealOpener: Sendable {
    /// At most this many seals are opened inside each other.
    static let deepestSeal = 8

    let gpg: GnuPG
    let smime: SMIME

    package init(gpg: GnuPG = GnuPG(), smime: SMIME = SMIME()) {
        self.gpg = gpg
        self.smime = smime
    }

    /// Looks into all sealed parts of a message.
    ///
    /// - Parameters:
    ///   - message: All of it, octet for octet.
    ///   - terminal: The terminal on which a passphrase may be asked for; nobody is asked where there is none.
    /// - Returns: The message with what was found.
    package func open(_ message: ParsedMessage, terminal: String? = nil) async -> OpenedMessage {
        let author = MessageSummary(message.header).from.first?.address ?? ""
        return await open(message, author: author, terminal: terminal, depth: 0)
    }

    private func open(
        _ message: ParsedMessage, author: String, terminal: String?, depth: Int
    ) async -> OpenedMessage {
        var opened = OpenedMessage(message)
        for sealed in message.sealedParts where !Task.isCancelled {
            var part = await open(sealed, author: author, terminal: terminal)
            if let content = part.found, depth + 1 < Self.deepestSeal {
                let message = ParsedMessage(octets: content)
                part.opened.subject = message.protectedSubject
                part.opened.content = await open(message, author: author, terminal: terminal, depth: depth + 1)
            }
            opened.parts[sealed.number] = part.opened
        }
        return opened
    }

    private func open(
        _ sealed: SealedPart, author: String, terminal: String?
    ) async -> (opened: OpenedPart, found: [UInt8]?) {
        switch sealed.content {
        case .malformed(let reason): return (Self.malformed(sealed.form, reason), nil)
        case .signed(.openPGP, let content, let signature):
            return (Self.signed(sealed, await gpg.check(signature, of: content, author: author)), nil)
        case .signed(.smime, let content, let signature):
            return (Self.signed(sealed, smime.check(signature, of: content, author: author)), nil)
        case .encrypted(let message):
            let opening = await gpg.open(message, author: author, terminal: terminal)
            return (OpenedPart(encryption: opening.encryption, signature: opening.signature), opening.content)
        case .inline(let block, let charset):
            let isEncrypted = sealed.form == .inline(isEncrypted: true)
            let opening =
                isEncrypted
                ? await gpg.open(block, author: author, terminal: terminal)
                : await gpg.openSigned(block, author: author)
            let content = opening.content.map { Self.text($0, charset) }
            return (OpenedPart(encryption: opening.encryption, signature: opening.signature), content)
        case .enveloped(let octets):
            let isEncrypted = sealed.form == .enveloped(isEncrypted: true)
            let opening = await smime.open(octets, author: author, isEncrypted: isEncrypted)
            return (OpenedPart(encryption: opening.encryption, signature: opening.signature), opening.content)
        }
    }

    /// A plain text as the message that it would be by itself.
    private static func text(_ octets: [UInt8], _ charset: String) -> [UInt8] {
        let isName = charset.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        let parameter = charset.isEmpty || !isName ? "" : "; charset=\"\(charset)\""
        return Array("Content-Type: text/plain\(parameter)\r\n\r\n".utf8) + octets
    }

    private static func signed(_ sealed: SealedPart, _ verdict: SignatureVerdict) -> OpenedPart {
        OpenedPart(signature: .checked(verdict), subject: verdict.fits ? sealed.subject : nil)
    }

    private static func malformed(_ form: SealedForm, _ reason: String) -> OpenedPart {
        switch form {
        case .signed, .enveloped(isEncrypted: false), .inline(isEncrypted: false):
            OpenedPart(signature: .checked(.unchecked(reason: reason)))
        case .encrypted, .enveloped(isEncrypted: true), .inline(isEncrypted: true):
            OpenedPart(encryption: .failed(reason: reason))
        }
    }
}

extension SignatureVerdict {
    /// The content is what was signed, whoever has signed it.
    var fits: Bool {
        switch self {
        case .good, .unvouched, .otherAddress, .expired, .keyExpired, .keyRevoked: true
        case .broken, .unknownKey, .unchecked: false
        }
    }
}
