import MailModel
import Testing

@testable import MailStore

@Suite("Rights in folders")
struct RightsTests {
    private func rights(_ store: MailDatabase) async throws -> MailboxRights? {
        try await store.mailbox(named: name("Archive"))?.rights
    }

    @Test("stay until the server tells others, with a listing or with the folder's mail")
    func told() async throws {
        let store = try await imapStore()
        let id = try await store.id("Archive")
        func list(_ rights: MailboxRights?) async throws {
            let archive = MailboxListing(name: name("Archive"), delimiter: "/", rights: rights)
            try await store.apply([MailboxListing(name: .inbox, delimiter: "/"), archive])
        }
        #expect(try await rights(store) == .all)
        try await list([.markRead, .putIn])
        #expect(try await rights(store) == [.markRead, .putIn])
        try await list(nil)
        _ = try await store.apply(MailboxDelta(checkpoint: Checkpoint("1")), to: id)
        #expect(try await rights(store) == [.markRead, .putIn])
        _ = try await store.apply(MailboxDelta(rights: []), to: id)
        #expect(try await rights(store) == [])
        _ = try await store.apply(MailboxDelta(rights: .all), to: id)
        #expect(try await rights(store) == .all)
    }

    @Test("where a person's own folders are is as the last listing said")
    func personalPrefix() async throws {
        let store = try await imapStore(["INBOX"])
        func make(_ prefix: String?) async throws -> [String] {
            try await store.apply([MailboxListing(name: .inbox, delimiter: ".", personalPrefix: prefix)])
            _ = try await store.submit(.createMailbox(MailboxPath("New"), in: account))
            let names = try await store.mailboxRows().map(\.name.text).filter { $0 != "INBOX" }
            _ = try await store.undo()
            return names
        }
        #expect(try await make("INBOX.") == ["INBOX.New"])
        #expect(try await make(nil) == ["New"])
    }
}
