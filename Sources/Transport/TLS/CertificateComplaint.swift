import COpenSSL

/// What is wrong with a certificate, in plain words.
///
/// Names in it are a stranger's text, escaped by OpenSSL: there is no control character.
struct CertificateComplaint {
    private let code: Int32
    private let host: String
    private let names: [String]
    /// The certificate that the complaint is about: the server's own, or one of its chain.
    private let certificate: OpaquePointer?
    /// 0 is the server's own.
    private let depth: Int32

    init(_ store: OpaquePointer, host: String, names: [String]) {
        code = X509_STORE_CTX_get_error(store)
        depth = X509_STORE_CTX_get_error_depth(store)
        certificate = X509_STORE_CTX_get_current_cert(store) ?? X509_STORE_CTX_get0_cert(store)
        self.host = host
        self.names = names
    }

    var sentence: String {
        switch code {
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: otherHost
        case X509_V_ERR_CERT_HAS_EXPIRED: "\(whose) expired on \(date(X509_get0_notAfter))"
        case X509_V_ERR_CERT_NOT_YET_VALID:
            "\(whose) is valid only from \(date(X509_get0_notBefore)) on; is this computer's clock right?"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself and by no authority"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            "its certificate comes from an authority that is not trusted here: \(name(X509_get_subject_name))"
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            "\(whose) was signed by \(name(X509_get_issuer_name)), which is not trusted here"
                + " (or the server leaves out an intermediate certificate)"
        case X509_V_ERR_INVALID_CA:
            "its certificate was signed by \(name(X509_get_subject_name)), which is no authority"
        case X509_V_ERR_INVALID_PURPOSE where depth == 0: "its certificate is not meant for a server"
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL: "\(whose) has a key that is too weak"
        case X509_V_ERR_CA_MD_TOO_WEAK: "\(whose) is signed with a digest that is too weak"
        case X509_V_ERR_CERT_SIGNATURE_FAILURE: "the signature on \(whose) is wrong"
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: "\(whose) has a condition that this program does not understand"
        case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_SUBTREE_MINMAX:
            "its certificate is for names that its authority may not certify"
        default: "\(whose) is refused: \(String(cString: X509_verify_cert_error_string(Int(code))))"
        }
    }

    private var otherHost: String {
        guard !names.isEmpty else { return "its certificate names no host, so it is not for \(host)" }
        let shown = names.prefix(5).joined(separator: ", ")
        let more = names.count > 5 ? " and \(names.count - 5) more" : ""
        return "its certificate is for \(shown)\(more), not for \(host)"
    }

    private var whose: String {
        depth == 0 ? "its certificate" : "the certificate of its authority \(name(X509_get_subject_name))"
    }

    private func name(_ part: (OpaquePointer?) -> OpaquePointer?) -> String {
        CertificateFacts.text(of: part(certificate))
    }

    /// `2026-01-31`, in UTC.
    private func date(_ moment: (OpaquePointer?) -> UnsafePointer<ASN1_TIME>?) -> String {
        var parts = tm()
        guard ASN1_TIME_to_tm(moment(certificate), &parts) == 1 else { return "an unknown day" }
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    }
}
