import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

@Suite("what other clients do on a server that marks messages (RFC 8474)", .timeLimit(.minutes(1)))
struct MovedByOthersTests {
    /// Those that have OBJECTID.
    private static let kinds = MailServer.Kind.unpacked.filter { $0 == .cyrus }

    @Test("a message that they move keeps its row, and its text is not fetched again", arguments: kinds)
    func moved(_ kind: MailServer.Kind) async throws {
        let server = try await MailServer(kind)
        try await server.deliverShort(1...2)
        let desk = try await Desk(server, .imapLeave)
        try await desk.synchronise()
        try await desk.synchronise(bodies: true)
        let id = try await desk.id(1)
        let octets = try await desk.store.content(of: id)
        #expect(octets != nil)
        let other = server.backend(.imap)
        try await other.connect()
        let known = try await other.knowledge()
        let name = try #require(known.message("Message 1")?.id)
        #expect(known.messages.values.allSatisfy { $0.emailID != nil })
        #expect(try await other.perform(.move([name], from: .inbox, to: desk.archive))?.isDone == true)
        try await desk.synchronise()
        #expect(try await desk.numbers() == [2])
        #expect(try await desk.id(1, in: desk.archive) == id)
        #expect(try await desk.store.content(of: id) == octets)
        await other.disconnect()
        await desk.backend.disconnect()
    }
}
