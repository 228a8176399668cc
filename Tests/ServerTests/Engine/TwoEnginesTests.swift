import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

/// Safety row 21.
@Suite("two engines on one store", .timeLimit(.minutes(1)))
struct TwoEnginesTests {
    @Test(
        "the second shows and queues, the first talks; then the second takes over",
        arguments: Place.everywhere([.imapLeave]))
    func two(_ place: Place) async throws {
        let server = try await MailServer(place.server)
        try await server.deliverShort(1...3)
        let folder = TemporaryFolder()
        let path = folder.path + "/mail.sqlite"
        let proxy = server.proxy(.imap)
        let first = try await Desk(server, place.pair, store: MailDatabase(account: Desk.name, path: path))
        let second = try await Desk(
            server, place.pair, through: proxy, store: MailDatabase(account: Desk.name, path: path))
        let firstRun = Task { await first.engine.run() }
        try await first.wait { $0.count == 3 }
        let secondRun = Task { await second.engine.run() }
        for await status in second.engine.statuses where status.connection == .elsewhere { break }
        #expect(try await second.rows().count == 3)
        try await second.engine.submit(.setFlag(.flagged, true, on: [second.id(2)]))
        try await second.engine.submit(.deleteForever([second.id(1)]))
        // Looks now instead of now and then.
        await first.store.lookForOtherWriters()
        try await first.waitUntilSent()
        #expect(try await server.numbers() == [2, 3])
        let flagged = try await server.messages().filter { $0.flags.contains(.flagged) }
        #expect(flagged.compactMap { Mail.number(of: $0.octets) } == [2])
        #expect(try await second.rows().map(\.subject) == ["Message 3", "Message 2"])
        #expect(proxy.traffic.connections == 0)
        firstRun.cancel()
        await firstRun.value
        try await server.deliverShort(4...4)
        await second.engine.checkNow()
        try await second.wait { $0.map(\.subject) == ["Message 4", "Message 3", "Message 2"] }
        #expect(proxy.traffic.connections == 1)
        secondRun.cancel()
        await secondRun.value
        await server.end()
    }
}
