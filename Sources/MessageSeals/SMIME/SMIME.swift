import COpenSSL
import MailModel

/// S/MIME by OpenSSL's CMS (RFC 8551, RFC 5652), in this process and without the network.
///
/// Nobody is asked whether a certificate was revoked: that would tell its authority what is read here, and when.
package struct SMIME: Sendable {
    /// What was found in an `application/pkcs7-mime` part.
    struct Opening {
        var encryption = Seal.Encryption.none
        var signature = Seal.Signature.none
        var content: [UInt8]?
    }

    /// Path of a PEM file of authorities trusted for mail beside the system's.
    let authorities: String?
    let key: SMIMEKey?

    package init(authorities: String? = nil, key: SMIMEKey? = nil) {
        self.authorities = authorities
        self.key = key
    }

    /// Checks a signature that stands apart from its text (RFC 8551 §3.5.3).
    ///
    /// - Parameters:
    ///   - signature: CMS in BER.
    ///   - content: What is signed, octet for octet.
    ///   - author: The address that the message says it is from.
    /// - Returns: What all its signatures together say.
    func check(_ signature: [UInt8], of content: [UInt8], author: String) -> SignatureVerdict {
        guard let message = CMSMessage(signature), message.kind == .signed else {
            return .unchecked(reason: "there is no signature in it that can be read")
        }
        // A signature that brings a text along may sign that one.
        guard message.isDetached else { return .unchecked(reason: "it signs another text") }
        return message.verify(content, author: author, authorities: authorities).verdict
    }

    /// Opens what stands in CMS, one layer of it.
    ///
    /// - Parameters:
    ///   - octets: CMS in BER.
    ///   - author: The address that the message says it is from.
    ///   - isEncrypted: What the message says of itself, for what can't be read.
    /// - Returns: The content, or why there is none.
    func open(_ octets: [UInt8], author: String, isEncrypted: Bool) async -> Opening {
        guard let message = CMSMessage(octets) else { return Self.failed("it is damaged", isEncrypted) }
        switch message.kind {
        case .signed:
            guard !message.isDetached else { return Self.failed("its text is missing", false) }
            let (verdict, content) = message.verify(nil, author: author, authorities: authorities)
            return Opening(signature: .checked(verdict), content: content)
        case .enveloped: return await decrypt(message)
        case .other: return Self.failed("its kind of content is not known here", isEncrypted)
        }
    }

    private func decrypt(_ message: CMSMessage) async -> Opening {
        guard let key else { return Self.failed("no key for S/MIME is configured (smime_key)", true) }
        do throws(SMIMEKeyError) {
            return try message.decrypt(await key.load())
        } catch {
            return Self.failed(error.reason, true)
        }
    }

    private static func failed(_ reason: String, _ isEncrypted: Bool) -> Opening {
        isEncrypted
            ? Opening(encryption: .failed(reason: reason)) : Opening(signature: .checked(.unchecked(reason: reason)))
    }
}
