/// Octets in order over one connection, to and from.
///
/// One task reads and one writes at a time. Every call has a time limit of its own and
/// can be cancelled; a call that was cancelled or ran out of time closes the stream,
/// because nobody knows what it had read or written by then.
package protocol ByteStream: Sendable {
    /// Returns the next octets, as many as there are, at least one.
    ///
    /// Nothing more is read from the network than a bounded buffer holds until they are taken.
    ///
    /// - Parameter limit: The longest time without any octet.
    /// - Returns: Nothing where the peer closed its side. Within TLS it must have said so (close_notify,
    ///   RFC 8446 §6.1): a connection that only ends may have been cut by somebody, and is `.connectionLost`.
    /// - Throws: `.timedOut`, `.closed`, `.connectionLost`, `.tlsFailed`, `.cancelled`.
    func read(within limit: Duration) async throws(TransportError) -> [UInt8]?

    /// Sends octets; returns when they are handed to the operating system.
    func write(_ octets: [UInt8]) async throws(TransportError)

    /// Starts TLS on a connection opened in clear, for STARTTLS and STLS.
    ///
    /// - Throws: `.unexpectedOctets` where the peer sent anything after the answer that
    ///   agreed to TLS: an injection (RFC 9051 §11.1). Nothing received before is kept.
    func startTLS() async throws(TransportError)

    /// What protects the connection; nothing while it is in clear.
    var security: ConnectionSecurity? { get async }

    /// Closes at once, whatever the peer does. Calls under way end with `.closed`.
    func close() async
}

/// What TLS agreed on, for the connection doctor and channel binding.
package struct ConnectionSecurity: Hashable, Sendable {
    /// `TLSv1.3`.
    package var version: String
    /// `TLS_AES_256_GCM_SHA384`.
    package var cipher: String
    /// The server's own certificate.
    package var certificate: CertificateFacts
    /// What a login can be bound to (RFC 5056); nothing where there is nothing good enough.
    package var binding: TLSBinding?

    package init(version: String, cipher: String, certificate: CertificateFacts, binding: TLSBinding?) {
        self.version = version
        self.cipher = cipher
        self.certificate = certificate
        self.binding = binding
    }
}

/// What both ends of one TLS connection know, and nobody in between.
package struct TLSBinding: Hashable, Sendable {
    /// As IANA registers it: `tls-exporter`.
    package var kind: String
    package var octets: [UInt8]

    package init(kind: String, octets: [UInt8]) {
        self.kind = kind
        self.octets = octets
    }
}

/// What a person may want to know of a certificate.
///
/// Names are a stranger's text.
package struct CertificateFacts: Hashable, Sendable {
    package var subject: String
    package var issuer: String
    /// DNS names and IP addresses it is valid for.
    package var names: [String]
    /// SHA-256 of the whole certificate (DER), 64 hexadecimal digits in lower case.
    package var sha256: String
    /// Seconds since 1970.
    package var notAfter: Int64

    package init(subject: String, issuer: String, names: [String], sha256: String, notAfter: Int64) {
        self.subject = subject
        self.issuer = issuer
        self.names = names
        self.sha256 = sha256
        self.notAfter = notAfter
    }
}
