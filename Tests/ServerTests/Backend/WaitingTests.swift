import BackendAPI
import MailModel
import Testing

@Suite("waiting for news (RFC 2177)", .timeLimit(.minutes(1)))
struct WaitingTests {
    private static let settings = Setting.imap.filter { $0.features != .none }

    @Test("new mail is told at once", arguments: settings)
    func arrival(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await server.deliver(Mail.short(1))
            var knowledge = try await backend.knowledge()
            let waiting = Task { try await backend.waitForChange(in: .inbox) }
            // A call that comes in between ends the IDLE, which then goes on.
            _ = try await backend.mailboxes()
            let start = ContinuousClock.now
            try await server.deliver(Mail.short(2))
            try await waiting.value
            try await backend.compare(with: &knowledge)
            #expect(knowledge.subjects == ["Message 1", "Message 2"])
            // Milliseconds on a free machine; here two cores have a hundred tests to run, and nobody polls.
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    @Test("flags and removals by others are told", arguments: settings)
    func changes(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            for number in 1...3 { try await server.deliver(Mail.short(number)) }
            var knowledge = try await backend.knowledge()
            let other = server.backend(.imap, setting.protection)
            try await other.connect()
            let ids = try await other.knowledge().order
            let actions: [RemoteAction.Kind] = [
                .storeFlags(add: [.flagged], remove: [], on: [ids[0]], in: .inbox), .remove([ids[1]], from: .inbox),
            ]
            for action in actions {
                let waiting = Task { try await backend.waitForChange(in: .inbox) }
                #expect(try await other.perform(action)?.isDone == true)
                try await waiting.value
                try await backend.compare(with: &knowledge)
            }
            #expect(knowledge.messages.count == 2)
            #expect(knowledge.messages[ids[0]]?.flags == [.flagged])
            await other.disconnect()
        }
    }

    @Test("what happened before the waiting began is told at once", arguments: settings)
    func before(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await server.deliver(Mail.short(1))
            _ = try await backend.knowledge()
            // Another mailbox is open meanwhile.
            _ = try await backend.knowledge(of: server.archive)
            try await server.deliver(Mail.short(2))
            try await backend.waitForChange(in: .inbox)
        }
    }

    @Test("ends when it is cancelled, and the connection works on", arguments: Setting.all)
    func cancellation(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            guard setting.mailProtocol == .pop3 || setting.features != .none else { return }
            try await server.deliver(Mail.short(1))
            _ = try await backend.knowledge()
            let waiting = Task { try await backend.waitForChange(in: .inbox) }
            await Task.yield()
            waiting.cancel()
            await #expect(throws: BackendError.cancelled) { try await waiting.value }
            try await backend.connect()
            #expect(try await backend.knowledge().messages.count == 1)
        }
    }

    @Test("a server that goes meanwhile is noticed", arguments: MailServer.Kind.allCases)
    func death(_ kind: MailServer.Kind) async throws {
        try await Setting(server: kind, mailProtocol: .imap).withServer(isOwn: true) { server in
            let backend = server.backend(.imap)
            try await backend.connect()
            _ = try await backend.knowledge()
            let waiting = Task { try await backend.waitForChange(in: .inbox) }
            await server.kill()
            let error = await #expect(throws: BackendError.self) { try await waiting.value }
            #expect(error?.isUnreachable == true)
        }
    }
}
