package import BackendAPI
package import Logging
package import MailModel
import POP3
import SASL
import Secrets
package import Transport

extension POP3Backend {
    /// Asks a server what it offers, as a login would, and leaves before any credential is due.
    ///
    /// - Throws: As ``connect(foreseeing:following:)``; `.protocolViolation` where whoever answers does not speak POP3.
    package static func offer(
        at endpoint: Endpoint, connector: any Connector, logger: Logger
    ) async throws(BackendError) -> ServerOffer {
        let stream: any ByteStream
        do throws(TransportError) {
            stream = try await connector.connect(to: endpoint)
        } catch {
            throw BackendError(error)
        }
        let login = Login(
            credentials: Credentials(username: "", secret: Secret("")), method: .automatic, host: endpoint.host,
            port: endpoint.port, language: nil)
        return try await offer(over: POP3Connection(stream, limits: endpoint.limits, log: logger), login, endpoint)
    }

    private nonisolated(nonsending) static func offer(
        over connection: POP3Connection, _ login: Login, _ endpoint: Endpoint
    ) async throws(BackendError) -> ServerOffer {
        try await connection.beginSession(login, startingTLS: endpoint.protection == .startTLS)
        try await connection.takeCapabilities(try await connection.exchange(.capabilities))
        let known = connection.capabilities
        await connection.leave(within: .milliseconds(500))
        // A server from before RFC 2449 says nothing, and has nothing but USER.
        let isSilent = known.all.isEmpty
        return ServerOffer(
            mechanisms: known.mechanisms, takesPassword: isSilent || known.contains(.user),
            capabilities: known.all.map(\.word), hasUniqueIDs: isSilent || known.contains(.uniqueIDs),
            expiryInDays: known.expiryInDays)
    }
}
