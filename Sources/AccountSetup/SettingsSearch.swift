import BackendAPI
package import Logging
package import MailModel
package import Transport

/// Looks for the servers of an address in all places at once.
///
/// Only the domain is sent anywhere. What the table has needs no network at all.
package struct SettingsSearch: Sendable {
    /// A place that is asked.
    package enum Place: String, Hashable, Sendable, CaseIterable {
        case table, autoconfig, directories, mailExchanger, serviceRecords, guesses
    }

    /// How the search goes.
    package enum News: Sendable {
        /// A place has answered; with nothing where it knows nothing.
        case answered(Place, FoundSettings)
        case over
    }

    private let places: SearchPlaces
    private let connector: any Connector
    private let logger: Logger

    package init(places: SearchPlaces, connector: any Connector, logger: Logger) {
        self.places = places
        self.connector = connector
        self.logger = logger
    }

    /// Searches, and tells of each answer as it comes.
    ///
    /// - Returns: News that end with `.over`, at the latest after the limit of the places; what has not answered by then
    ///   is not waited for.
    package func search(for address: SetupAddress) -> AsyncStream<News> {
        let domain = address.domain
        return AsyncStream { continuation in
            if let known = places.providers.settings(forDomain: domain) {
                continuation.yield(.answered(.table, known))
                continuation.yield(.over)
                return continuation.finish()
            }
            let work = Task {
                await withTaskGroup(of: Void.self) { group in
                    for place in Place.allCases {
                        group.addTask {
                            let found = await ask(place, about: domain)
                            // Whoever has been waiting is gone by then.
                            if !Task.isCancelled { continuation.yield(.answered(place, found)) }
                        }
                    }
                }
                continuation.yield(.over)
                continuation.finish()
            }
            let patience = Task {
                guard (try? await Task.sleep(for: places.limit)) != nil else { return }
                continuation.yield(.over)
                continuation.finish()
            }
            continuation.onTermination = { _ in
                work.cancel()
                patience.cancel()
            }
        }
    }

    private func ask(_ place: Place, about domain: String) async -> FoundSettings {
        switch place {
        case .table: FoundSettings()
        case .autoconfig: await pages(places.autoconfig, domain) { .autoconfig(host: $0) }
        case .directories: await pages(places.directories, domain) { .directory(host: $0) }
        case .mailExchanger: await providerOfMailExchanger(domain)
        case .serviceRecords: await serviceRecords(domain)
        case .guesses: await guesses(domain)
        }
    }

    // MARK: - Pages

    /// What the first page says that says something.
    private func pages(
        _ addresses: [String], _ domain: String, _ source: @escaping @Sendable (String) -> SettingsSource
    ) async -> FoundSettings {
        let places = places
        let answers = await withTaskGroup(of: (Int, FoundSettings).self) { group in
            for (index, template) in addresses.enumerated() {
                group.addTask {
                    let address = template.replacing("%DOMAIN%", with: domain)
                    let page = await Outside.page(
                        at: address, trusting: places.authorities, within: places.limit)
                    let host = Self.host(of: address)
                    let found = page.flatMap { try? Autoconfig.read($0, domain: domain, source: source(host)) }
                    return (index, found ?? FoundSettings())
                }
            }
            return await group.reduce(into: [Int: FoundSettings]()) { $0[$1.0] = $1.1 }
        }
        return answers.sorted { $0.key < $1.key }.map(\.value).first { !$0.servers.isEmpty } ?? FoundSettings()
    }

    static func host(of address: String) -> String {
        let behind = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        return String(behind.prefix { $0 != "/" && $0 != ":" })
    }

    // MARK: - DNS

    private func providerOfMailExchanger(_ domain: String) async -> FoundSettings {
        let answer = await Outside.records(.mailExchanger, of: domain, from: places.nameServer)
        let best = answer?.mailExchangers.lazy.compactMap { places.providers.settings(forMailExchanger: $0.host) }.first
        return best ?? FoundSettings()
    }

    private static let serviceNames: [(FoundServer.Service, FoundServer.Protection, String)] = [
        (.imap, .implicitTLS, "_imaps._tcp."), (.imap, .startTLS, "_imap._tcp."), (.pop3, .implicitTLS, "_pop3s._tcp."),
        (.pop3, .startTLS, "_pop3._tcp."), (.submission, .implicitTLS, "_submissions._tcp."),
        (.submission, .startTLS, "_submission._tcp."),
    ]

    /// RFC 6186 §3.4 and RFC 8314 §5.1; the order is ours: protected from the first octet comes first.
    private func serviceRecords(_ domain: String) async -> FoundSettings {
        let server = places.nameServer
        let answers = await withTaskGroup(of: (Int, DNSAnswer?).self) { group in
            for (index, name) in Self.serviceNames.enumerated() {
                group.addTask { (index, await Outside.records(.service, of: name.2 + domain, from: server)) }
            }
            return await group.reduce(into: [Int: DNSAnswer]()) { $0[$1.0] = $1.1 }
        }
        let servers = Self.serviceNames.enumerated().flatMap { index, name in
            answers[index].map { Self.servers(in: $0, name.0, name.1, domain) } ?? []
        }
        return FoundSettings(servers: servers)
    }

    static func servers(
        in answer: DNSAnswer, _ service: FoundServer.Service, _ protection: FoundServer.Protection, _ domain: String
    ) -> [FoundServer] {
        answer.services.prefix(4).filter { !$0.host.isEmpty && $0.port > 0 }.map { record in
            let isBelievable = answer.isValidated || HostName.isInside(record.host, domain)
            return FoundServer(
                service, host: record.host, port: Int(record.port), protection: protection,
                source: .serviceRecord(isBelievable: isBelievable))
        }
    }

    // MARK: - Guesses

    private static let usualNames: [FoundServer.Service: [String]] = [
        .imap: ["imap.", "imaps.", "mail.", ""], .pop3: ["pop.", "pop3.", "mail.", ""],
    ]

    /// Usual names at which a server of the right kind answers, with a certificate for that name.
    private func guesses(_ domain: String) async -> FoundSettings {
        let exchanger = await Outside.records(.mailExchanger, of: domain, from: places.nameServer)?
            .mailExchangers.first?.host
        let candidates = candidates(domain, exchanger)
        let probe = ServerProbe(
            connector: connector, trust: TLSPolicy(systemAuthorities: places.authorities), limit: places.limit,
            logger: logger)
        let answering = await withTaskGroup(of: Int?.self) { group in
            for (index, candidate) in candidates.enumerated() {
                group.addTask { (try? await probe.offer(of: candidate)) == nil ? nil : index }
            }
            return await group.reduce(into: [Int]()) { if let index = $1 { $0.append(index) } }
        }
        return FoundSettings(servers: answering.sorted().map { candidates[$0] })
    }

    /// The best first: protected from the first octet, then the names in their order.
    func candidates(_ domain: String, _ exchanger: String?) -> [FoundServer] {
        [FoundServer.Service.imap, .pop3].flatMap { service in
            let ports = places.guessedPorts[service] ?? []
            // An exchanger elsewhere is nobody to give a password to, on DNS' word alone.
            let own = exchanger.flatMap { HostName.isInside($0, domain) ? [$0] : nil } ?? []
            let hosts = (Self.usualNames[service] ?? []).map { $0 + domain } + own
            return ports.flatMap { place in
                hosts.map {
                    FoundServer(service, host: $0, port: place.port, protection: place.protection, source: .guess)
                }
            }
        }
    }
}
