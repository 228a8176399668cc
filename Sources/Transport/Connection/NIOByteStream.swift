import NIOCore

/// A connection over a socket, in clear or in TLS.
///
/// The work is done on NIO's event loop by ``StreamHandler``; this type waits for it. NIO ignores
/// SIGPIPE for the process when the first socket is made, so writing to a broken connection is an error
/// and no signal.
final class NIOByteStream: ByteStream {
    /// The most that is handed to the channel at once; a write has its time limit for each such piece, so that a
    /// long one on a slow line is not an error and one that does not move is.
    private static let piece = 262_144

    private let channel: any Channel
    private let handler: NIOLoopBound<StreamHandler>
    private let endpoint: Endpoint

    init(channel: any Channel, handler: NIOLoopBound<StreamHandler>, endpoint: Endpoint) {
        self.channel = channel
        self.handler = handler
        self.endpoint = endpoint
    }

    deinit {
        channel.close(promise: nil)
    }

    func read(within limit: Duration) async throws(TransportError) -> [UInt8]? {
        try await onLoop { handler, completion in handler.read(within: TimeAmount(limit), completion: completion) }
    }

    func write(_ octets: [UInt8]) async throws(TransportError) {
        var start = 0
        while start < octets.count {
            let end = min(start + Self.piece, octets.count)
            let buffer = ByteBuffer(bytes: octets[start..<end])
            let limit = TimeAmount(endpoint.limits.response)
            try await onLoop { handler, completion in handler.write(buffer, within: limit, completion: completion) }
            start = end
        }
    }

    func startTLS() async throws(TransportError) {
        let endpoint = endpoint
        try await onLoop { handler, completion in
            handler.startTLS(
                host: endpoint.host, policy: endpoint.trust, within: TimeAmount(endpoint.limits.handshake),
                completion: completion)
        }
    }

    var security: ConnectionSecurity? {
        get async {
            let handler = handler
            return try? await channel.eventLoop.submit { handler.value.security }.get()
        }
    }

    func close() async {
        let handler = handler
        _ = try? await channel.eventLoop.submit { handler.value.stop(.closed) }.get()
    }

    /// Where the other end really is.
    var peerAddress: SocketAddress? { channel.remoteAddress }

    /// Does one step on the event loop and waits for it; cancellation stops the whole stream.
    private func onLoop<Value: Sendable>(
        _ step: @escaping @Sendable (StreamHandler, @escaping StreamHandler.Completion<Value>) -> Void
    ) async throws(TransportError) -> Value {
        let (loop, handler) = (channel.eventLoop, handler)
        let result: Result<Value, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.execute { step(handler.value) { continuation.resume(returning: $0) } }
            }
        } onCancel: {
            loop.execute { handler.value.stop(.cancelled) }
        }
        if case .failure(.closed) = result, Task.isCancelled { throw .cancelled }
        return try result.get()
    }
}
