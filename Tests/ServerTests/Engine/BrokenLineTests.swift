import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

/// A line that is cut once, at some octet of a server's answers.
struct Cut: Hashable, Sendable, CustomTestStringConvertible {
    var place: Place
    /// Which of how many stretches of the conversation the cuts of this case fall in.
    var stretch: Int
    static let stretches = 8

    static let all = Place.everywhere(Pair.all).flatMap { place in
        // Elsewhere, a few of them.
        let isKnownBest = MailServer.Kind.withFewFeatures.contains(place.server)
        return stride(from: 0, to: stretches, by: isKnownBest ? 1 : 3).map { Cut(place: place, stretch: $0) }
    }

    var testDescription: String { "\(place.testDescription), stretch \(stretch)" }
}

/// Safety rows 11 and 15: the server does what it was told, and the answer never comes.
@Suite("a line cut anywhere loses nothing and doubles nothing", .timeLimit(.minutes(2)))
struct BrokenLineTests {
    /// Points a stretch; 64 for each pair on the embedded server, 16 on Dovecot, 6 elsewhere.
    private static func points(_ kind: MailServer.Kind) -> Int { kind == .embedded ? 8 : 2 }

    private static func message(_ number: Int) -> [UInt8] {
        number == 5 ? Mail.withAttachment(5, sizeInOctets: 30_000) : Mail.short(number)
    }

    /// A server with mail, a store that knows what was there first, and work that waits for the connection.
    private struct Scene {
        let server: MailServer
        let proxy: LatencyProxy
        let desk: Desk

        init(_ place: Place) async throws {
            server = try await MailServer(place.server)
            for number in 1...6 {
                try await server.deliver(BrokenLineTests.message(number), date: 1_700_000_000 + Int64(number))
            }
            proxy = server.proxy(place.pair.mailProtocol)
            desk = try await Desk(server, place.pair, through: proxy)
            guard !place.pair.isDraining else { return }
            try await desk.synchronise()
            let engine = desk.engine
            try await engine.submit(.deleteForever([desk.id(4)]))
            if place.pair.mailProtocol == .imap {
                try await engine.submit(.setFlag(.flagged, true, on: [desk.id(1)]))
                try await engine.submit(.copy([desk.id(3)], to: .role(.archive)))
                try await engine.submit(.setFlag(.seen, true, on: [desk.id(2)]))
            }
            try await engine.submit(.move([desk.id(2)], to: .role(.archive)))
            try await server.deliver(BrokenLineTests.message(7), date: 1_700_000_007)
            proxy.resetTraffic()
        }

        /// How it must end, whatever happened on the way.
        func expectAll(_ comment: Comment) async throws {
            let pair = desk.pair
            if pair.isDraining {
                #expect(try await server.messages().isEmpty, comment)
                #expect(try await desk.numbers().sorted() == Array(1...6), comment)
                let octets = try await desk.octets()
                for number in 1...6 { #expect(octets[number] == BrokenLineTests.message(number), comment) }
            } else if pair.mailProtocol == .pop3 {
                #expect(try await server.numbers() == [1, 2, 3, 5, 6, 7], comment)
                #expect(try await desk.numbers().sorted() == [1, 3, 5, 6, 7], comment)
                #expect(try await desk.numbers(in: desk.archive) == [2], comment)
                let octets = try await desk.octets()
                for number in [1, 3, 5, 6, 7] { #expect(octets[number] == BrokenLineTests.message(number), comment) }
            } else {
                #expect(try await server.numbers() == [1, 3, 5, 6, 7], comment)
                #expect(try await server.numbers(in: server.archive) == [2, 3], comment)
                #expect(try await desk.numbers() == [7, 6, 5, 3, 1], comment)
                #expect(try await desk.numbers(in: desk.archive).sorted() == [2, 3], comment)
                #expect(try await desk.row(1)?.flags == [.flagged], comment)
                #expect(try await desk.row(2, in: desk.archive)?.flags == [.seen], comment)
                let flagged = try await server.messages().filter { $0.flags.contains(.flagged) }
                #expect(flagged.compactMap { Mail.number(of: $0.octets) } == [1], comment)
            }
            #expect(try await desk.store.pendingCount() == 0, comment)
        }
    }

    @Test("wherever it is cut, the next connections bring all in step", arguments: Cut.all)
    func cut(_ cut: Cut) async throws {
        let whole = try await Scene(cut.place)
        try await whole.desk.synchronise()
        let octets = whole.proxy.traffic.octetsToClient
        try await whole.desk.synchronise()
        try await whole.expectAll("without any cut")
        await whole.server.end()
        var random = SeededGenerator(seed: UInt64(cut.stretch))
        let first = octets * cut.stretch / Cut.stretches
        let last = octets * (cut.stretch + 1) / Cut.stretches
        var broken = 0
        for _ in 0..<Self.points(cut.place.server) {
            let offset = Int.random(in: first..<max(first + 1, last), using: &random)
            let scene = try await Scene(cut.place)
            scene.proxy.cut(afterOctetsToClient: offset)
            do { try await scene.desk.synchronise() } catch { broken += 1 }
            scene.proxy.resetTraffic()
            // The second sweeps up what two comparisons must agree on.
            for _ in 0..<2 { try await scene.desk.synchronise() }
            try await scene.expectAll("\(cut.place.testDescription), cut after \(offset) of \(octets) octets")
            await scene.server.end()
        }
        // What is cut off at the very end is a goodbye that nobody needs.
        if cut.stretch < Cut.stretches - 1 { #expect(broken > 0) }
    }
}
