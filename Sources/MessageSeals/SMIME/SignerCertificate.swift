import COpenSSL
import MailModel

/// The certificate of somebody who has signed a message (RFC 8550).
struct SignerCertificate {
    private let certificate: OpaquePointer

    /// `certificate`: OpenSSL's, which has to live longer.
    init(_ certificate: OpaquePointer) { self.certificate = certificate }

    /// Its mail addresses: those of the alternative names and of the subject (RFC 8550 §3).
    private var addresses: [String] {
        guard let list = X509_get1_email(certificate) else { return [] }
        defer { X509_email_free(list) }
        return (0..<shim_strings_count(list)).compactMap { shim_string(list, $0).map { String(cString: $0) } }
    }

    private var commonName: String {
        let subject = X509_get_subject_name(certificate)
        let index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let entry = X509_NAME_get_entry(subject, index) else { return "" }
        var text: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry))
        guard let text, count >= 0 else { return "" }
        defer { CRYPTO_free(text, nil, 0) }
        return String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
    }

    /// It is for that address, letters in any case.
    func names(_ author: String) -> Bool {
        !author.isEmpty && addresses.contains { $0.lowercased() == author.lowercased() }
    }

    /// What a signature that fits means, when it is this certificate's.
    ///
    /// - Parameters:
    ///   - author: The address that the message says it is from.
    ///   - others: OpenSSL's list of certificates that came along.
    ///   - authorities: Path of a PEM file of authorities beside the system's.
    /// - Returns: A verdict on the whole way from the certificate to an authority.
    func verdict(author: String, others: OpaquePointer?, authorities: String?) -> SignatureVerdict {
        let isAuthor = names(author)
        let address = isAuthor ? author : addresses.first ?? ""
        let signer = Signer(name: commonName, address: address)
        guard isAuthor else { return .otherAddress(signer) }
        switch chainError(others, authorities, ignoringTime: false) {
        case X509_V_OK: return .good(signer)
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return chainError(others, authorities, ignoringTime: true) == X509_V_OK
                ? .keyExpired(signer) : .unvouched(signer)
        case X509_V_ERR_CERT_NOT_YET_VALID: return .unchecked(reason: "its certificate is not valid yet")
        case X509_V_ERR_CERT_REVOKED: return .keyRevoked(signer)
        case X509_V_ERR_INVALID_PURPOSE: return .unchecked(reason: "its certificate is not meant for mail")
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_REJECTED:
            return .unvouched(signer)
        case let error:
            let words = X509_verify_cert_error_string(Int(error)).map { String(cString: $0) } ?? ""
            return .unchecked(reason: "its certificate is not good (\(words))")
        }
    }

    /// OpenSSL's number of what is wrong with the way from the certificate to somebody who is trusted for mail.
    private func chainError(_ others: OpaquePointer?, _ authorities: String?, ignoringTime: Bool) -> Int32 {
        guard let store = X509_STORE_new(), let context = X509_STORE_CTX_new() else { return X509_V_ERR_OUT_OF_MEM }
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
        }
        X509_STORE_set_default_paths(store)
        if let authorities { X509_STORE_load_locations(store, authorities, nil) }
        guard X509_STORE_CTX_init(context, store, certificate, others) == 1 else { return X509_V_ERR_OUT_OF_MEM }
        X509_STORE_CTX_set_default(context, "smime_sign")
        if ignoringTime { X509_STORE_CTX_set_flags(context, UInt(X509_V_FLAG_NO_CHECK_TIME)) }
        if X509_verify_cert(context) == 1 { return X509_V_OK }
        let error = X509_STORE_CTX_get_error(context)
        return error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error
    }
}
