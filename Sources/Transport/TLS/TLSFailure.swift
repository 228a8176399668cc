import COpenSSL

/// What OpenSSL has to say about a failure, in plain words.
enum TLSFailure {
    /// The oldest entry of this thread's error queue, which is emptied.
    static func next() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        if code == 0 { return "the TLS connection broke off" }
        // The system's own errors, of files, have no sentence in OpenSSL.
        if shim_error_library(code) == ERR_LIB_SYS { return String(cString: strerror(shim_error_reason(code))) }
        let text = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
        guard shim_error_library(code) == ERR_LIB_SSL else { return text }
        return sentences[shim_error_reason(code)] ?? "TLS failed: \(text)"
    }

    private static let sentences: [Int32: String] = [
        SSL_R_WRONG_VERSION_NUMBER: "the server's answer is not TLS; this port may want STARTTLS or be another service",
        SSL_R_HTTP_REQUEST: "the server's answer is not TLS but HTTP",
        SSL_R_PACKET_LENGTH_TOO_LONG: "the server's answer is not TLS",
        SSL_R_BAD_RECORD_TYPE: "the server's answer is not TLS",
        SSL_R_UNSUPPORTED_PROTOCOL: "the server knows only TLS older than 1.2, which is not safe",
        SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: "the server knows only TLS older than 1.2, which is not safe",
        SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE: "the server has no cipher in common with this program",
        SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY: "the server has no cipher in common with this program",
        SSL_R_DH_KEY_TOO_SMALL: "the server's key exchange is too weak (Diffie-Hellman below 2048 bits)",
        SSL_R_WRONG_SIGNATURE_TYPE: "the server signs in a way that is not safe",
        SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: "the server's TLS lacks secure renegotiation, which is not safe",
        SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: "what came was damaged or changed on its way",
        SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: "the server wants a client certificate",
    ]
}
