import COpenSSL

/// One client's TLS connection on two memory BIOs: octets in, octets out, no socket.
///
///     network ──feed──▶ incoming ─┐          ┌──read──▶ what the peer said
///                                OpenSSL ────┤
///     network ◀─takeOutput─ outgoing ─┘      ◀──write── what we say
///
/// TLS 1.2 or newer, certificates by ``CertificateCheck``. Used from one thread.
final class TLSSession {
    enum Reading: Equatable {
        case octets(Int)
        /// Nothing until more comes from the network.
        case wantsMore
        /// The peer's close_notify: it has said everything (RFC 8446 §6.1).
        case closed
    }

    private let ssl: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private let check: CertificateCheck

    /// Prepares a handshake with a host.
    ///
    /// - Parameters:
    ///   - host: Name or IP address that the certificate must be for; a name goes into SNI.
    ///   - policy: Whom to trust.
    /// - Throws: `.tlsFailed` where the policy's file of authorities cannot be read.
    init(host: String, policy: TLSPolicy) throws(TransportError) {
        check = try CertificateCheck(host: host, policy: policy)
        let context = try Self.makeContext(policy)
        // `ssl` keeps its own reference.
        defer { SSL_CTX_free(context) }
        SSL_CTX_set_cert_verify_callback(
            context,
            { store, check in
                guard let store, let check else { return 0 }
                return Unmanaged<CertificateCheck>.fromOpaque(check).takeUnretainedValue().verify(store) ? 1 : 0
            }, Unmanaged.passUnretained(check).toOpaque())
        guard let ssl = SSL_new(context), let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem())
        else { throw .tlsFailed(reason: TLSFailure.next()) }
        self.ssl = ssl
        self.incoming = incoming
        self.outgoing = outgoing
        // From here `ssl` owns both.
        SSL_set_bio(ssl, incoming, outgoing)
        SSL_set_connect_state(ssl)
        check.expectHost(on: ssl)
    }

    deinit { SSL_free(ssl) }

    private static func makeContext(_ policy: TLSPolicy) throws(TransportError) -> OpaquePointer {
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw .tlsFailed(reason: TLSFailure.next()) }
        // Said here and not left to the system's openssl.cnf, which may say less.
        _ = shim_set_minimum_version(context, TLS1_2_VERSION)
        SSL_CTX_set_security_level(context, 2)
        // Forward secrecy for all (RFC 9325 §4.1); CBC only for servers that have nothing better.
        SSL_CTX_set_cipher_list(
            context, "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDHE+AES:!aNULL:!eNULL:!PSK:!SRP")
        SSL_CTX_set_options(context, shim_SSL_OP_NO_COMPRESSION | shim_SSL_OP_NO_RENEGOTIATION)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        // That there is no such folder is no error.
        SSL_CTX_load_verify_dir(context, policy.systemAuthorities.folder)
        if let path = policy.additionalAuthorities, SSL_CTX_load_verify_file(context, path) != 1 {
            SSL_CTX_free(context)
            throw .tlsFailed(reason: "no certificates could be read from \(path): \(TLSFailure.next())")
        }
        return context
    }

    /// Goes on with the handshake as far as what was fed allows.
    ///
    /// - Returns: Whether it is done.
    /// - Throws: `.certificateRefused`, `.tlsFailed`; what is to be sent then is an alert.
    func shakeHands() throws(TransportError) -> Bool {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        if result == 1 { return true }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return false
        default: throw check.refusal ?? .tlsFailed(reason: TLSFailure.next())
        }
    }

    /// What was agreed on; nothing before the handshake is done.
    var security: ConnectionSecurity? {
        guard let certificate = check.facts, SSL_is_init_finished(ssl) == 1 else { return nil }
        return ConnectionSecurity(
            version: String(cString: SSL_get_version(ssl)),
            cipher: SSL_get_current_cipher(ssl).map { String(cString: SSL_CIPHER_get_name($0)) } ?? "",
            certificate: certificate, binding: TLSBinding(of: ssl))
    }

    /// Takes what came from the network.
    func feed(_ octets: UnsafeRawBufferPointer) throws(TransportError) {
        var taken = 0
        guard octets.isEmpty || BIO_write_ex(incoming, octets.baseAddress, octets.count, &taken) == 1 else {
            throw .tlsFailed(reason: TLSFailure.next())
        }
    }

    /// Deciphers what was fed, at most one record a call.
    func read(into space: UnsafeMutableRawBufferPointer) throws(TransportError) -> Reading {
        ERR_clear_error()
        var count = 0
        if SSL_read_ex(ssl, space.baseAddress, space.count, &count) == 1 { return .octets(count) }
        switch SSL_get_error(ssl, 0) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wantsMore
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: throw .tlsFailed(reason: TLSFailure.next())
        }
    }

    /// Enciphers; the result waits to be taken.
    func write(_ octets: UnsafeRawBufferPointer) throws(TransportError) {
        guard !octets.isEmpty else { return }
        ERR_clear_error()
        var count = 0
        // A memory BIO takes everything, so there is no partial write.
        guard SSL_write_ex(ssl, octets.baseAddress, octets.count, &count) == 1 else {
            throw .tlsFailed(reason: TLSFailure.next())
        }
    }

    /// Says that nothing more follows (close_notify).
    func sayGoodbye() {
        ERR_clear_error()
        SSL_shutdown(ssl)
    }

    /// What waits to be sent to the network; taken only if `body` runs.
    func takeOutput(_ body: (UnsafeRawBufferPointer) -> Void) {
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_memory_bio_contents(outgoing, &start)
        guard count > 0, let start else { return }
        body(UnsafeRawBufferPointer(start: start, count: count))
        shim_memory_bio_clear(outgoing)
    }
}
