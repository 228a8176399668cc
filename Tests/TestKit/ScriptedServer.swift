import Synchronization

/// Plays one trace over a real socket, in clear, to the first client that connects.
///
/// What cannot be played here is `TLS`: a real Dovecot or ``TLSTestServer`` does that.
package final class ScriptedServer: Sendable {
    private final class Outcome: Sendable {
        let problem = Mutex<String?>("nobody connected")
    }

    private let server: LoopbackServer
    private let outcome: Outcome

    package var port: Int { server.port }
    /// What went differently from the trace so far; nothing where all of it was played.
    package var problem: String? { outcome.problem.withLock { $0 } }

    /// - Parameters:
    ///   - trace: What is said.
    ///   - pieces: Whether each octet is sent by itself.
    package init(_ trace: Trace, pieces: ScriptedStream.Pieces = .whole) {
        let outcome = Outcome()
        self.outcome = outcome
        server = LoopbackServer { client in
            outcome.problem.withLock { $0 = "\(trace.name) has not ended" }
            let problem = Self.play(trace, pieces, to: client)
            outcome.problem.withLock { $0 = problem }
        }
    }

    private static func play(_ trace: Trace, _ pieces: ScriptedStream.Pieces, to client: LoopbackSocket) -> String? {
        for entry in trace.entries {
            var isPlayed = true
            switch entry.step {
            case .client(let octets):
                isPlayed = expect(octets, from: client)
            case .clientLine(let pattern):
                let line = client.readLine()
                isPlayed = line.suffix(2).elementsEqual([0x0D, 0x0A]) && fits(line.dropLast(2), pattern[...])
            case .server(let octets):
                isPlayed = pieces == .whole ? client.write(octets) : octets.allSatisfy { client.write([$0]) }
            case .serverCloses: client.closeWriting()
            case .connectionBreaks:
                client.resetOnClose()
                return nil
            case .serverFallsSilent, .clientCloses: _ = client.readToEnd()
            case .startTLS, .deflate: isPlayed = false
            }
            if !isPlayed { return "\(trace.name):\(entry.line): did not happen" }
        }
        // The connection stays open until the client has closed it.
        return client.readToEnd().isEmpty ? nil : "\(trace.name): the client said more"
    }

    private static func expect(_ octets: [UInt8], from client: LoopbackSocket) -> Bool {
        var seen: [UInt8] = []
        while seen.count < octets.count {
            let piece = client.read(atMost: octets.count - seen.count)
            guard !piece.isEmpty else { return false }
            seen += piece
        }
        return seen == octets
    }
}
