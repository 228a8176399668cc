package import MailModel
package import Transport

/// Where settings are looked for; others than the standard ones for tests.
package struct SearchPlaces: Sendable {
    /// Of the domain's own settings, `%DOMAIN%` in the place of the domain.
    package var autoconfig: [String]
    /// Of lists of providers.
    package var directories: [String]
    /// An IPv4 address and a port; nothing: the system's.
    package var nameServer: (address: String, port: Int)?
    package var authorities: SystemAuthorities
    package var providers: ProviderTable
    /// Ports at which usual names are tried, by service; nothing is tried of a service without any.
    package var guessedPorts: [FoundServer.Service: [(port: Int, protection: FoundServer.Protection)]]
    /// The longest that a person waits.
    package var limit: Duration

    package init(
        autoconfig: [String], directories: [String], nameServer: (address: String, port: Int)? = nil,
        authorities: SystemAuthorities = .installed, providers: ProviderTable = .known, limit: Duration = .seconds(4)
    ) {
        self.autoconfig = autoconfig
        self.directories = directories
        self.nameServer = nameServer
        self.authorities = authorities
        self.providers = providers
        self.limit = limit
        guessedPorts = [:]
        for service in [FoundServer.Service.imap, .pop3] {
            guessedPorts[service] = [(service.ports.implicitTLS, .implicitTLS), (service.ports.startTLS, .startTLS)]
        }
    }

    /// The places of everybody: only the domain is told to them, never the address.
    ///
    /// `variable`: The environment. `POSTERN_AUTOCONFIG` (addresses, separated by blanks, in the place of all pages) and
    /// `POSTERN_NAME_SERVER` (`ADDRESS:PORT`) are for tests and for networks of one's own.
    package static func standard(variable: (String) -> String?) -> SearchPlaces {
        var places = SearchPlaces(
            autoconfig: [
                "https://autoconfig.%DOMAIN%/mail/config-v1.1.xml",
                "https://%DOMAIN%/.well-known/autoconfig/mail/config-v1.1.xml",
            ],
            directories: ["https://autoconfig.thunderbird.net/v1.1/%DOMAIN%"])
        if let pages = variable("POSTERN_AUTOCONFIG") {
            places.autoconfig = pages.split(separator: " ").map(String.init)
            places.directories = []
        }
        if let server = variable("POSTERN_NAME_SERVER") {
            let parts = server.split(separator: ":")
            if parts.count == 2, let port = Int(parts[1]) { places.nameServer = (String(parts[0]), port) }
        }
        return places
    }
}
