import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing
import Transport

/// A pair of protocol and mode on a server.
struct Place: Hashable, Sendable, CustomTestStringConvertible {
    var server: MailServer.Kind
    var pair: Pair
    var protection = Endpoint.Protection.none
    var features = MailServer.Features.all

    static func everywhere(_ pairs: [Pair]) -> [Place] {
        MailServer.Kind.allCases.flatMap { server in pairs.map { Place(server: server, pair: $0) } }
    }

    /// All pairs on both servers, in TLS too, and with as few extensions as there can be.
    static let all = everywhere(Pair.all) + special.filter { MailServer.Kind.allCases.contains($0.server) }

    private static let special =
        Pair.all.map { Place(server: .dovecot, pair: $0, protection: .implicitTLS) }
        + [.imapLeave, .pop3Leave, .pop3Drain].map { Place(server: .embedded, pair: $0, features: .none) }
        + [Place(server: .dovecot, pair: .imapLeave, features: .none)]

    var testDescription: String { "\(server) \(pair) \(protection), extensions: \(features)" }

    func withDesk(_ body: (MailServer, Desk) async throws -> Void) async throws {
        let server = try await MailServer(self.server, features)
        do {
            try await body(server, try await Desk(server, pair, protection))
        } catch {
            await server.end()
            throw error
        }
        await server.end()
    }
}

@Suite("engine and store follow the server", .timeLimit(.minutes(1)))
struct SynchronisingTests {
    @Test(
        "with bodies, the first time and then: octets, flags and dates; nothing doubled",
        arguments: Place.everywhere([.imapLeave, .imapDrain]))
    func bodies(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            for number in 1...9 {
                let octets = number == 5 ? Mail.withAttachment(5, sizeInOctets: 400_000) : Mail.short(number)
                try await server.deliver(
                    octets, date: 1_700_000_000 + Int64(number), flags: number % 3 == 0 ? [.seen] : [])
            }
            for _ in 0..<2 {
                try await desk.synchronise(bodies: true)
                let rows = try await desk.rows()
                #expect(rows.map(\.date.secondsSince1970) == (1...9).reversed().map { 1_700_000_000 + Int64($0) })
                #expect(rows.filter { $0.flags.contains(.seen) }.count == 3)
                #expect(try await desk.octets()[4] == Mail.short(4))
                #expect(try await desk.octets().count == 9)
            }
        }
    }

    @Test(
        "what is on the server is in the store: order, subjects, flags, sizes; again: nothing doubled",
        arguments: Place.all)
    func inStep(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            for number in 1...9 {
                try await server.deliver(
                    Mail.short(number), date: 1_700_000_000 + Int64(number), flags: number % 3 == 0 ? [.seen] : [])
            }
            for _ in 0..<3 {
                try await desk.synchronise()
                let rows = try await desk.rows()
                #expect(rows.count == 9)
                #expect(Set(rows.map(\.subject)) == Set((1...9).map { "Message \($0)" }))
                for row in rows {
                    let number = Int(row.subject.dropFirst(8)) ?? 0
                    #expect(row.sizeInOctets == Mail.short(number).count)
                    #expect(row.from.first?.address == "ada\(number)@example.org")
                    guard place.pair.mailProtocol == .imap else { continue }
                    #expect(row.flags.contains(.seen) == (number % 3 == 0))
                    #expect(row.date == MailDate(secondsSince1970: 1_700_000_000 + Int64(number)))
                }
                // POP3 has no INTERNALDATE, and all have the same Date.
                if place.pair.mailProtocol == .imap {
                    #expect(rows.map(\.subject) == (1...9).reversed().map { "Message \($0)" })
                }
            }
            let counts = try await desk.store.mailbox(named: .inbox)
            #expect(counts?.messages == 9)
            #expect(counts?.unread == (place.pair.mailProtocol == .imap ? 6 : 9))
        }
    }

    @Test("new mail, flags, moves and deletions of others come here", arguments: Place.everywhere([.imapLeave]))
    func fromOthers(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...6)
            try await desk.synchronise()
            let other = server.backend(.imap)
            try await other.connect()
            let theirs = try await other.knowledge()
            let named = { (number: Int) in try #require(theirs.message("Message \(number)")?.id) }
            _ = try await other.perform(
                .storeFlags(add: [.flagged], remove: [], on: [try named(1)], in: .inbox))
            _ = try await other.perform(.move([try named(2)], from: .inbox, to: server.archive))
            _ = try await other.perform(.remove([try named(3)], from: .inbox))
            await other.disconnect()
            try await server.deliverShort(7...7)
            try await desk.synchronise()
            #expect(try await desk.numbers() == [7, 6, 5, 4, 1])
            #expect(try await desk.numbers(in: desk.archive) == [2])
            #expect(try await desk.row(1)?.flags == [.flagged])
        }
    }

    @Test(
        "what was done here, offline, is done there after the next connection",
        arguments: Place.everywhere([.imapLeave]))
    func toServer(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...8)
            try await desk.synchronise()
            let engine = desk.engine
            try await engine.submit(.setFlag(.flagged, true, on: [desk.id(1), desk.id(2)]))
            try await engine.submit(.setFlag(.seen, true, on: [desk.id(1)]))
            try await engine.submit(.move([desk.id(3), desk.id(4)], to: .role(.archive)))
            try await engine.submit(.move([desk.id(5)], to: .role(.trash)))
            try await engine.submit(.deleteForever([desk.id(6)]))
            try await engine.submit(.copy([desk.id(7)], to: .role(.archive)))
            // Shown at once, while the server knows nothing.
            #expect(try await desk.numbers() == [8, 7, 2, 1])
            #expect(try await server.numbers() == Array(1...8))
            for _ in 0..<2 {
                try await desk.synchronise()
                #expect(try await server.numbers() == [1, 2, 7, 8])
                #expect(try await server.numbers(in: server.archive) == [3, 4, 7])
                #expect(try await server.numbers(in: server.trash) == [5])
                #expect(try await desk.numbers() == [8, 7, 2, 1])
                #expect(try await desk.numbers(in: desk.archive).sorted() == [3, 4, 7])
                #expect(try await desk.numbers(in: desk.trash) == [5])
                #expect(try await desk.store.pendingCount() == 0)
            }
            let flags = try await server.messages().reduce(into: [Int: Flags]()) {
                $0[Mail.number(of: $1.octets) ?? -1] = $1.flags
            }
            #expect(flags == [1: [.seen, .flagged], 2: [.flagged], 7: [], 8: []])
            // And back again, over the names that the move gave them.
            try await engine.submit(.move([desk.id(3, in: desk.archive)], to: .role(.inbox)))
            try await engine.submit(.setFlag(.seen, true, on: [desk.id(5, in: desk.trash)]))
            try await desk.synchronise()
            #expect(try await server.numbers() == [1, 2, 3, 7, 8])
            #expect(try await server.messages(in: server.trash).map(\.flags) == [[.seen]])
        }
    }

    @Test("a server with nothing but IMAP4rev1 gets what it can do", arguments: MailServer.Kind.withFewFeatures)
    func bare(_ kind: MailServer.Kind) async throws {
        try await Place(server: kind, pair: .imapLeave, features: .none).withDesk { server, desk in
            try await server.deliverShort(1...4)
            try await desk.synchronise()
            try await desk.engine.submit(.setFlag(.flagged, true, on: [desk.id(1)]))
            try await desk.engine.submit(.copy([desk.id(2)], to: .role(.archive)))
            for _ in 0..<2 {
                try await desk.synchronise()
                #expect(try await desk.row(1)?.flags == [.flagged])
                #expect(try await desk.numbers(in: desk.archive) == [2])
                #expect(try await server.numbers(in: server.archive) == [2])
                #expect(try await desk.store.pendingCount() == 0)
            }
        }
    }

    @Test(
        "the loop hears of new mail, and sends what is done, without being asked", arguments: MailServer.Kind.allCases)
    func loop(_ kind: MailServer.Kind) async throws {
        try await Place(server: kind, pair: .imapLeave).withDesk { server, desk in
            try await server.deliverShort(1...2)
            try await desk.whileRunning {
                try await desk.wait { $0.count == 2 }
                try await server.deliverShort(3...3)
                try await desk.wait { $0.count == 3 }
                try await desk.engine.submit(.setFlag(.flagged, true, on: [desk.id(3)]))
                try await desk.waitUntilSent()
                let flagged = try await server.messages().filter { $0.flags.contains(.flagged) }
                #expect(flagged.compactMap { Mail.number(of: $0.octets) } == [3])
            }
        }
    }

    @Test(
        "a server that dies is come back to, and gets what was done meanwhile",
        arguments: Place.everywhere([.imapLeave]).filter(\.server.takesMailWhileDown))
    func restart(_ place: Place) async throws {
        let server = try await MailServer(place.server, isOwn: true)
        let desk = try await Desk(server, place.pair)
        try await server.deliverShort(1...3)
        try await desk.whileRunning {
            try await desk.wait { $0.count == 3 }
            await server.kill()
            for await status in desk.engine.statuses {
                if case .failed = status.connection { break }
            }
            #expect(try await desk.rows().count == 3, "the list stays")
            try await desk.engine.submit(.setFlag(.flagged, true, on: [desk.id(1)]))
            try await desk.engine.submit(.deleteForever([desk.id(2)]))
            try await server.deliverShort(4...4)
            try await server.restart()
            await desk.engine.checkNow()
            try await desk.wait { $0.map(\.subject) == ["Message 4", "Message 3", "Message 1"] }
            try await desk.waitUntilSent()
            #expect(try await server.numbers() == [1, 3, 4])
        }
        await server.end()
    }
}
