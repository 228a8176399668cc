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
    /// - Returns: Servers in the text's order, which is the provider's order of preference, at most 20; and where one
    ///   signs in by browser.
    /// - Throws: Where the text is no clientConfig at all.
    package static func read(
        _ octets: [UInt8], domain: String, source: SettingsSource
    ) throws(AutoconfigError) -> FoundSettings {
        let root = try XMLElement.parse(octets)
        guard root.name == "clientConfig" else { throw .notReadable("it is not about mail") }
        let provider = root.children.first { $0.name == "emailProvider" }
        let servers = (provider?.children ?? []).filter { $0.name == "incomingServer" || $0.name == "outgoingServer" }
        let found = Array(servers.lazy.compactMap { server($0, domain, source) }.prefix(20))
        // Liberal: some have it inside the provider.
        let elements = (root.children + (provider?.children ?? [])).filter { $0.name == "oAuth2" }
        let oauth = elements.lazy.compactMap { places($0, servers) }.first
        return FoundSettings(provider: oauth.map { .init(name: domain, oauth: $0) }, servers: found)
    }

    /// Where one signs in by browser.
    private static func places(_ element: XMLElement, _ servers: [XMLElement]) -> FoundSettings.OAuthPlaces? {
        func page(_ name: String) -> String? {
            element.text(of: name).flatMap { text in
                text.hasPrefix("https://") && text.utf8.count <= 1000
                    && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") } ? text : nil
            }
        }
        guard let token = page("tokenURL"), let authorize = page("authURL"), let scope = element.text(of: "scope"),
            !scope.isEmpty, scope.utf8.count <= 1000
        else { return nil }
        let ways = servers.filter { $0.name == "incomingServer" }.flatMap(\.children)
            .filter { $0.name == "authentication" }
        let isOnly = !ways.isEmpty && ways.allSatisfy { $0.text == "OAuth2" }
        return .init(token: token, device: nil, authorize: authorize, scope: scope, isOnly: isOnly)
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
