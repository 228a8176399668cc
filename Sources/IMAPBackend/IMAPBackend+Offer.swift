package import BackendAPI
import IMAP
package import Logging
package import MailModel
import SASL
import Secrets
package import Transport

extension IMAPBackend {
    /// Asks a server what it offers, as a login would, and leaves before any credential is due.
    ///
    /// - Throws: As ``connect(foreseeing:following:)``; `.protocolViolation` where whoever answers does not speak IMAP.
    package static func offer(
        at endpoint: Endpoint, connector: any Connector, logger: Logger
    ) async throws(BackendError) -> ServerOffer {
        let nobody = Credentials(username: "", secret: Secret(""))
        let backend = IMAPBackend(endpoint: endpoint, connector: connector, credentials: nobody, logger: logger)
        return try await backend.offer()
    }

    private func offer() async throws(BackendError) -> ServerOffer {
        let stream: any ByteStream
        do throws(TransportError) {
            stream = try await connector.connect(to: endpoint)
        } catch {
            throw BackendError(error)
        }
        let connection = IMAPConnection(stream: stream, endpoint: endpoint, logger: logger, now: now)
        let words: Set<Capability>
        do throws(BackendError) {
            guard try await !connection.awaitGreeting() else {
                throw BackendError.refused(serverText: "the server lets everybody in")
            }
            if endpoint.protection == .startTLS { try await startTLS(on: connection) }
            words = try await capabilities(of: connection)
        } catch {
            await stream.close()
            throw error
        }
        await stream.close()
        return ServerOffer(
            mechanisms: words.compactMap(\.mechanism).sorted(), takesPassword: !words.contains(.loginDisabled),
            capabilities: words.map(\.name).sorted())
    }
}
