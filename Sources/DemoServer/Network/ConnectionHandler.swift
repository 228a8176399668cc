import NIOCore

/// Feeds a connection's events, each chunk of octets after the configured delay.
///
/// The whole round trip is added on the way in: a pipeline of commands is delayed once,
/// as on a long line, and not once a command. Reading stops while the session has
/// ``mostOutstanding`` octets that it has not used.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    /// The session has used that many octets.
    struct OctetsUsed: Sendable { let count: Int }

    private static let mostOutstanding = 1 << 18

    private let feed: AsyncStream<Connection.Event>.Continuation
    private let delay: TimeAmount
    /// Octets received and not yet used by the session.
    private var outstanding = 0
    /// Chunks waiting for their time, oldest first.
    private var delayed = CircularBuffer<[UInt8]>()

    init(feed: AsyncStream<Connection.Event>.Continuation, delay: TimeAmount) {
        self.feed = feed
        self.delay = delay
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let octets = Array(unwrapInboundIn(data).readableBytesView)
        outstanding += octets.count
        guard delay > .zero else {
            feed.yield(.octets(octets))
            return
        }
        delayed.append(octets)
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            if let octets = self.delayed.popFirst() { self.feed.yield(.octets(octets)) }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if outstanding < Self.mostOutstanding { context.read() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let used = event as? OctetsUsed else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        let wasFull = outstanding >= Self.mostOutstanding
        outstanding -= used.count
        if wasFull && outstanding < Self.mostOutstanding { context.read() }
        promise?.succeed()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        feed.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
