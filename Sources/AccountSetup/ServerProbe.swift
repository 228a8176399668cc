package import BackendAPI
import IMAPBackend
package import Logging
package import MailModel
import POP3Backend
package import Transport

/// Looks whether a server is where it was found.
package struct ServerProbe: Sendable {
    private let connector: any Connector
    private let limits: TimeLimits
    private let trust: TLSPolicy
    private let logger: Logger

    package init(connector: any Connector, trust: TLSPolicy = TLSPolicy(), limit: Duration, logger: Logger) {
        self.connector = connector
        self.trust = trust
        limits = TimeLimits(connect: limit, handshake: limit, response: limit)
        self.logger = logger
    }

    /// Greets a server over verified TLS and asks what it can do; no name and no secret is sent.
    ///
    /// - Throws: Why it is not one to use.
    package func offer(of server: FoundServer) async throws(BackendError) -> ServerOffer {
        let endpoint = Endpoint(
            host: server.host, port: server.port,
            protection: server.protection == .implicitTLS ? .implicitTLS : .startTLS, trust: trust, limits: limits)
        switch server.service {
        case .imap: return try await IMAPBackend.offer(at: endpoint, connector: connector, logger: logger)
        case .pop3: return try await POP3Backend.offer(at: endpoint, connector: connector, logger: logger)
        case .submission: throw .refused(serverText: "Postern does not send mail")
        }
    }
}
