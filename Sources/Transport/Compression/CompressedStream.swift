import Synchronization

/// A connection whose octets are deflated in both directions, from some octet on (RFC 4978).
///
/// Stands around the stream it was: time limits, cancellation and TLS are that one's.
package final class CompressedStream: ByteStream {
    /// Octets that one read gives at most, give or take ``Inflater/step``.
    ///
    /// Far more than one read of a slow line inflates to, so that the time between two reads tells how fast it is.
    package static let bound = 1_048_576

    private let inner: any ByteStream
    private let inflater: Mutex<Inflater>
    private let deflater: Mutex<Deflater>

    /// - Parameters:
    ///   - inner: The connection; nobody else may use it from here on.
    ///   - received: What of the deflated octets has been read from it already.
    /// - Throws: `.inflateFailed` where there is no memory for it.
    package init(around inner: any ByteStream, received: [UInt8]) throws(TransportError) {
        self.inner = inner
        var inflater = try Inflater()
        inflater.append(received)
        self.inflater = Mutex(inflater)
        deflater = Mutex(try Deflater())
    }

    /// Returns all that inflates from what has come, at most ``bound``, and reads no further before it is taken.
    ///
    /// - Throws: `.inflateFailed` where the peer's octets are no deflate stream; the connection is closed then.
    package func read(within limit: Duration) async throws(TransportError) -> [UInt8]? {
        // Octets that inflate to none are no sign of life.
        let deadline = ContinuousClock.now + limit
        while true {
            if let octets = try await inflated() { return octets }
            let left = deadline - .now
            guard left > .zero else {
                await close()
                throw .timedOut(.response)
            }
            guard let octets = try await inner.read(within: left) else { return nil }
            inflater.withLock { $0.append(octets) }
        }
    }

    private func inflated() async throws(TransportError) -> [UInt8]? {
        do {
            return try inflater.withLock { inflater throws(TransportError) in
                guard var octets = try inflater.next() else { return nil }
                while octets.count < Self.bound, let more = try inflater.next() { octets += more }
                return octets
            }
        } catch {
            await close()
            throw error
        }
    }

    package func write(_ octets: [UInt8]) async throws(TransportError) {
        try await inner.write(deflater.withLock { $0.deflate(octets) })
    }

    /// TLS goes around compression and never into it: fails, and closes the connection.
    package func startTLS() async throws(TransportError) {
        await close()
        throw .tlsFailed(reason: "it would have to begin inside compression")
    }

    package var security: ConnectionSecurity? { get async { await inner.security } }

    package func close() async { await inner.close() }
}
