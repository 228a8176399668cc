package import Transport

/// Connections whose other end begins an answer and gives an octet of it now and then, without end.
package struct DrippingConnector: Connector {
    private let beginning: String
    private let pause: Duration

    package init(_ beginning: String, every pause: Duration = .milliseconds(20)) {
        (self.beginning, self.pause) = (beginning, pause)
    }

    package func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
        DrippingStream(beginning, pause)
    }
}

private actor DrippingStream: ByteStream {
    private var beginning: [UInt8]
    private let pause: Duration
    private var isClosed = false

    init(_ beginning: String, _ pause: Duration) {
        (self.beginning, self.pause) = (Array(beginning.utf8), pause)
    }

    func read(within limit: Duration) async throws(TransportError) -> [UInt8]? {
        guard !isClosed else { throw .closed }
        guard beginning.isEmpty else {
            defer { beginning = [] }
            return beginning
        }
        do { try await Task.sleep(for: pause) } catch { throw .cancelled }
        return [UInt8(ascii: "x")]
    }

    func write(_ octets: [UInt8]) async throws(TransportError) {}
    func startTLS() async throws(TransportError) {}
    var security: ConnectionSecurity? { nil }
    func close() async { isClosed = true }
}
