import BackendAPI
import MailModel
import TestKit
import Testing
import Transport

@Suite("connecting (BackendAPI)", .timeLimit(.minutes(1)))
struct ConnectingTests {
    @Test("logs in, and again does nothing", arguments: Setting.connecting)
    func connect(_ setting: Setting) async throws {
        try await setting.withServer { server in
            let proxy = server.proxy(setting.mailProtocol, setting.protection)
            let backend = server.backend(setting.mailProtocol, setting.protection, through: proxy)
            try await backend.connect()
            try await backend.connect()
            #expect(proxy.traffic.connections == 1)
            let capabilities = await backend.capabilities
            #expect(capabilities.actions.contains(.remove))
            #expect(capabilities.hasParts == (setting.mailProtocol == .imap))
            #expect(capabilities.isExclusive == (setting.mailProtocol == .pop3))
            #expect(capabilities.canPush == (setting.mailProtocol == .imap && setting.features != .none))
            await backend.disconnect()
            await backend.disconnect()
            try await backend.connect()
            #expect(proxy.traffic.connections == 2)
            await backend.disconnect()
        }
    }

    @Test("a wrong password is the server's refusal, and is not repeated in it", arguments: Setting.all)
    func wrongPassword(_ setting: Setting) async throws {
        try await setting.withServer { server in
            let password = "not-the-password"
            let backend = server.backend(
                setting.mailProtocol, at: server.endpoint(setting.mailProtocol, setting.protection),
                password: password)
            let error = await #expect(throws: BackendError.self) { try await backend.connect() }
            guard case .authenticationFailed(_, let text) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(!text.contains(password))
        }
    }

    @Test(
        "a certificate of another authority, or for another host, is insecure",
        arguments: Setting.connecting.filter { $0.protection != .none })
    func untrusted(_ setting: Setting) async throws {
        let server = try await MailServer(setting.server)
        let good = server.endpoint(setting.mailProtocol, setting.protection)
        var unknown = good
        unknown.trust = TLSPolicy()
        // 127.0.0.1 by a name that the certificate has not.
        var other = good
        other.host = "127.1"
        var pinned = good
        pinned.trust = TLSPolicy(pinnedSHA256: String(repeating: "0", count: 64))
        for endpoint in [unknown, other, pinned] {
            let error = await #expect(throws: BackendError.self) {
                try await server.backend(setting.mailProtocol, at: endpoint).connect()
            }
            guard case .insecure = error else {
                Issue.record("\(endpoint.host): \(String(describing: error))")
                continue
            }
        }
    }

    @Test("TLS is not given up where the server has none", arguments: [MailProtocol.imap, .pop3])
    func noTLS(_ mailProtocol: MailProtocol) async throws {
        try await Setting(server: .embedded, mailProtocol: mailProtocol).withServer { server in
            let error = await #expect(throws: BackendError.self) {
                try await server.backend(mailProtocol, .startTLS).connect()
            }
            guard case .insecure = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("a server that dies in the middle is unreachable, and there again after its start", arguments: Setting.plain)
    func death(_ setting: Setting) async throws {
        try await setting.withServer(isOwn: true) { server in
            let message = Mail.withAttachment(1, sizeInOctets: 5 << 20)
            try await server.deliver(message)
            let backend = server.backend(setting.mailProtocol)
            try await backend.connect()
            let ids = Array(try await backend.knowledge().messages.keys)
            let stream = backend.content(.whole, of: ids, in: .inbox)
            guard case .began = try await stream.next() else {
                Issue.record("the message does not begin")
                return
            }
            await server.kill()
            // What the system has received already is still given on.
            let error = await #expect(throws: BackendError.self) {
                while try await stream.next() != nil {}
                _ = try await backend.knowledge()
            }
            #expect(error?.isUnreachable == true, "\(String(describing: error))")
            let refused = await #expect(throws: BackendError.self) { try await backend.connect() }
            #expect(refused?.isUnreachable == true, "\(String(describing: refused))")
            try await server.restart()
            try await backend.connect()
            let again = Array(try await backend.knowledge().messages.keys)
            #expect(try await Array(backend.fetch(of: again).values) == [message])
            await backend.disconnect()
        }
    }

    @Test("a line that is cut is unreachable", arguments: Setting.plain)
    func cut(_ setting: Setting) async throws {
        try await setting.withServer { server in
            try await server.deliver(Mail.message(1, body: [UInt8](repeating: 0x61, count: 100_000) + [13, 10]))
            let proxy = server.proxy(setting.mailProtocol)
            let backend = server.backend(setting.mailProtocol, through: proxy)
            try await backend.connect()
            let ids = Array(try await backend.knowledge().messages.keys)
            proxy.cut(afterOctetsToClient: 50_000)
            let error = await #expect(throws: BackendError.self) { try await backend.fetch(of: ids) }
            #expect(error?.isUnreachable == true, "\(String(describing: error))")
            proxy.resetTraffic()
            try await backend.connectOnceFree()
            #expect(try await backend.fetch(of: ids).count == 1)
            await backend.disconnect()
        }
    }

    @Test("a call that is cancelled leaves a connection that works, or none", arguments: Setting.plain)
    func cancellation(_ setting: Setting) async throws {
        try await setting.withServer { server in
            for number in 1...20 {
                try await server.deliver(
                    Mail.message(number, body: [UInt8](repeating: 0x61, count: 60_000) + [13, 10]))
            }
            let proxy = server.proxy(setting.mailProtocol, delay: .milliseconds(1))
            let backend = server.backend(setting.mailProtocol, through: proxy)
            try await backend.connect()
            let ids = Array(try await backend.knowledge().messages.keys)
            let stream = backend.content(.whole, of: ids, in: .inbox)
            let (began, start) = AsyncStream.makeStream(of: Void.self)
            let reading = Task {
                while try await stream.next() != nil { start.yield() }
            }
            for await _ in began { break }
            reading.cancel()
            let result = await reading.result
            if case .failure(let error) = result {
                #expect(error as? BackendError == .cancelled || (error as? BackendError)?.isUnreachable == true)
            }
            try await backend.connectOnceFree()
            let fetched = try await backend.fetch(of: ids)
            #expect(fetched.count == 20)
            #expect(Set(fetched.values.compactMap(Mail.number)) == Set(1...20))
            await backend.disconnect()
        }
    }
}

extension MailBackend {
    /// Connects as soon as the server has noticed that the session before, which has the maildrop, is over.
    fileprivate func connectOnceFree() async throws {
        try await waitUntil {
            do throws(BackendError) { try await connect() } catch {
                guard case .tryLater(.inUse, _) = error else { throw error }
                return false
            }
            return true
        }
    }
}

extension BackendError {
    var isUnreachable: Bool { if case .unreachable = self { true } else { false } }
}
