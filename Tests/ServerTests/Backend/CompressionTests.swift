import BackendAPI
import MailModel
import TestKit
import Testing
import Transport

/// What comes in compressed is what comes in plain, in fewer octets.
@Suite("COMPRESS=DEFLATE on Dovecot (RFC 4978)", .timeLimit(.minutes(2)))
struct CompressionTests {
    private struct Outcome {
        var knowledge: Knowledge
        var headers: LatencyProxy.Traffic
        var contents: [[UInt8]]
        var bodies: LatencyProxy.Traffic
    }

    /// All there is to know of 1000 messages, and the content of 50 and a large one, over one connection.
    private func synchronise(_ features: MailServer.Features) async throws -> Outcome {
        let server = try await MailServer(.dovecot, features)
        try await server.deliver(Mail.withAttachment(0, sizeInOctets: 5 << 20))
        try await server.deliverShort(1...999)
        let proxy = server.proxy(.imap, .implicitTLS)
        let backend = server.backend(.imap, .implicitTLS, through: proxy)
        try await backend.connect()
        proxy.resetTraffic()
        let knowledge = try await backend.knowledge()
        let headers = proxy.traffic
        proxy.resetTraffic()
        let wanted = knowledge.order.filter { knowledge.messages[$0]?.summary?.subject == "Message 0" }
        let contents = try await backend.fetch(of: wanted + knowledge.order.prefix(50))
        let outcome = Outcome(
            knowledge: knowledge, headers: headers,
            contents: contents.values.sorted { $0.lexicographicallyPrecedes($1) }, bodies: proxy.traffic)
        await backend.disconnect()
        return outcome
    }

    @Test("a first sync and contents")
    func equal() async throws {
        let plain = try await synchronise(.noCompression)
        let compressed = try await synchronise(.all)
        #expect(compressed.knowledge.messages.count == 1000)
        #expect(compressed.knowledge.subjects == plain.knowledge.subjects)
        #expect(compressed.contents.count == 51)
        #expect(compressed.contents == plain.contents)
        #expect(compressed.headers.octetsToClient * 2 < plain.headers.octetsToClient)
        // Base64 shrinks by a quarter, whatever it stands for.
        #expect(compressed.bodies.octetsToClient * 10 < plain.bodies.octetsToClient * 8)
    }
}
