import NIOCore

/// One client's connection: its octets arrive as events, and so does news of its mailbox.
struct Connection: Sendable {
    enum Event: Sendable {
        case octets([UInt8])
        /// The mailbox that the session watches is no longer what the session knows.
        case mailboxChanged
    }

    /// The client is gone.
    struct Lost: Error {}

    let events: AsyncStream<Event>
    private let feed: AsyncStream<Event>.Continuation
    private let channel: any Channel

    /// Equips a channel that was just accepted.
    static func equip(_ channel: any Channel, options: DemoServer.Options, idleLimit: TimeAmount)
        -> EventLoopFuture<Connection>
    {
        let (events, feed) = AsyncStream.makeStream(of: Event.self)
        let delay = TimeAmount(options.latency)
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers(
                [IdleStateHandler(allTimeout: idleLimit), ConnectionHandler(feed: feed, delay: delay)])
            return Connection(events: events, feed: feed, channel: channel)
        }
    }

    /// Tells the session that its mailbox has changed.
    func notify() { feed.yield(.mailboxChanged) }

    /// Says that octets of an event have been used, so that more may be read.
    func used(_ count: Int) {
        channel.triggerUserOutboundEvent(ConnectionHandler.OctetsUsed(count: count), promise: nil)
    }

    /// Sends octets; returns when the operating system has them, so a client that doesn't read stops its session.
    func write(_ octets: [UInt8]) async throws(Lost) {
        guard !octets.isEmpty else { return }
        do {
            try await channel.writeAndFlush(ByteBuffer(bytes: octets))
        } catch {
            throw Lost()
        }
    }

    func close() { channel.close(promise: nil) }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
