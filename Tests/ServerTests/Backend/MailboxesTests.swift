import BackendAPI
import MailModel
import Testing

@Suite("mailboxes (RFC 9051 §6.3.9, RFC 6154)", .timeLimit(.minutes(1)))
struct MailboxesTests {
    @Test("have roles and counts, whatever the server can do", arguments: Setting.imap)
    func listing(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await server.deliver(Mail.short(1))
            try await server.deliver(Mail.short(2), flags: [.seen])
            try await server.deliver(Mail.short(3), to: server.archive, flags: [.seen])
            let listings = try await backend.mailboxes()
            let byName = Dictionary(uniqueKeysWithValues: listings.map { ($0.name, $0) })
            let roles: [MailboxName: MailboxRole] = [
                .inbox: .inbox, server.mailbox("Drafts"): .drafts, server.mailbox("Sent"): .sent,
                server.mailbox("Junk"): .junk, server.trash: .trash, server.archive: .archive,
            ]
            #expect(byName.compactMapValues(\.role) == roles)
            #expect(byName.values.allSatisfy { $0.isSelectable && $0.delimiter == server.delimiter })
            #expect(byName[.inbox]?.messages == 2)
            #expect(byName[.inbox]?.unseen == 1)
            #expect(byName[server.archive]?.messages == 1)
            #expect(byName[server.archive]?.unseen == 0)
            #expect(byName[server.trash]?.messages == 0)
        }
    }

    @Test("a fingerprint stays while nothing changes, and changes with every flag", arguments: Setting.imap)
    func fingerprint(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            try await server.deliver(Mail.short(1))
            let id = try #require(try await backend.knowledge().order.first)
            let first = try await backend.mailboxes().first { $0.name == .inbox }?.fingerprint
            let second = try await backend.mailboxes().first { $0.name == .inbox }?.fingerprint
            _ = try await backend.perform(.storeFlags(add: [.flagged], remove: [], on: [id], in: .inbox))
            let third = try await backend.mailboxes().first { $0.name == .inbox }?.fingerprint
            guard setting.hasModSequences else {
                #expect(first == nil && third == nil)
                return
            }
            #expect(first != nil && first == second)
            #expect(third != nil && third != second)
        }
    }

    @Test("names in any script are made, listed and opened", arguments: Setting.imap)
    func names(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            let odd = server.kind.takesQuotesInNames ? "a \"quoted\" \\ name" : "a 'quoted' name"
            for text in ["Entwürfe & mehr", "日本語", odd, "Lists/Swift"] {
                let name = server.mailbox(text)
                #expect(try await backend.perform(.createMailbox(name))?.isDone == true, "\(text)")
                #expect(try await backend.mailboxes().contains { $0.name == name }, "\(text)")
                let message = Mail.short(1)
                let append = RemoteAction.Kind.append(content: message, flags: [], internalDate: nil, to: name)
                #expect(try await backend.perform(append)?.isDone == true, "\(text)")
                let knowledge = try await backend.knowledge(of: name)
                #expect(knowledge.subjects == ["Message 1"], "\(text)")
            }
        }
    }

    @Test("what is made is subscribed, until a person says otherwise, under any name", arguments: Setting.imap)
    func subscriptions(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            let (one, other) = (server.mailbox("Öne"), server.mailbox("Other"))
            let inner = try await one.inner("in", of: backend)
            for name in [one, inner] { #expect(try await backend.perform(.createMailbox(name))?.isDone == true) }
            #expect(try await backend.subscribed.isSuperset(of: [.inbox, one, inner]))
            #expect(try await backend.perform(.subscribe(false, to: one))?.isDone == true)
            #expect(try await backend.perform(.subscribe(false, to: one), isRepeat: true)?.isDone == true)
            #expect(try await !backend.subscribed.contains(one))
            #expect(try await backend.subscribed.contains(inner))
            // Nor does a name that is changed change that.
            #expect(try await backend.perform(.renameMailbox(one, to: other))?.isDone == true)
            let moved = try await other.inner("in", of: backend)
            #expect(try await backend.subscribed.isDisjoint(with: [one, inner, other]))
            #expect(try await backend.subscribed.contains(moved))
            for isRepeat in [false, true] {
                #expect(try await backend.perform(.subscribe(true, to: other), isRepeat: isRepeat)?.isDone == true)
            }
            #expect(try await backend.subscribed.contains(other))
            // A name that is free again is not subscribed before its time.
            for name in [moved, other] { #expect(try await backend.perform(.deleteMailbox(name))?.isDone == true) }
            #expect(try await backend.subscribed.isDisjoint(with: [moved, other]))
        }
    }

    @Test("POP3 has one, its maildrop", arguments: Setting.pop3)
    func maildrop(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            let listings = try await backend.mailboxes()
            #expect(listings == [MailboxListing(name: .inbox, role: .inbox)])
            let error = await #expect(throws: BackendError.self) { try await backend.knowledge(of: server.archive) }
            guard case .refused = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("one that is not there is refused, and the connection stays", arguments: Setting.imap)
    func missing(_ setting: Setting) async throws {
        try await setting.withBackend { _, backend in
            let name = try #require(MailboxName("No such"))
            let error = await #expect(throws: BackendError.self) { try await backend.knowledge(of: name) }
            guard case .refused = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await backend.knowledge().messages.isEmpty)
        }
    }
}

extension MailBackend {
    /// The mailboxes that are there and subscribed.
    fileprivate var subscribed: Set<MailboxName> {
        get async throws(BackendError) { Set(try await mailboxes().filter(\.isSubscribed).map(\.name)) }
    }
}
