import BackendAPI
import MailModel
import TestKit
import Testing
import Transport

/// What a person waits for never waits behind what is only fetched ahead.
///
/// Counted in octets that come before the answer is whole, on a line of which so many pass in a round trip: nothing
/// here depends on how fast the machine is.
@Suite("behind a bulk transfer on a slow line", .serialized, .timeLimit(.minutes(2)))
struct BulkRoundTripTests {
    /// 2 Mbit/s, and 150 ms there and back.
    private static let octetsPerSecond = 250_000
    /// What may pass before an answer is whole: its own round trip, and three more.
    private static let limit = 4 * octetsPerSecond * 150 / 1000
    private static let tries = 4

    private func expectSmallDelay(
        on server: MailServer, reading id: RemoteID,
        behind bulk: @escaping @Sendable (any MailBackend) async throws -> Void
    ) async throws {
        var fewest = Int.max
        for _ in 0..<Self.tries where fewest > Self.limit {
            let proxy = LatencyProxy(
                to: server.endpoint(.imap, .none).port, delay: .milliseconds(75),
                octetsPerSecond: Self.octetsPerSecond)
            let backend = server.backend(.imap, through: proxy)
            try await backend.connect()
            let transfer = Task { try await bulk(backend) }
            // It is in full swing.
            while proxy.traffic.octetsToClient < 3 * Self.octetsPerSecond {
                try await Task.sleep(for: .milliseconds(5))
            }
            var most = 0
            for _ in 0..<3 {
                let before = proxy.traffic.octetsToClient
                let text = try await backend.fetch(.part("1"), of: [id])
                most = max(most, proxy.traffic.octetsToClient - before - (text[id]?.count ?? 0))
            }
            fewest = min(fewest, most)
            transfer.cancel()
            _ = await transfer.result
            await backend.disconnect()
        }
        #expect(fewest <= Self.limit)
    }

    @Test("of headers, a text comes within 3 round trips more")
    func headers() async throws {
        // Compressed they would be through before anybody could want something else.
        let server = try await MailServer(.dovecot, .noCompression)
        try await server.deliverShort(1...6000)
        let newest = try #require(try await Self.names(on: server).first)
        try await expectSmallDelay(on: server, reading: newest) { backend in
            let stream = backend.changes(in: .inbox, since: .nothing)
            while try await stream.next() != nil {}
        }
    }

    @Test(
        "of an attachment, a text comes within 3 round trips more",
        arguments: [MailServer.Features.all, .noCompression])
    func attachment(_ features: MailServer.Features) async throws {
        let server = try await MailServer(.dovecot, features)
        try await server.deliver(Mail.withAttachment(1, sizeInOctets: 12 << 20, text: "All work and no play"))
        try await server.deliver(Mail.short(2))
        let ids = try await Self.names(on: server)
        try await expectSmallDelay(on: server, reading: ids[0]) { backend in
            let stream = backend.content(.part("2"), of: [ids[1]], in: .inbox)
            while try await stream.next() != nil {}
        }
    }

    /// Names of all messages, the newest first.
    private static func names(on server: MailServer) async throws -> [RemoteID] {
        let backend = server.backend(.imap)
        try await backend.connect()
        let order = try await backend.knowledge().order
        await backend.disconnect()
        return order
    }
}
