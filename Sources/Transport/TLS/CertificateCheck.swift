import COpenSSL

/// Decides whether a server's certificate is to be trusted.
///
/// The chain must lead to an authority of the system or of the policy's file and the
/// certificate must name the host (RFC 9525): in subjectAltName only, never in the common
/// name (§6.3), with `*` as a whole left-most label at most (§6.3). With a pin instead, the
/// certificate must be the pinned one and nothing else counts. There is no asking for
/// revocation: no CRL, no OCSP.
final class CertificateCheck {
    private let host: String
    private let pin: [UInt8]?
    private let systemFile: String
    /// Why the certificate was refused.
    private(set) var refusal: TransportError?
    /// Known once the server has shown its certificate.
    private(set) var facts: CertificateFacts?

    /// - Throws: `.tlsFailed` where the policy's pin is not a SHA-256.
    init(host: String, policy: TLSPolicy) throws(TransportError) {
        self.host = host
        systemFile = policy.systemAuthorities.file
        if let text = policy.pinnedSHA256 {
            let digits = text.lowercased().utf8.filter { $0 != UInt8(ascii: ":") }
            guard digits.count == 64 else { throw .tlsFailed(reason: "the pin is not 64 hexadecimal digits") }
            pin = digits
        } else {
            pin = nil
        }
    }

    /// Tells OpenSSL which name or address to look for.
    func expectHost(on ssl: OpaquePointer) {
        let parameters = SSL_get0_param(ssl)
        X509_VERIFY_PARAM_set_hostflags(
            parameters,
            UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS) | UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        // The policy's file may hold the server's own certificate or an intermediate one.
        X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) != 1 {
            X509_VERIFY_PARAM_set1_host(parameters, host, 0)
            // Names only: an address is no server name (RFC 6066 §3).
            _ = shim_set_server_name(ssl, host)
        }
        ERR_clear_error()
    }

    /// Looks at what the server showed; called by OpenSSL in mid-handshake.
    func verify(_ store: OpaquePointer) -> Bool {
        guard let certificate = X509_STORE_CTX_get0_cert(store) else { return false }
        let facts = CertificateFacts(certificate)
        self.facts = facts
        if let pin {
            let shown = Array(facts.sha256.utf8)
            if shown.count == pin.count, CRYPTO_memcmp(shown, pin, pin.count) == 0 {
                X509_STORE_CTX_set_error(store, X509_V_OK)
                return true
            }
            X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED)
            refusal = .certificateRefused(reason: "its certificate is not the pinned one", sha256: facts.sha256)
            return false
        }
        if X509_verify_cert(store) == 1 { return true }
        guard let reason = complaintWithSystemFile(store, names: facts.names) else {
            X509_STORE_CTX_set_error(store, X509_V_OK)
            return true
        }
        refusal = .certificateRefused(reason: reason, sha256: facts.sha256)
        return false
    }

    /// Verifies once more, with the authorities of the system's file.
    ///
    /// - Returns: What is wrong; nothing where the certificate is to be trusted.
    private func complaintWithSystemFile(_ first: OpaquePointer, names: [String]) -> String? {
        func complaint(_ context: OpaquePointer) -> String {
            CertificateComplaint(context, host: host, names: names).sentence
        }
        let reason = complaint(first)
        guard let store = X509_STORE_CTX_get0_store(first), let second = X509_STORE_CTX_new() else { return reason }
        defer { X509_STORE_CTX_free(second) }
        let certificate = X509_STORE_CTX_get0_cert(first)
        guard X509_STORE_load_file(store, systemFile) == 1,
            X509_STORE_CTX_init(second, store, certificate, X509_STORE_CTX_get0_untrusted(first)) == 1,
            X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(second), X509_STORE_CTX_get0_param(first)) == 1
        else {
            ERR_clear_error()
            return reason
        }
        return X509_verify_cert(second) == 1 ? nil : complaint(second)
    }
}
