/// Where to connect to, and how the connection is protected.
package struct Endpoint: Hashable, Sendable {
    package enum Protection: Hashable, Sendable {
        /// TLS from the first octet (RFC 8314).
        case implicitTLS
        /// In clear until the protocol's STARTTLS or STLS; the backend must call `startTLS()`.
        case startTLS
        /// Never protected; loopback only.
        case none
    }

    package var host: String
    package var port: Int
    package var protection: Protection
    package var trust: TLSPolicy
    package var limits: TimeLimits

    package init(
        host: String, port: Int, protection: Protection, trust: TLSPolicy = TLSPolicy(),
        limits: TimeLimits = TimeLimits()
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.trust = trust
        self.limits = limits
    }
}

/// Whom to trust.
///
/// TLS 1.2 or newer and a certificate for the host's name, always (RFC 9525).
package struct TLSPolicy: Hashable, Sendable {
    /// Path of a PEM file of authorities trusted beside the system's.
    package var additionalAuthorities: String?
    /// SHA-256 of the one certificate accepted, whoever signed it; 64 hexadecimal digits.
    package var pinnedSHA256: String?
    package var systemAuthorities: SystemAuthorities

    package init(
        additionalAuthorities: String? = nil, pinnedSHA256: String? = nil,
        systemAuthorities: SystemAuthorities = .installed
    ) {
        self.additionalAuthorities = additionalAuthorities
        self.pinnedSHA256 = pinnedSHA256
        self.systemAuthorities = systemAuthorities
    }
}

/// The longest that each step may take.
package struct TimeLimits: Hashable, Sendable {
    package var connect: Duration
    package var handshake: Duration
    /// Between two octets of an answer that is due.
    package var response: Duration
    /// Until a server answers that is only asked whether it is there.
    package var probe: Duration

    package init(
        connect: Duration = .seconds(15), handshake: Duration = .seconds(15), response: Duration = .seconds(60),
        probe: Duration = .seconds(5)
    ) {
        self.probe = probe
        self.connect = connect
        self.handshake = handshake
        self.response = response
    }
}

/// Opens connections: NIO in the program, scripts in the tests.
package protocol Connector: Sendable {
    /// Connects, racing IPv6 and IPv4 (RFC 8305); with `.implicitTLS` shakes hands too.
    func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream
}
