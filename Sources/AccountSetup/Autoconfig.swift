package import MailModel

/// Why a provider's settings could not be used.
package enum AutoconfigError: Error, Hashable, Sendable {
    /// What is wrong with the text.
    case notReadable(String)
}

/// Mozilla's clientConfig 1.1, as providers publish it.
///
/// <https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat>
package enum Autoconfig {
    /// Reads the servers for a domain's addresses.
    ///
    /// An entry that can't be used, such as one without TLS, is passed over: others may be good.
    ///
    /// - Returns: In the text's order, which is the provider's order of preference; at most 20.
    /// - Throws: Where the text is no clientConfig at all.
    package static func read(
        _ octets: [UInt8], domain: String, source: SettingsSource
    ) throws(AutoconfigError) -> [FoundServer] {
        let root = try XMLElement.parse(octets)
        guard root.name == "clientConfig" else { throw .notReadable("it is not about mail") }
        let provider = root.children.first { $0.name == "emailProvider" }
        let servers = (provider?.children ?? []).filter { $0.name == "incomingServer" || $0.name == "outgoingServer" }
        return Array(servers.lazy.compactMap { server($0, domain, source) }.prefix(20))
    }

    private static func server(_ element: XMLElement, _ domain: String, _ source: SettingsSource) -> FoundServer? {
        let service: FoundServer.Service
        switch (element.name, element.attributes["type"]) {
        case ("incomingServer", "imap"): service = .imap
        case ("incomingServer", "pop3"): service = .pop3
        case ("outgoingServer", "smtp"): service = .submission
        default: return nil
        }
        let protection: FoundServer.Protection
        switch element.text(of: "socketType")?.uppercased() {
        case "SSL": protection = .implicitTLS
        case "STARTTLS": protection = .startTLS
        // In clear: no find.
        default: return nil
        }
        let host = (element.text(of: "hostname") ?? "").replacing("%EMAILDOMAIN%", with: domain).lowercased()
        guard HostName.isName(host), let port = element.text(of: "port").flatMap({ Int($0) }),
            (1...65_535).contains(port), let rule = userName(element.text(of: "username") ?? "%EMAILADDRESS%", domain)
        else { return nil }
        return FoundServer(
            service, host: host, port: port, protection: protection, userName: rule, source: source)
    }

    private static func userName(_ text: String, _ domain: String) -> UserNameRule? {
        switch text.replacing("%EMAILDOMAIN%", with: domain) {
        case "%EMAILADDRESS%", "%EMAILLOCALPART%@\(domain)": return .address
        case "%EMAILLOCALPART%": return .localPart
        // One for everybody, without anything left to fill in.
        case let name where !name.contains("%") && !name.isEmpty && name.utf8.count <= 200: return .fixed(name)
        default: return nil
        }
    }
}
