import NIOCore
import NIOPosix

/// Opens connections over sockets.
///
/// One thread serves all of the program's connections.
package struct NIOConnector: Connector {
    private static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    package init() {}

    package func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
        if endpoint.protection == .none, !Loopback.contains(host: endpoint.host) {
            throw .clearTextRefused(host: endpoint.host)
        }
        let opened = try await race(to: endpoint)
        let stream = NIOByteStream(channel: opened.channel, handler: opened.handler, endpoint: endpoint)
        switch endpoint.protection {
        case .implicitTLS: try await stream.startTLS()
        case .startTLS: break
        case .none:
            // A name is only as good as the resolver: what counts is who answered.
            guard let address = stream.peerAddress?.ipAddress, Loopback.contains(address: address) else {
                await stream.close()
                throw .clearTextRefused(host: endpoint.host)
            }
        }
        return stream
    }

    private func race(to endpoint: Endpoint) async throws(TransportError) -> ConnectAttempt.Opened {
        let loop = Self.eventLoops.next()
        let attempt = NIOLoopBoundBox.makeBoxSendingValue(ConnectAttempt(endpoint, on: loop), eventLoop: loop)
        let result: Result<ConnectAttempt.Opened, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.execute { attempt.value.start { continuation.resume(returning: $0) } }
            }
        } onCancel: {
            loop.execute { attempt.value.give(up: .cancelled) }
        }
        return try result.get()
    }
}
