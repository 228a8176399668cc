import BackendAPI
import Glibc
import MailModel
import TestKit
import Testing
import Transport

@Suite("a first try that the server has not done yet when its line is broken", .timeLimit(.minutes(1)))
struct UnderWayTests {
    private static let settings = Setting.imap.filter {
        $0.server == .dovecot && $0.features == .condStoreOnly && $0.protection == .none
    }

    /// When the server gets to the first try.
    enum Moment: CaseIterable {
        /// The repeat has looked, and waits a second before it looks again.
        case betweenLooks
        /// The repeat has looked twice, and sends its own.
        case beforeCopy
    }

    @Test("leaves one message, whenever it ends", arguments: settings, Moment.allCases)
    func move(_ setting: Setting, _ moment: Moment) async throws {
        try await setting.withBackend { server, backend in
            for number in 1...3 { try await server.deliver(Mail.short(number), date: 1_700_000_000) }
            let id = try #require(try await backend.knowledge().message("Message 2")?.id)
            let move = RemoteAction.Kind.move([id], from: .inbox, to: server.archive)

            let line = server.proxy(.imap)
            let first = server.backend(.imap, through: line)
            try await first.connect()
            _ = try await first.knowledge()
            server.suspendSessions(true)
            defer { server.suspendSessions(false) }
            let (sent, send) = AsyncStream.makeStream(of: Void.self)
            line.watch(for: "UID COPY") { send.finish() }
            let firstTry = Task { try await first.perform(move) }
            for await _ in sent {}
            firstTry.cancel()
            _ = await firstTry.result

            let secondLine = server.proxy(.imap)
            switch moment {
            case .betweenLooks:
                secondLine.watch(for: "UID SEARCH") {
                    background {
                        usleep(100_000)
                        server.suspendSessions(false)
                    }
                }
            case .beforeCopy:
                secondLine.watch(for: "UID COPY") {
                    server.suspendSessions(false)
                    server.waitForMessage(in: server.archive)
                }
            }
            let second = server.backend(.imap, through: secondLine)
            try await second.connect()
            #expect(try await second.perform(move, isRepeat: true)?.isDone == true)
            await second.disconnect()

            #expect(try await server.messages(in: server.archive).compactMap { Mail.number(of: $0.octets) } == [2])
            #expect(try await server.messages().compactMap { Mail.number(of: $0.octets) } == [1, 3])
        }
    }
}
