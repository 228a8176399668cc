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
            async let told = backend.waitForChange(in: .inbox)
            // A call that comes in between ends the IDLE, which then goes on.
            _ = try await backend.mailboxes()
            try await setting.waitUntilWatching()
            let start = ContinuousClock.now
            try await server.deliver(Mail.short(2))
            #expect(try await told == [.inbox])
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
                async let told = backend.waitForChange(in: .inbox)
                try await setting.waitUntilWatching()
                #expect(try await other.perform(action)?.isDone == true)
                #expect(try await told == [.inbox])
                try await backend.compare(with: &knowledge)
            }
            #expect(knowledge.messages.count == 2)
            #expect(knowledge.messages[ids[0]]?.flags == [.flagged])
            await other.disconnect()
        }
    }

    @Test("what comes to another mailbox after the listing is told too, where the server has NOTIFY (RFC 5465)")
    func elsewhere() async throws {
        guard MailServer.Kind.allCases.contains(.dovecot) else { return }
        try await Setting(server: .dovecot, mailProtocol: .imap).withServer { server in
            try await server.deliver(Mail.short(1))
            let backend = server.backend(.imap)
            try await backend.connect(foreseeing: nil, following: true)
            _ = try await backend.mailboxes()
            _ = try await backend.knowledge()
            // Dovecot hears of what is done through it, not of files that are put there.
            let other = server.backend(.imap)
            try await other.connect()
            let ids = try await other.knowledge().order
            // Before the waiting begins, and meanwhile.
            #expect(try await other.perform(.copy(ids, from: .inbox, to: server.archive))?.isDone == true)
            let told = try await backend.waitForChange(in: .inbox)
            #expect(told == [server.archive])
            async let changed = backend.waitForChange(in: .inbox)
            #expect(try await other.perform(.copy(ids, from: .inbox, to: server.archive))?.isDone == true)
            #expect(try await changed == [server.archive])
            // What has been compared since is no news.
            let copying = RemoteAction.Kind.copy(ids, from: .inbox, to: server.archive)
            #expect(try await backend.perform(copying)?.isDone == true)
            _ = try await backend.knowledge(of: server.archive)
            try await server.deliver(Mail.short(2))
            #expect(try await backend.waitForChange(in: .inbox) == [.inbox])
            for backend in [backend, other] { await backend.disconnect() }
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

extension Setting {
    /// Courier never tells of what happens between its look at the mailbox, when IDLE begins, and its watch over it.
    fileprivate func waitUntilWatching() async throws {
        if server == .courier { try await Task.sleep(for: .seconds(1)) }
    }
}
