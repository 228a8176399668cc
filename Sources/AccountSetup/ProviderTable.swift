import MailConfig
package import MailModel

/// Where known providers' servers are, as `Resources/providers.toml` has it.
package struct ProviderTable: Sendable {
    package struct Provider: Hashable, Sendable {
        package var facts: FoundSettings.Provider
        /// What their addresses end with.
        package var domains: [String]
        /// What the names of their mail exchangers end with.
        package var mailExchangers: [String]
        var servers: [FoundServer]
    }

    /// A row that is not in order.
    package struct Mistake: Error, Hashable, Sendable { package var reason: String }

    package var providers: [Provider]

    /// The table that comes with the program.
    package static let known: ProviderTable = {
        do throws(Mistake) {
            return try ProviderTable(String(decoding: PackageResources.providers_toml, as: UTF8.self))
        } catch {
            // A part of the program, as its code is; a test reads it.
            preconditionFailure("Resources/providers.toml: \(error.reason)")
        }
    }()

    /// Reads a table.
    ///
    /// - Throws: ``Mistake`` at the first row that is not in order.
    package init(_ text: String) throws(Mistake) {
        let root: [String: ConfigValue]
        do {
            root = try ConfigValue.parse(text, file: "providers.toml")
        } catch {
            throw Mistake(reason: "\(error)")
        }
        guard case .array(let rows) = root["provider"], root.count == 1 else { throw Mistake(reason: "no rows") }
        providers = []
        for row in rows {
            guard case .table(let values) = row else { throw Mistake(reason: "a row that is no table") }
            providers.append(try Provider(values))
        }
    }

    /// What is known of a domain's addresses.
    package func settings(forDomain domain: String) -> FoundSettings? {
        guard let provider = providers.first(where: { $0.domains.contains(domain) }) else { return nil }
        return provider.settings(.table(provider: provider.facts.name))
    }

    /// Whose server it is.
    ///
    /// A host of this machine's own may be anybody's: there the port must fit, too.
    package func facts(ofServer host: String, port: Int) -> FoundSettings.Provider? {
        let isNumber = host.allSatisfy { $0.isNumber || $0 == "." }
        return providers.first { provider in
            provider.servers.contains { $0.host == host.lowercased() && (!isNumber || $0.port == port) }
        }?.facts
    }

    /// What is known of whoever takes a domain's mail.
    package func settings(forMailExchanger host: String) -> FoundSettings? {
        // The longest ending says most.
        let fitting = providers.flatMap { provider in provider.mailExchangers.map { (ending: $0, provider: provider) } }
            .filter { HostName.isInside(host, $0.ending) }
        guard let provider = fitting.max(by: { $0.ending.utf8.count < $1.ending.utf8.count })?.provider else {
            return nil
        }
        return provider.settings(.mailExchanger(host: host, provider: provider.facts.name))
    }
}

extension ProviderTable.Provider {
    fileprivate func settings(_ source: SettingsSource) -> FoundSettings {
        FoundSettings(
            provider: facts,
            servers: servers.map { server in
                var server = server
                server.source = source
                return server
            })
    }

    fileprivate init(_ row: [String: ConfigValue]) throws(ProviderTable.Mistake) {
        guard case .text(let name) = row["name"] else { throw .init(reason: "a row without a name") }
        func text(_ key: String) -> String? { if case .text(let text) = row[key] { text } else { nil } }
        func words(_ key: String) -> [String] {
            guard case .array(let values) = row[key] else { return [] }
            return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        }
        let known = [
            "name", "domains", "mx", "imap", "pop3", "submission", "user", "sign_in", "pop3_note", "oauth_token",
            "oauth_device", "oauth_authorize", "oauth_scope", "oauth_only", "oauth_client",
        ]
        let unknown = Set(row.keys).subtracting(known)
        guard unknown.isEmpty else { throw .init(reason: "\(name): \(unknown.sorted()) mean nothing") }
        let rules: [String: UserNameRule] = ["address": .address, "local-part": .localPart]
        guard let rule = rules[text("user") ?? "address"] else { throw .init(reason: "\(name): user") }
        var oauth: FoundSettings.OAuthPlaces?
        if let token = text("oauth_token"), let scope = text("oauth_scope") {
            oauth = .init(
                token: token, device: text("oauth_device"), authorize: text("oauth_authorize"), scope: scope,
                isOnly: text("oauth_only") == "yes", registration: text("oauth_client"))
        }
        let pages = ["oauth_token", "oauth_device", "oauth_authorize"].compactMap(text)
        guard pages.allSatisfy({ $0.hasPrefix("https://") }), oauth != nil || pages.isEmpty else {
            throw .init(reason: "\(name): oauth")
        }
        facts = FoundSettings.Provider(
            name: name, signIn: text("sign_in"), pop3: text("pop3_note"), oauth: oauth)
        domains = words("domains")
        mailExchangers = words("mx")
        servers = []
        for service in FoundServer.Service.allCases {
            guard let place = text(service.rawValue) else { continue }
            guard let server = Self.server(service, at: place, rule) else {
                throw .init(reason: "\(name): \(service.rawValue) = \(place)")
            }
            servers.append(server)
        }
        guard !domains.isEmpty, (domains + mailExchangers).allSatisfy(HostName.isName), servers.count > 1 else {
            throw .init(reason: "\(name): domains, or servers")
        }
    }

    // host ":" port; how the connection is protected follows from the port.
    private static func server(_ service: FoundServer.Service, at place: String, _ rule: UserNameRule) -> FoundServer? {
        let parts = place.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else { return nil }
        let host = String(parts[0])
        guard HostName.isName(host) else { return nil }
        return FoundServer(
            service, host: host, port: port,
            protection: port == service.ports.implicitTLS ? .implicitTLS : .startTLS, userName: rule, source: .guess)
    }
}
