import NIOCore
import NIOPosix

/// One race of a host's addresses (RFC 8305) that can be given up.
///
/// Used on its event loop only.
final class ConnectAttempt {
    typealias Opened = (channel: any Channel, handler: NIOLoopBound<StreamHandler>)
    typealias Completion = (Result<Opened, TransportError>) -> Void

    private let endpoint: Endpoint
    private let loop: any EventLoop
    private var isOver = false
    /// Sockets that are connecting.
    private var racing: [any Channel] = []
    private var completion: Completion?

    init(_ endpoint: Endpoint, on loop: any EventLoop) {
        self.endpoint = endpoint
        self.loop = loop
    }

    func start(completion: @escaping Completion) {
        guard !isOver else { return completion(.failure(.cancelled)) }
        guard (1...65_535).contains(endpoint.port) else {
            return completion(
                .failure(.connectionRefused(host: endpoint.host, port: endpoint.port, reason: "no such port")))
        }
        self.completion = completion
        let limit = TimeAmount(endpoint.limits.connect)
        let deadline = loop.assumeIsolated().scheduleTask(in: limit) { [self] in give(up: .timedOut(.connect)) }
        let attempt = NIOLoopBound(self, eventLoop: loop)
        let bootstrap = Self.bootstrap(on: loop, endpoint.limits) { channel in
            attempt.value.join(channel)
        }
        bootstrap.connect(host: endpoint.host, port: endpoint.port).assumeIsolated().whenComplete { [self] result in
            deadline.cancel()
            switch result {
            case .success(let channel): open(channel)
            case .failure(let error): give(up: TransportError(connecting: error, to: endpoint))
            }
        }
    }

    /// Ends the wait and closes what is connecting.
    func give(up reason: TransportError) {
        isOver = true
        for channel in racing { channel.close(promise: nil) }
        racing = []
        completion?(.failure(reason))
        completion = nil
    }

    private func join(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard !isOver else { return loop.makeFailedFuture(TransportError.cancelled) }
        racing.append(channel)
        return loop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(StreamHandler()) }
    }

    private func open(_ channel: any Channel) {
        guard let completion, let handler = try? channel.pipeline.syncOperations.handler(type: StreamHandler.self)
        else { return channel.close(promise: nil) }
        self.completion = nil
        isOver = true
        racing = []
        completion(.success((channel, NIOLoopBound(handler, eventLoop: loop))))
    }

    private static func bootstrap(
        on loop: any EventLoop, _ limits: TimeLimits,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limits.connect))
            // The stream asks for octets when it has room.
            .channelOption(.autoRead, value: false)
            // A server that has said everything may still be written to.
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2_048, initial: 16_384, maximum: 262_144)
            )
            .channelOption(.maxMessagesPerRead, value: 2)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // Half-open connections are noticed after 2 minutes, not after Linux's 2 hours: tcp(7)'s
            // TCP_KEEPIDLE, TCP_KEEPINTVL (seconds) and TCP_KEEPCNT, which NIO has no names for.
            .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: 4)), value: 60)
            .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: 5)), value: 15)
            .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: 6)), value: 4)
            // What nobody has acknowledged: TCP_USER_TIMEOUT, in milliseconds. Behind our own limits, which know what
            // was waited for.
            .channelOption(
                .tcpOption(NIOBSDSocket.Option(rawValue: 18)),
                value: ChannelOptions.Types.SocketOption.Value(
                    clamping: Int64((limits.response + .seconds(10)) / .milliseconds(1)))
            )
            .channelInitializer(initializer)
    }
}
