import Transport

/// A connector that notes when the steps of the connection were done.
actor ObservedConnector: Connector {
    struct Observations: Sendable {
        var connected: Duration?
        var greeting: Duration?
        var secured: Duration?
        var security: ConnectionSecurity?
    }

    private let inner: any Connector
    private(set) var observations = Observations()

    init(inner: any Connector) { self.inner = inner }

    func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
        let start = ContinuousClock.now
        let stream = try await inner.connect(to: endpoint)
        let elapsed = ContinuousClock.now - start
        observations.connected = elapsed
        if let security = await stream.security { note(security, after: elapsed) }
        return ObservedStream(inner: stream, observer: self)
    }

    fileprivate func noteOctets(after elapsed: Duration) {
        if observations.greeting == nil { observations.greeting = elapsed }
    }

    fileprivate func note(_ security: ConnectionSecurity, after elapsed: Duration) {
        observations.security = security
        observations.secured = elapsed
    }
}

/// The connection itself, unchanged.
private struct ObservedStream: ByteStream {
    let inner: any ByteStream
    let observer: ObservedConnector

    func read(within limit: Duration) async throws(TransportError) -> [UInt8]? {
        let start = ContinuousClock.now
        let octets = try await inner.read(within: limit)
        await observer.noteOctets(after: ContinuousClock.now - start)
        return octets
    }

    func write(_ octets: [UInt8]) async throws(TransportError) { try await inner.write(octets) }

    func startTLS() async throws(TransportError) {
        let start = ContinuousClock.now
        try await inner.startTLS()
        if let security = await inner.security { await observer.note(security, after: ContinuousClock.now - start) }
    }

    var security: ConnectionSecurity? { get async { await inner.security } }

    func close() async { await inner.close() }
}
