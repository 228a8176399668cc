import COpenSSL

extension TLSBinding {
    /// The best binding of a connection whose handshake is done.
    ///
    /// What only this connection has is better than what every connection to the same server has.
    init?(of ssl: OpaquePointer) {
        let own = SSL_version(ssl) >= TLS1_3_VERSION ? Self.exporter(of: ssl) : Self.unique(of: ssl)
        guard let binding = own ?? Self.serverEndPoint(of: ssl) else { return nil }
        self = binding
    }

    /// tls-exporter (RFC 9266 §4): 32 octets of exported keying material, with an empty context.
    private static func exporter(of ssl: OpaquePointer) -> TLSBinding? {
        let label = "EXPORTER-Channel-Binding"
        var octets = [UInt8](repeating: 0, count: 32)
        guard SSL_export_keying_material(ssl, &octets, 32, label, label.utf8.count, nil, 0, 1) == 1 else { return nil }
        return TLSBinding(kind: "tls-exporter", octets: octets)
    }

    /// tls-unique (RFC 5929 §3): the handshake's first Finished, which is ours, for no session is ever resumed.
    ///
    /// Without the extended master secret two connections can be made to have the same (RFC 7627 §1, RFC 9266 §1).
    private static func unique(of ssl: OpaquePointer) -> TLSBinding? {
        guard shim_has_extended_master_secret(ssl) == 1 else { return nil }
        var octets = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        let count = SSL_get_finished(ssl, &octets, octets.count)
        guard (1...octets.count).contains(count) else { return nil }
        return TLSBinding(kind: "tls-unique", octets: Array(octets.prefix(count)))
    }

    /// tls-server-end-point (RFC 5929 §4): the certificate's digest, by the algorithm of its signature.
    private static func serverEndPoint(of ssl: OpaquePointer) -> TLSBinding? {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return nil }
        defer { X509_free(certificate) }
        var algorithm: Int32 = 0
        // Signatures that have no digest of their own (Ed25519) have no such binding.
        guard X509_get_signature_info(certificate, &algorithm, nil, nil, nil) == 1, algorithm != NID_undef else {
            return nil
        }
        // MD5 and SHA-1 are replaced by SHA-256 (§4.1).
        let isWeak = algorithm == NID_md5 || algorithm == NID_sha1
        guard let digest = isWeak ? EVP_sha256() : EVP_get_digestbyname(OBJ_nid2sn(algorithm)) else { return nil }
        var octets = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard X509_digest(certificate, digest, &octets, &count) == 1 else { return nil }
        return TLSBinding(kind: "tls-server-end-point", octets: Array(octets.prefix(Int(count))))
    }
}
