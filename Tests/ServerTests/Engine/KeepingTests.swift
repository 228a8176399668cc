import BackendAPI
import Glibc
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

@Suite("what becomes of the server's copies", .timeLimit(.minutes(1)))
struct KeepingTests {
    private static let draining = Place.everywhere([.imapDrain, .pop3Drain])
    private static let popLeaving = Place.everywhere([.pop3Leave])

    @Test("download-and-remove: all octets here, nothing there, once", arguments: draining)
    func drain(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            var delivered: [Int: [UInt8]] = [:]
            for (index, odd) in Mail.oddBodies.enumerated() where !odd.name.hasPrefix("bare") {
                delivered[index] = Mail.message(index, body: odd.body)
            }
            delivered[50] = Mail.withAttachment(50, sizeInOctets: 5 << 20)
            for (number, octets) in delivered { try await server.deliver(octets, date: 1_700_000_000 + Int64(number)) }
            for _ in 0..<2 {
                try await desk.synchronise()
                #expect(try await server.messages().isEmpty)
                #expect(try await desk.octets() == delivered)
                #expect(try await desk.rows().count == delivered.count)
                #expect(try await desk.rows().allSatisfy { $0.location == .onlyHere })
            }
            try await server.deliverShort(60...61)
            try await desk.synchronise()
            #expect(try await server.messages().isEmpty)
            #expect(try await desk.rows().count == delivered.count + 2)
        }
    }

    @Test("what was left on the server goes when the mode changes", arguments: draining)
    func modeChange(_ place: Place) async throws {
        let server = try await MailServer(place.server)
        try await server.deliverShort(1...4)
        let leaving = Pair(mailProtocol: place.pair.mailProtocol, mode: .leaveOnServer(removeAfter: nil))
        let before = try await Desk(server, leaving)
        try await before.synchronise()
        #expect(try await server.numbers() == [1, 2, 3, 4])
        let after = try await Desk(server, place.pair, store: before.store)
        try await after.synchronise()
        #expect(try await server.messages().isEmpty)
        #expect(try await after.octets().keys.sorted() == [1, 2, 3, 4])
        #expect(try await after.rows().count == 4)
        await server.end()
    }

    @Test("without a yes nothing leaves the server, and after it everything does", arguments: draining)
    func consent(_ place: Place) async throws {
        let server = try await MailServer(place.server)
        try await server.deliverShort(1...3)
        let desk = try await Desk(server, place.pair, consent: .notAsked)
        try await desk.whileRunning {
            var preview: RemovalPreview?
            for await status in desk.engine.statuses {
                if case .needsConsent(let asked) = status.connection { preview = asked }
                if preview != nil { break }
            }
            let octets = (1...3).reduce(0) { $0 + Mail.short($1).count }
            #expect(preview == RemovalPreview(messages: 3, octets: octets, host: "mail.example.org"))
            #expect(try await server.numbers() == [1, 2, 3])
            try await desk.engine.answerConsent(true)
            try await desk.passLoginDelay()
            try await desk.wait { $0.count == 3 && $0.allSatisfy { $0.location == .onlyHere } }
            #expect(try await server.messages().isEmpty)
        }
        await server.end()
    }

    @Test(
        "a disk that is full keeps everything on the server, and goes on when there is room",
        arguments: draining.filter { $0.server == .embedded || $0.server == .dovecot })
    func diskFull(_ place: Place) async {
        // A limit on a file's size is the process's: each has one of its own.
        switch (place.server == .embedded, place.pair.mailProtocol) {
        case (true, .imap):
            await #expect(processExitsWith: .success) { try await Self.fill(.embedded, .imapDrain) }
        case (true, .pop3):
            await #expect(processExitsWith: .success) { try await Self.fill(.embedded, .pop3Drain) }
        case (false, .imap): await #expect(processExitsWith: .success) { try await Self.fill(.dovecot, .imapDrain) }
        case (false, .pop3): await #expect(processExitsWith: .success) { try await Self.fill(.dovecot, .pop3Drain) }
        }
    }

    private static func fill(_ kind: MailServer.Kind, _ pair: Pair) async throws {
        let server = try await MailServer(kind, isOwn: true)
        for number in 1...4 { try await server.deliver(Mail.withAttachment(number, sizeInOctets: 400_000)) }
        let folder = TemporaryFolder()
        let store = try MailDatabase(account: Desk.name, path: folder.path + "/mail.sqlite")
        let desk = try await Desk(server, pair, store: store)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let free = limit.rlim_cur
        limit.rlim_cur = 700_000
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let error = await #expect(throws: BackendError.self) { try await desk.synchronise() }
        #expect(error.map { "\($0)".contains("full") } == true, "\(String(describing: error))")
        #expect(try await server.numbers() == [1, 2, 3, 4])
        _ = try await desk.rows()
        limit.rlim_cur = free
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        try await desk.synchronise()
        #expect(try await server.messages().isEmpty)
        #expect(try await desk.octets().keys.sorted() == [1, 2, 3, 4])
        #expect(try await desk.rows().count == 4)
        await server.end()
    }

    @Test("leave-on-server over POP3: what vanishes there stays here", arguments: popLeaving)
    func vanished(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...4)
            try await desk.synchronise()
            #expect(try await server.numbers() == [1, 2, 3, 4], "the server keeps its copies")
            #expect(try await desk.rows().allSatisfy { $0.location == .onServer })
            let other = server.backend(.imap)
            try await other.connect()
            let theirs = try await other.knowledge()
            _ = try await other.perform(.remove([try #require(theirs.message("Message 2")?.id)], from: .inbox))
            await other.disconnect()
            for _ in 0..<2 {
                try await desk.synchronise()
                #expect(try await desk.numbers().sorted() == [1, 2, 3, 4])
                #expect(try await desk.row(2)?.location == .onlyHere)
                #expect(try await desk.row(3)?.location == .onServer)
                #expect(try await desk.octets()[2] == Mail.short(2))
            }
        }
    }

    @Test("deleted for good here, gone there; moved here, left alone there", arguments: popLeaving)
    func deletedHere(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...4)
            try await desk.synchronise()
            try await desk.engine.submit(.deleteForever([desk.id(1)]))
            try await desk.engine.submit(.move([desk.id(2)], to: .role(.trash)))
            try await desk.engine.submit(.setFlag(.seen, true, on: [desk.id(3)]))
            for _ in 0..<2 {
                try await desk.synchronise()
                #expect(try await server.numbers() == [2, 3, 4])
                #expect(try await desk.numbers().sorted() == [3, 4])
                #expect(try await desk.numbers(in: desk.trash) == [2])
                #expect(try await desk.row(3)?.flags == [.seen])
            }
        }
    }

    @Test("remove_after: not before its day, and not because a clock jumped once", arguments: popLeaving)
    func removeAfter(_ place: Place) async throws {
        var place = place
        place.pair.mode = .leaveOnServer(removeAfter: .seconds(9 * 86_400))
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...2)
            try await desk.engine.synchroniseOnce(only: nil, bodies: true)
            let due = MailDate(secondsSince1970: 1_800_000_000 + 9 * 86_400)
            #expect(try await desk.rows().map(\.location) == [.leavesServer(at: due), .leavesServer(at: due)])
            desk.clock.advance(by: .seconds(9 * 86_400 - 1))
            try await desk.synchronise()
            try await desk.synchronise()
            #expect(try await server.numbers() == [1, 2])
            desk.clock.advance(by: .seconds(10))
            try await desk.synchronise()
            #expect(try await server.numbers() == [1, 2], "seen overdue once")
            desk.clock.advance(by: .seconds(10))
            try await desk.synchronise()
            #expect(try await server.numbers().isEmpty)
            try await desk.synchronise()
            #expect(try await desk.numbers().sorted() == [1, 2])
            #expect(try await desk.rows().allSatisfy { $0.location == .onlyHere })
        }
    }
}
