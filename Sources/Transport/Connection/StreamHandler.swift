import NIOCore

/// The end of the channel's pipeline: holds what has come until it is taken, and every wait with its
/// time limit.
///
/// Used on the channel's event loop only.
///
///     open ──FIN──▶ finished (reads end, writes go on)
///       └──────────────┴──error, limit, cancellation, close──▶ failed (all waits end, channel closed)
///
/// The channel is asked for more only while fewer than ``bound`` octets wait: a server that
/// sends faster than it is read is slowed down by TCP.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    typealias Completion<Value> = (Result<Value, TransportError>) -> Void

    private struct Wait<Value> {
        let completion: Completion<Value>
        let deadline: Scheduled<Void>
    }

    private enum Phase { case open, finished, failed(TransportError) }

    /// Octets that may wait to be taken before the channel is asked for no more.
    static let bound = 262_144

    private var phase = Phase.open
    private var context: ChannelHandlerContext?
    private var unread: [UInt8] = []
    private var reading: Wait<[UInt8]?>?
    private var handshake: Wait<Void>?
    private var isReadRequested = false
    private(set) var security: ConnectionSecurity?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop(.closed)
        self.context = nil
    }

    // MARK: What the stream asks for

    /// Takes what waits, or the next that comes.
    func read(within limit: TimeAmount, completion: @escaping Completion<[UInt8]?>) {
        if !unread.isEmpty {
            completion(.success(takeUnread()))
            return requestRead()
        }
        switch phase {
        case .finished: completion(.success(nil))
        case .failed(let error): completion(.failure(error))
        case .open:
            guard let deadline = deadline(limit, .response), reading == nil else {
                return completion(.failure(.connectionLost(reason: "two tasks read from one connection")))
            }
            reading = Wait(completion: completion, deadline: deadline)
            requestRead()
        }
    }

    /// Sends; done when the operating system has taken all of it.
    func write(_ octets: ByteBuffer, within limit: TimeAmount, completion: @escaping Completion<Void>) {
        if case .failed(let error) = phase { return completion(.failure(error)) }
        guard let context, let deadline = deadline(limit, .write) else { return completion(.failure(.closed)) }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            deadline.cancel()
            switch result {
            case .success: completion(.success(()))
            case .failure(let error): completion(.failure(stop(TransportError(error))))
            }
        }
        context.writeAndFlush(Self.wrapOutboundOut(octets), promise: promise)
    }

    /// Puts TLS between the socket and this handler.
    func startTLS(
        host: String, policy: TLSPolicy, within limit: TimeAmount, completion: @escaping Completion<Void>
    ) {
        if case .failed(let error) = phase { return completion(.failure(error)) }
        guard let context, let deadline = deadline(limit, .handshake) else { return completion(.failure(.closed)) }
        guard unread.isEmpty else {
            unread = []
            stop(.unexpectedOctets)
            return completion(.failure(.unexpectedOctets))
        }
        handshake = Wait(completion: completion, deadline: deadline)
        // Nobody is left to shake hands with.
        if case .finished = phase {
            stop(.connectionLost(reason: "the server closed the connection"))
            return
        }
        do {
            let handler = try OpenSSLHandler(host: host, policy: policy)
            try context.pipeline.syncOperations.addHandler(handler, position: .before(self))
            requestRead()
        } catch {
            stop(TransportError(error))
        }
    }

    /// Ends every wait with an error and closes the channel.
    ///
    /// - Returns: The error that came first: later ones follow from it.
    @discardableResult
    func stop(_ error: TransportError) -> TransportError {
        if case .failed(let first) = phase { return first }
        // Whoever comes later was not cancelled himself.
        phase = .failed(error == .cancelled ? .closed : error)
        if let reading {
            self.reading = nil
            finish(reading, .failure(error))
        }
        if let handshake {
            self.handshake = nil
            finish(handshake, .failure(error))
        }
        context?.close(promise: nil)
        return error
    }

    // MARK: What the channel says

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nothing that comes after the end is kept.
        guard case .open = phase else { return }
        // What waits for a slow reader comes in many pieces, each of which would else move those before it.
        if !unread.isEmpty, unread.capacity < Self.bound { unread.reserveCapacity(Self.bound * 3 / 2) }
        unread.append(contentsOf: Self.unwrapInboundIn(data).readableBytesView)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadRequested = false
        deliver()
        requestRead()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let established as OpenSSLHandler.Established:
            security = established.security
            guard let handshake else { return }
            self.handshake = nil
            finish(handshake, .success(()))
        case ChannelEvent.inputClosed: endOfOctets()
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        endOfOctets()
        stop(.connectionLost(reason: "the server closed the connection"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        deliver()
        stop(TransportError(error))
    }

    // MARK: -

    private func endOfOctets() {
        deliver()
        guard case .open = phase else { return }
        phase = .finished
        guard let reading else { return }
        self.reading = nil
        finish(reading, .success(nil))
    }

    private func deliver() {
        guard !unread.isEmpty, let reading else { return }
        self.reading = nil
        finish(reading, .success(takeUnread()))
    }

    private func takeUnread() -> [UInt8] {
        let taken = unread
        unread = []
        return taken
    }

    private func requestRead() {
        guard case .open = phase, !isReadRequested, unread.count < Self.bound, let context else { return }
        isReadRequested = true
        context.read()
    }

    private func finish<Value>(_ wait: Wait<Value>, _ result: Result<Value, TransportError>) {
        wait.deadline.cancel()
        wait.completion(result)
    }

    private func deadline(_ limit: TimeAmount, _ step: TransportError.Step) -> Scheduled<Void>? {
        context?.eventLoop.assumeIsolated().scheduleTask(in: limit) { [self] in
            stop(.timedOut(step))
        }
    }
}
