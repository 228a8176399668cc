import COpenSSL
package import MailModel

/// A CMS structure (RFC 5652) of OpenSSL's.
package final class CMSMessage {
    package enum Kind { case signed, enveloped, other }

    private let cms: OpaquePointer

    /// Reads BER; nothing where it can't be read.
    package init?(_ octets: [UInt8]) {
        ERR_clear_error()
        let cms = MemoryInput.with(octets) { d2i_CMS_bio($0, nil) }
        guard let cms else { return nil }
        self.cms = cms
    }

    deinit { CMS_ContentInfo_free(cms) }

    package var kind: Kind {
        switch OBJ_obj2nid(CMS_get0_type(cms)) {
        case NID_pkcs7_signed: .signed
        case NID_pkcs7_enveloped, NID_id_smime_ct_authEnvelopedData: .enveloped
        default: .other
        }
    }

    package var isDetached: Bool { CMS_is_detached(cms) == 1 }

    // MARK: - Signatures

    /// Checks every signature.
    ///
    /// - Parameters:
    ///   - content: What is signed; nothing where it stands inside.
    ///   - author: The address that the message says it is from.
    ///   - authorities: Path of a PEM file of authorities beside the system's.
    /// - Returns: The content too, where it stood inside and is what was signed.
    package func verify(
        _ content: [UInt8]?, author: String, authorities: String?
    ) -> (verdict: SignatureVerdict, content: [UInt8]?) {
        ERR_clear_error()
        guard let output = BIO_new(BIO_s_mem()) else { return (.unchecked(reason: "there is no memory for it"), nil) }
        defer { BIO_free(output) }
        // Who has signed is looked at below.
        let flags = UInt32(CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY)
        let fits =
            if let content {
                MemoryInput.with(content) { CMS_verify(cms, nil, nil, $0, output, flags) }
            } else {
                CMS_verify(cms, nil, nil, nil, output, flags)
            }
        guard fits == 1 else { return (Self.complaint(), nil) }
        let found = content == nil ? MemoryInput.contents(of: output) : nil
        guard let signers = CMS_get0_signers(cms) else { return (.unchecked(reason: "nobody has signed it"), found) }
        defer { shim_certificates_free(signers) }
        let certificates = (0..<shim_certificates_count(signers)).compactMap { index in
            shim_certificate(signers, index).map(SignerCertificate.init)
        }
        guard let signer = certificates.first(where: { $0.names(author) }) ?? certificates.first else {
            return (.unchecked(reason: "nobody has signed it"), found)
        }
        let others = CMS_get1_certs(cms)
        defer { if let others { shim_certificates_release(others) } }
        return (signer.verdict(author: author, others: others, authorities: authorities), found)
    }

    /// Why a signature was not found to fit.
    private static func complaint() -> SignatureVerdict {
        var reasons: Set<Int32> = []
        while true {
            let code = ERR_get_error()
            if code == 0 { break }
            if shim_error_library(code) == ERR_LIB_CMS { reasons.insert(shim_error_reason(code)) }
        }
        if reasons.contains(CMS_R_SIGNER_CERTIFICATE_NOT_FOUND) { return .unknownKey("") }
        let broken: Set = [CMS_R_VERIFICATION_FAILURE, CMS_R_CONTENT_VERIFY_ERROR, CMS_R_MESSAGEDIGEST_WRONG_LENGTH]
        return reasons.isDisjoint(with: broken) ? .unchecked(reason: "it can’t be read") : .broken
    }

    // MARK: - Decryption

    /// Decrypts it with the key that it is encrypted to.
    func decrypt(_ key: SMIMEKey.Loaded) -> SMIME.Opening {
        ERR_clear_error()
        guard let output = BIO_new(BIO_s_mem()) else {
            return SMIME.Opening(encryption: .failed(reason: "there is no memory for it"))
        }
        defer { BIO_free(output) }
        if let certificate = key.certificate, shim_is_recipient(cms, certificate) == 0 {
            return SMIME.Opening(encryption: .failed(reason: "it is encrypted to a certificate that is not here"))
        }
        guard CMS_decrypt(cms, key.key, key.certificate, nil, output, 0) == 1 else {
            ERR_clear_error()
            // What came out is not shown: AuthEnvelopedData is known to be whole at its end only.
            return SMIME.Opening(encryption: .failed(reason: "it is damaged"))
        }
        return SMIME.Opening(encryption: .opened, content: MemoryInput.contents(of: output))
    }
}

/// Octets in OpenSSL's memory streams.
enum MemoryInput {
    /// Lends octets to a reader as a stream.
    static func with<Result>(_ octets: [UInt8], _ body: (OpaquePointer?) -> Result) -> Result {
        octets.withUnsafeBytes { buffer in
            let stream = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count))
            defer { BIO_free(stream) }
            return body(stream)
        }
    }

    /// What was written to a stream.
    static func contents(of stream: OpaquePointer) -> [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_memory_bio_contents(stream, &start)
        guard let start, count > 0 else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
