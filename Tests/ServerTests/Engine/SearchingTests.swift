import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

@Suite("a search that goes on where the texts are", .timeLimit(.minutes(1)))
struct SearchingTests {
    @Test(
        "the server finds what is not here, what is here is not asked for, and without a connection that is said",
        arguments: MailServer.Kind.allCases.map { Place(server: $0, pair: .imapLeave) }
            + [Place(server: .dovecot, pair: .imapLeave, features: .none)])
    func finds(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            for (number, word) in ["zeppelin", "balloon", "Grüße"].enumerated() {
                try await server.deliver(Mail.message(number + 1, body: Array("The \(word) lands.\r\n".utf8)))
            }
            try await desk.synchronise()
            let inbox = try #require(try await desk.store.mailbox(named: .inbox)).id
            func ask(_ query: String) async -> ServerSearch {
                await desk.engine.searchServer(for: query, in: inbox, named: .inbox)
            }
            func found(_ query: String) async throws -> [String] {
                let source = MessageSource.search(query: query, in: .mailbox(inbox))
                return try await desk.store.messageWindow(source, offset: 0, count: 10).rows.map(\.subject)
            }
            #expect(await ask("zeppelin") == .unanswered(reason: "there is no connection"))
            try await desk.whileRunning {
                var outcome = await ask("zeppelin")
                while case .unanswered = outcome {
                    try Task.checkCancellation()
                    await Task.yield()
                    outcome = await ask("zeppelin")
                }
                #expect(outcome == .found(new: 1, isCut: false))
                #expect(try await found("zeppelin") == ["Message 1"])
                #expect(await ask("zeppelin") == .found(new: 0, isCut: false))
                #expect(await ask("airship") == .found(new: 0, isCut: false))
                #expect(await ask("subject:message") == .notNeeded)
                #expect(await ask("from:nobody lands") == .found(new: 0, isCut: false))
                for row in try await desk.rows() { _ = try await desk.engine.read(row.id) }
                while try await desk.store.hasUnknownTexts(in: inbox) {
                    try Task.checkCancellation()
                    await Task.yield()
                }
                #expect(await ask("balloon") == .notNeeded)
                #expect(try await found("balloon") == ["Message 2"])
            }
        }
    }
}
