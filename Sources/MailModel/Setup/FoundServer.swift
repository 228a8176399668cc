/// A server that was found for an address, and where it was found.
package struct FoundServer: Hashable, Sendable {
    package enum Service: String, Hashable, Sendable, CaseIterable {
        case imap, pop3
        /// Where mail is handed in to be sent.
        case submission

        /// Protected from the first octet (RFC 8314 §3), and with STARTTLS or STLS.
        package var ports: (implicitTLS: Int, startTLS: Int) {
            switch self {
            case .imap: (993, 143)
            case .pop3: (995, 110)
            case .submission: (465, 587)
            }
        }
    }

    /// There is no third one: what would go in clear is not a find.
    package enum Protection: Hashable, Sendable { case implicitTLS, startTLS }

    package var service: Service
    package var host: String
    package var port: Int
    package var protection: Protection
    package var userName: UserNameRule
    package var source: SettingsSource

    package init(
        _ service: Service, host: String, port: Int, protection: Protection, userName: UserNameRule = .address,
        source: SettingsSource
    ) {
        self.service = service
        self.host = host
        self.port = port
        self.protection = protection
        self.userName = userName
        self.source = source
    }

    /// `imap.example.com port 993`.
    package var place: String { "\(host) port \(port)" }
}

/// How a user name comes from the address.
package enum UserNameRule: Hashable, Sendable {
    case address, localPart
    /// The same for everybody, or what only the finder could tell.
    case fixed(String)

    package func name(for address: SetupAddress) -> String {
        switch self {
        case .address: address.description
        case .localPart: address.localPart
        case .fixed(let name): name
        }
    }
}

/// Where settings come from, with what the person should know of it.
package enum SettingsSource: Hashable, Sendable {
    /// A row of the table that comes with the program.
    case table(provider: String)
    /// The domain's own word, over HTTPS from a host of its own.
    case autoconfig(host: String)
    /// A list of providers that somebody else keeps.
    case directory(host: String)
    /// Whose mail exchanger takes the domain's mail.
    case mailExchanger(host: String, provider: String)
    /// SRV (RFC 6186); to be believed where the resolver has validated it, or the target is inside the domain.
    case serviceRecord(isBelievable: Bool)
    /// A usual name at which a server answered.
    case guess
    /// Entered by hand.
    case person

    /// Less is better.
    package var rank: Int {
        switch self {
        case .person: 0
        case .table: 1
        case .autoconfig: 2
        case .directory: 3
        case .mailExchanger: 4
        case .serviceRecord(isBelievable: true): 5
        case .guess: 6
        case .serviceRecord(isBelievable: false): 7
        }
    }

    /// May be used without asking a person about it.
    package var isTrusted: Bool { self != .serviceRecord(isBelievable: false) }

    /// Goes on from "found …".
    package var words: String {
        switch self {
        case .table(let provider): "in Postern's own list, as \(provider)"
        case .autoconfig(let host): "by the domain's own settings at \(host)"
        case .directory(let host): "in the list of providers at \(host)"
        case .mailExchanger(let host, let provider): "as \(provider), which takes the domain's mail at \(host)"
        case .serviceRecord(isBelievable: true): "in the domain's DNS records"
        case .serviceRecord(isBelievable: false): "in DNS records that anybody on the way could have forged"
        case .guess: "by trying usual names: a server answers there"
        case .person: "as you entered it"
        }
    }
}
