package import Transport

/// Hands out scripted connections, one a call, in their order.
package actor ScriptedConnector: Connector {
    package enum Outcome: Sendable {
        case plays(Trace)
        case fails(TransportError)
    }

    private var outcomes: ArraySlice<Outcome>
    private let pieces: ScriptedStream.Pieces
    /// Where the client wanted to connect to, in its order.
    package private(set) var endpoints: [Endpoint] = []
    /// The connections made so far.
    package private(set) var streams: [ScriptedStream] = []

    package init(_ outcomes: [Outcome], pieces: ScriptedStream.Pieces = .whole) {
        self.outcomes = outcomes[...]
        self.pieces = pieces
    }

    /// One trace a connection.
    ///
    /// - Throws: Where a text is not a trace.
    package init(traces: String..., pieces: ScriptedStream.Pieces = .whole) throws {
        try self.init(
            traces.enumerated().map { .plays(try Trace(name: "connection \($0 + 1)", $1)) }, pieces: pieces)
    }

    /// What went differently from any of the traces, or was never connected to.
    package var problem: String? {
        get async {
            for stream in streams {
                if let problem = await stream.problem { return problem }
            }
            return outcomes.isEmpty ? nil : "\(outcomes.count) connections were not made"
        }
    }

    package func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
        endpoints.append(endpoint)
        switch outcomes.popFirst() {
        case .plays(let trace):
            let stream = ScriptedStream(trace, pieces: pieces, isSecure: endpoint.protection == .implicitTLS)
            streams.append(stream)
            return stream
        case .fails(let error):
            throw error
        case nil:
            throw .connectionRefused(host: endpoint.host, port: endpoint.port, reason: "the script has ended")
        }
    }
}
