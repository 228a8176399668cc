import Transport

/// Four ports for a mail server that cannot choose them itself.
struct ServerPorts: Sendable {
    let imap: Int
    let imaps: Int
    let pop3: Int
    let pop3s: Int

    init() {
        imap = LoopbackSocket.freePort()
        imaps = LoopbackSocket.freePort()
        pop3 = LoopbackSocket.freePort()
        pop3s = LoopbackSocket.freePort()
    }

    func port(_ service: Dovecot.Service, isTLS: Bool) -> Int {
        switch service {
        case .imap: isTLS ? imaps : imap
        case .pop3: isTLS ? pop3s : pop3
        }
    }

    /// Where to connect to, trusting an authority.
    func endpoint(
        _ service: Dovecot.Service, _ protection: Endpoint.Protection, authority: String
    ) -> Endpoint {
        Endpoint(
            host: "localhost", port: port(service, isTLS: protection == .implicitTLS), protection: protection,
            trust: TLSPolicy(additionalAuthorities: authority))
    }
}
