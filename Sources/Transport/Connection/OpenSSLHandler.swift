import NIOCore

/// TLS in a channel: stands between the socket and ``StreamHandler``.
///
/// Added when TLS is to start, which it does at once. When the handshake is done it says so
/// with ``Established``; whatever goes wrong goes down the pipeline as a ``TransportError``.
/// The end of the octets must be said within TLS (close_notify): a connection that only
/// ends may have been cut by somebody, and is `.connectionLost`.
final class OpenSSLHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The user event that ends a good handshake.
    struct Established: Sendable {
        let security: ConnectionSecurity
    }

    private enum Phase { case shakingHands, open, over }

    private let session: TLSSession
    private var phase = Phase.shakingHands

    init(host: String, policy: TLSPolicy) throws(TransportError) {
        session = try TLSSession(host: host, policy: policy)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        shakeHands(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .over else { return }
        let octets = Self.unwrapInboundIn(data)
        do throws(TransportError) {
            try octets.withUnsafeReadableBytes { octets throws(TransportError) in try session.feed(octets) }
        } catch {
            return fail(error, context)
        }
        if phase == .shakingHands { shakeHands(context) }
        if phase == .open { decipher(context, octets.readableBytes) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        endOfOctets(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        endOfOctets(context)
        context.fireChannelInactive()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let octets = Self.unwrapOutboundIn(data)
        guard phase == .open else { return promise.fail(TransportError.closed) }
        do throws(TransportError) {
            try octets.withUnsafeReadableBytes { octets throws(TransportError) in try session.write(octets) }
            send(context, promise)
        } catch {
            promise.fail(error)
            fail(error, context)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if phase == .open {
            phase = .over
            session.sayGoodbye()
            send(context, nil)
            context.flush()
        }
        context.close(mode: mode, promise: promise)
    }

    private func shakeHands(_ context: ChannelHandlerContext) {
        do throws(TransportError) {
            let isDone = try session.shakeHands()
            send(context, nil)
            context.flush()
            guard isDone, let security = session.security else { return }
            phase = .open
            context.fireUserInboundEventTriggered(Established(security: security))
        } catch {
            // The alert that says why: the server's log should have it too.
            send(context, nil)
            context.flush()
            fail(error, context)
        }
    }

    /// Hands down everything that was fed, in one buffer.
    ///
    /// `count`: Octets that were fed; the clear text of them is shorter, but may begin with a record of before.
    private func decipher(_ context: ChannelHandlerContext, _ count: Int) {
        // Room for what was begun before, and for the look that finds nothing more.
        var clear = context.channel.allocator.buffer(capacity: count + 2 * 16_384)
        var outcome = Result<TLSSession.Reading, TransportError>.success(.wantsMore)
        repeat {
            // A record holds at most 16,384 octets (RFC 8446 §5.1).
            clear.writeWithUnsafeMutableBytes(minimumWritableBytes: 16_384) { space in
                do throws(TransportError) {
                    let reading = try session.read(into: space)
                    outcome = .success(reading)
                    if case .octets(let count) = reading { return count }
                } catch {
                    outcome = .failure(error)
                }
                return 0
            }
        } while outcome.isOctets
        // Answers to key updates.
        send(context, nil)
        context.flush()
        if clear.readableBytes > 0 { context.fireChannelRead(Self.wrapInboundOut(clear)) }
        switch outcome {
        case .success(.closed):
            phase = .over
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        case .failure(let error): fail(error, context)
        case .success: break
        }
    }

    private func endOfOctets(_ context: ChannelHandlerContext) {
        switch phase {
        // A server that is going down does this too: nothing was refused, and another try may succeed.
        case .shakingHands:
            fail(.connectionLost(reason: "the server closed the connection in the TLS handshake"), context)
        case .open: fail(.connectionLost(reason: "the connection ended without TLS's own goodbye"), context)
        case .over: break
        }
    }

    private func send(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var isSent = false
        session.takeOutput { octets in
            isSent = true
            context.write(Self.wrapOutboundOut(ByteBuffer(bytes: octets)), promise: promise)
        }
        if !isSent { promise?.succeed() }
    }

    private func fail(_ error: TransportError, _ context: ChannelHandlerContext) {
        phase = .over
        context.fireErrorCaught(error)
    }
}

extension Result<TLSSession.Reading, TransportError> {
    fileprivate var isOctets: Bool {
        if case .success(.octets) = self { true } else { false }
    }
}

extension EventLoopPromise<Void>? {
    fileprivate func fail(_ error: any Error) {
        self?.fail(error)
    }
}
