import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

@Suite("what a person decides about the server's copies", .timeLimit(.minutes(1)))
struct CopiesTests {
    @Test(
        "what is kept stays there in spite of download-and-remove",
        arguments: Place.everywhere([.imapDrain, .pop3Drain]))
    func kept(_ place: Place) async throws {
        let server = try await MailServer(place.server)
        try await server.deliverShort(1...3)
        let before = try await Desk(server, place.pair, consent: .refused)
        try await before.synchronise()
        #expect(try await server.numbers() == [1, 2, 3])
        try await before.engine.submit(.keepOnServer(true, on: [before.id(2)]))
        let after = try await Desk(server, place.pair, store: before.store)
        for _ in 0..<2 {
            try await after.synchronise()
            #expect(try await server.numbers() == [2])
            #expect(try await after.numbers().sorted() == [1, 2, 3])
            #expect(try await after.row(2)?.location == .kept)
            #expect(try await after.row(1)?.location == .onlyHere)
        }
        // And goes with the others once it is no longer kept.
        try await after.engine.submit(.keepOnServer(false, on: [after.id(2)]))
        try await after.synchronise()
        #expect(try await server.numbers().isEmpty)
        #expect(try await after.octets()[2] == Mail.short(2))
        await server.end()
    }

    @Test(
        "what is removed goes there and stays here, in spite of leave-on-server",
        arguments: Place.everywhere([.pop3Leave]))
    func removed(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...3)
            try await desk.synchronise()
            try await desk.engine.submit(.removeFromServer([desk.id(1), desk.id(3)]))
            #expect(try await desk.row(1)?.location == .leaving)
            for _ in 0..<2 {
                try await desk.synchronise()
                #expect(try await server.numbers() == [2])
                #expect(try await desk.numbers().sorted() == [1, 2, 3])
                #expect(try await desk.rows().count { $0.location == .onlyHere } == 2)
                #expect(try await desk.octets()[3] == Mail.short(3))
            }
        }
    }

    @Test("a check with new mail and removals is one login", arguments: Place.everywhere([.pop3Leave, .pop3Drain]))
    func oneLogin(_ place: Place) async throws {
        let server = try await MailServer(place.server)
        try await server.deliverShort(1...3)
        let proxy = server.proxy(.pop3)
        let desk = try await Desk(server, place.pair, through: proxy)
        try await desk.synchronise()
        #expect(proxy.traffic.connections == 1)
        try await server.deliverShort(4...5)
        try await desk.engine.submit(.deleteForever([desk.id(2)]))
        if !place.pair.isDraining { try await desk.engine.submit(.removeFromServer([desk.id(1)])) }
        try await desk.synchronise()
        #expect(proxy.traffic.connections == 2)
        #expect(try await server.numbers() == (place.pair.isDraining ? [] : [3, 4, 5]))
        #expect(try await desk.numbers().sorted() == [1, 3, 4, 5])
        await server.end()
    }

    @Test("a maildrop in use elsewhere is nobody's password, and loses no removal")
    func inUse() async throws {
        let server = try await MailServer(.embedded)
        try await server.deliverShort(1...2)
        let desk = try await Desk(server, .pop3Leave)
        try await desk.synchronise()
        try await desk.engine.submit(.removeFromServer([desk.id(1)]))
        let other = server.backend(.pop3)
        try await other.connect()
        let error = await #expect(throws: BackendError.self) { try await desk.synchronise() }
        #expect(error == .tryLater(.inUse, serverText: "Another session has the maildrop"))
        #expect(try await desk.row(1)?.location == .leaving)
        await other.disconnect()
        try await desk.synchronise()
        #expect(try await server.numbers() == [2])
        await server.end()
    }
}
