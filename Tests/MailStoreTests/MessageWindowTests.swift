import MailModel
import Testing

@testable import MailStore

@Suite("Message windows")
struct MessageWindowTests {
    /// 500 messages, many of the same second, a third of them read.
    private func store(_ name: AccountName = account, seed: UInt64 = 1) async throws -> MailDatabase {
        var generator = SeededGenerator(seed: seed)
        let store = try MailDatabase.inMemory(account: name)
        try await store.apply([MailboxListing(name: .inbox), MailboxListing(name: MailStoreTests.name("Archive"))])
        let messages = (1...500).map { number in
            arrival(
                number, flags: number % 3 == 0 ? [.seen] : [], date: Int64.random(in: 0..<100, using: &generator),
                subject: number % 5 == 0 ? "fifth \(number)" : "message \(number)")
        }
        try await store.arrive(messages)
        try await store.arrive([arrival(1000)], in: "Archive")
        return store
    }

    private func sorted(_ rows: [MessageRow]) -> [MessageRow] {
        rows.sorted { ($0.date.secondsSince1970, $0.id.row) > ($1.date.secondsSince1970, $1.id.row) }
    }

    @Test("are pieces of the whole sorted list, at every offset")
    func paging() async throws {
        let store = try await store()
        let inbox = MessageSource.mailbox(try await store.id("INBOX"))
        let all = try await store.messageWindow(inbox, offset: 0, count: 1000).rows
        #expect(all.count == 500 && all == sorted(all))
        for offset in stride(from: 0, through: 510, by: 7) {
            let window = try await store.messageWindow(inbox, offset: offset, count: 20)
            let start = min(offset, 500)
            #expect(window.rows == Array(all[start..<min(start + 20, 500)]), "at \(offset)")
            #expect(window.offset == start && window.total == 500 && window.unread == 334)
        }
    }

    /// Every row's nearest unread neighbours, as a walk through the whole list finds them.
    private func expectNearestUnread(_ rows: [MessageRow], in source: MessageSource, of all: MailDatabases) async throws
    {
        let unread = rows.indices.filter { !rows[$0].flags.contains(.seen) }
        for index in stride(from: -1, through: rows.count, by: 11) {
            let below = try await all.nearestUnread(in: source, from: index, forward: true)
            let above = try await all.nearestUnread(in: source, from: index, forward: false)
            // Outside the list, either direction begins at its own end.
            #expect(below == unread.first { index == rows.count || $0 > index }, "below \(index)")
            #expect(above == unread.last { index == -1 || $0 < index }, "above \(index)")
        }
    }

    @Test("know where a message is, and the next unread one", arguments: [false, true])
    func positions(_ isSearch: Bool) async throws {
        let store = try await store()
        let inbox = try await store.id("INBOX")
        let source = isSearch ? MessageSource.search(query: "fifth", in: .mailbox(inbox)) : .mailbox(inbox)
        let all = try await store.messageWindow(source, offset: 0, count: 1000).rows
        #expect(all.count == (isSearch ? 100 : 500))
        for index in stride(from: 0, to: all.count, by: 11) {
            #expect(try await store.position(of: all[index].id, in: source) == index)
        }
        try await expectNearestUnread(all, in: source, of: MailDatabases([store]))
        let elsewhere = try await store.row("message 1000", in: "Archive").id
        #expect(try await store.position(of: elsewhere, in: source) == nil)
        #expect(try await store.position(of: StoredID(account: account, row: 9999), in: source) == nil)
    }

    @Test("of an empty mailbox, of none and of another account are empty")
    func empty() async throws {
        let store = try await imapStore()
        let other = MailboxID(account: AccountName("other") ?? account, row: 1)
        let sources: [MessageSource] = [
            .mailbox(try await store.id("INBOX")), .mailbox(MailboxID(account: account, row: 99)), .mailbox(other),
            .search(query: "x", in: .mailbox(other)), .search(query: "", in: .account(other.account)),
        ]
        for source in sources {
            let window = try await store.messageWindow(source, offset: 5, count: 10)
            #expect(window == MessageWindow(source: source, offset: 0, rows: [], total: 0, unread: 0))
            #expect(try await MailDatabases([store]).nearestUnread(in: source, from: -1, forward: true) == nil)
        }
    }

    @Test("of all inboxes are the merged, sorted lists of all stores, at every offset")
    func unified() async throws {
        let stores = try await [
            store(account, seed: 1), store(AccountName("b") ?? account, seed: 2),
            store(AccountName("a") ?? account, seed: 3),
        ]
        let all = MailDatabases(stores)
        for source in [MessageSource.allInboxes, .search(query: "fifth", in: .everywhere)] {
            var expected: [(store: Int, row: MessageRow)] = []
            for (index, store) in stores.enumerated() {
                let rows = try await store.messageWindow(source, offset: 0, count: 1000).rows
                expected += rows.map { (index, $0) }
            }
            expected.sort {
                (-$0.row.date.secondsSince1970, $0.store, -$0.row.id.row)
                    < (-$1.row.date.secondsSince1970, $1.store, -$1.row.id.row)
            }
            let rows = expected.map(\.row)
            for offset in stride(from: 0, through: rows.count, by: 83) {
                let window = try await all.messageWindow(source, offset: offset, count: 30)
                #expect(window.rows == Array(rows[offset..<min(offset + 30, rows.count)]), "at \(offset)")
                #expect(window.total == rows.count)
            }
            for index in stride(from: 0, to: rows.count, by: 97) {
                #expect(try await all.position(of: rows[index].id, in: source) == index)
            }
            try await expectNearestUnread(rows, in: source, of: all)
        }
        #expect(try await all.mailboxRows().count == 6)
    }

    @Test("that are observed come again when they change, and only then")
    func observed() async throws {
        let store = try await imapStore()
        let source = MessageSource.mailbox(try await store.id("INBOX"))
        var observation = store.observeMessageWindow(source, offset: 0, count: 2).makeAsyncIterator()
        #expect(await observation.next()?.total == 0)
        // Archive is not in the window, the settings are in no list.
        try await store.arrive([arrival(5)], in: "Archive")
        try await store.setSetting("a", to: "b")
        try await store.arrive([arrival(1)])
        #expect(await observation.next()?.rows.map(\.subject) == ["message 1"])
        _ = try await store.submit(.setFlag(.seen, true, on: [store.row("message 1").id]))
        #expect(await observation.next()?.rows.map(\.flags) == [[.seen]])
    }

    @Test("of several stores are observed together")
    func observedTogether() async throws {
        let stores = try await [imapStore(), store(AccountName("b") ?? account)]
        var observation = MailDatabases(stores).observeMessageWindow(.allInboxes, offset: 0, count: 1)
            .makeAsyncIterator()
        #expect(await observation.next()?.total == 500)
        try await stores[0].arrive([arrival(1)])
        #expect(await observation.next()?.total == 501)
        try await stores[1].arrive([arrival(2000)])
        #expect(await observation.next()?.total == 502)
    }

    @Test("end when the observing task is cancelled")
    func cancellation() async throws {
        let store = try await imapStore()
        let observation = store.observeMailboxRows()
        let task = Task {
            var count = 0
            for await _ in observation { count += 1 }
            return count
        }
        task.cancel()
        #expect(await task.value <= 1)
    }
}
