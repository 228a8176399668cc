import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

/// Safety row 20: UIDs that mean other messages.
@Suite("a new UIDVALIDITY (RFC 9051 §2.3.1.1)", .timeLimit(.minutes(1)))
struct ValidityTests {
    private static let places =
        Place.everywhere([.imapLeave])
        + MailServer.Kind.withFewFeatures.map { Place(server: $0, pair: .imapLeave, features: .none) }

    @Test("keeps what is known here, and what waits finds its own message", arguments: places)
    func pending(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            for number in 1...6 {
                try await server.deliver(
                    Mail.withAttachment(number, sizeInOctets: 1000 * number), date: 1_700_000_000 + Int64(number))
            }
            try await desk.engine.synchroniseOnce(only: nil, bodies: true)
            let before = try await desk.rows()
            // Two go, so that in the new numbering every UID names another message than before.
            if place.features != .none {
                try await desk.engine.submit(.deleteForever([desk.id(1), desk.id(2)]))
                try await desk.synchronise()
            }
            try await desk.engine.submit(.setFlag(.flagged, true, on: [desk.id(5)]))
            try await desk.engine.submit(.copy([desk.id(6)], to: .role(.archive)))
            try await server.renumber()
            try await server.deliver(Mail.short(7), date: 1_700_000_007)
            for _ in 0..<3 { try await desk.synchronise() }
            let left = place.features == .none ? Array(1...7) : Array(3...7)
            #expect(try await desk.numbers() == left.reversed())
            #expect(try await server.numbers() == left)
            let flagged = try await server.messages().filter { !$0.flags.isEmpty }
            #expect(flagged.compactMap { Mail.number(of: $0.octets) } == [5])
            #expect(try await server.numbers(in: server.archive) == [6])
            #expect(try await desk.store.pendingCount() == 0)
            // The rows are the same ones, with what was fetched for them.
            let after = try await desk.rows()
            for row in after where row.subject != "Message 7" {
                #expect(before.contains { $0.id == row.id && $0.subject == row.subject }, "\(row.subject)")
                #expect(try await desk.store.content(of: row.id) != nil, "\(row.subject)")
                #expect(row.flags == (row.subject == "Message 5" ? [.flagged] : []), "\(row.subject)")
            }
        }
    }

    @Test("in a draining account takes nothing twice and leaves nothing", arguments: MailServer.Kind.allCases)
    func draining(_ kind: MailServer.Kind) async throws {
        try await Place(server: kind, pair: .imapDrain).withDesk { server, desk in
            try await server.deliverShort(1...4)
            try await desk.synchronise()
            try await server.deliverShort(5...7)
            try await server.renumber()
            for _ in 0..<2 {
                try await desk.synchronise()
                #expect(try await desk.numbers().sorted() == Array(1...7))
                #expect(try await server.messages().isEmpty)
            }
        }
    }
}
