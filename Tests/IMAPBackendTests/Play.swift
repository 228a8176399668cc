import BackendAPI
import Logging
import MailModel
import Oddities
import SASL
import Secrets
import Synchronization
import TestKit
import Transport

@testable import IMAPBackend

/// A backend that talks to scripted connections, one trace each.
struct Play {
    let connector: ScriptedConnector
    let backend: IMAPBackend
    let time = Time()

    init(
        _ traces: [String], protection: Endpoint.Protection = .implicitTLS,
        pieces: ScriptedStream.Pieces = .whole,
        memory: ServerMemory? = nil, host: String = "imap.test", oddities: OddityTable = .known
    ) throws {
        let outcomes = try traces.enumerated().map {
            ScriptedConnector.Outcome.plays(try Trace(name: "connection \($0 + 1)", $1))
        }
        connector = ScriptedConnector(outcomes, pieces: pieces)
        backend = IMAPBackend(
            endpoint: Endpoint(host: host, port: 993, protection: protection), connector: connector,
            credentials: Credentials(username: "ada", secret: Secret("secret")),
            memory: memory, oddities: oddities, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: time.now)
    }

    /// A clock that goes on when it is told to: what is asked ahead depends on what has come alone.
    final class Time: Sendable {
        private let moment = Mutex(ContinuousClock.now)

        var now: @Sendable () -> ContinuousClock.Instant { { self.moment.withLock { $0 } } }

        func advance(by duration: Duration) { moment.withLock { $0 += duration } }
    }

    /// The server has agreed to IDLE.
    var isIdling: Bool {
        get async { await backend.link?.connection.isIdling ?? false }
    }

    /// A server with these capabilities, logged in, and then `rest`.
    static func loggedIn(_ capabilities: String, _ rest: String) -> String {
        """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
        C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=
        S: A1 OK [CAPABILITY IMAP4rev1 \(capabilities)] in

        """ + rest
    }
}

extension DeltaStream {
    func all() async throws -> [MailboxDelta] {
        var deltas: [MailboxDelta] = []
        while let delta = try await next() { deltas.append(delta) }
        return deltas
    }
}

extension ContentStream {
    /// All pieces, neighbouring octets joined.
    func all() async throws -> [ContentPiece] {
        var pieces: [ContentPiece] = []
        while let piece = try await next() {
            if case .octets(let more) = piece, case .octets(let octets)? = pieces.last {
                pieces[pieces.count - 1] = .octets(octets + more)
            } else {
                pieces.append(piece)
            }
        }
        return pieces
    }
}
