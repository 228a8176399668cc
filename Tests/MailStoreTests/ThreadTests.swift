import MailModel
import Testing

@testable import MailStore

@Suite("Threads")
struct ThreadTests {
    private static let folders = ["INBOX", "Archive", "Trash"]

    private func answer(
        _ number: Int, to above: [Int] = [], unread: Bool = false, date: Int64? = nil, by sender: String = "ann"
    ) -> RemoteMessage {
        var message = arrival(
            number, flags: unread ? [] : [.seen], date: date,
            from: Address(name: sender, address: "\(sender)@example.com"))
        message.summary?.references = above.map { "\($0)@example.com" }
        return message
    }

    /// A list as text: a message's number behind its lines, `+` where it stands for a folded thread.
    private func lines(
        _ stores: [MailDatabase], _ source: MessageSource, _ folding: ThreadFolding = ThreadFolding(), offset: Int = 0,
        count: Int = 10_000
    ) async throws -> [String] {
        try await MailDatabases(stores).messageWindow(source, .threads(folding), offset: offset, count: count).rows
            .map { row in
                let place = try #require(row.thread)
                let mark = place.folded.isEmpty ? "" : "+\(place.folded.count)"
                return String(repeating: ">", count: place.branches.count) + row.subject.dropFirst(8) + mark
            }
    }

    private func inbox(_ store: MailDatabase) async throws -> MessageSource { .mailbox(try await store.id("INBOX")) }

    @Test("stand below each other, the one with the newest message first")
    func order() async throws {
        let store = try await imapStore()
        try await store.arrive([
            answer(1), answer(2), answer(3, to: [1]), answer(4), answer(5, to: [1, 3]), answer(6, to: [2]),
        ])
        let inbox = try await inbox(store)
        #expect(try await lines([store], inbox) == ["2", ">6", "1", ">3", ">>5", "4"])
        #expect(try await lines([store], inbox, ThreadFolding(isFolded: true)) == ["2+2", "1+3", "4"])
        try await store.arrive([answer(7, to: [4])])
        #expect(try await lines([store], inbox) == ["4", ">7", "2", ">6", "1", ">3", ">>5"])
        let first = try await store.row("message 2").id
        _ = try await store.submit(.move([first], to: .mailbox(store.id("Archive"))))
        #expect(try await lines([store], inbox) == ["4", ">7", "6", "1", ">3", ">>5"])
        #expect(try await lines([store], .mailbox(store.id("Archive"))) == ["2"])
    }

    @Test("fold and unfold one by one, and a folded one shows what is true of any of its messages")
    func folding() async throws {
        let store = try await imapStore()
        try await store.arrive([
            answer(1, by: "ann"), answer(2, to: [1], unread: true, by: "tom"), answer(3), answer(4, to: [1], by: "ann"),
        ])
        let starred = try await store.row("message 4").id
        _ = try await store.submit(.setFlag(.flagged, true, on: [starred]))
        let inbox = try await inbox(store)
        let all = MailDatabases([store])
        let folded = try await all.messageWindow(
            inbox, .threads(ThreadFolding(isFolded: true)), offset: 0, count: 9)
        #expect(folded.total == 2 && folded.unread == 1)
        let row = try #require(folded.rows.first)
        #expect(row.flags == [.flagged] && row.date.secondsSince1970 == 4 && row.isPending)
        #expect(row.from.map(\.name) == ["ann", "tom"])
        #expect(row.messages.map(\.subject) == ["message 1", "message 2", "message 4"])
        #expect(row.messages.map(\.flags) == [[.seen], [], [.seen, .flagged]])
        let thread = try #require(row.thread?.id)
        let open = ThreadFolding(isFolded: true, exceptions: [thread])
        #expect(try await lines([store], inbox, open) == ["1", ">2", ">4", "3"])
        let closed = ThreadFolding(exceptions: [thread])
        #expect(try await lines([store], inbox, closed) == ["1+3", "3"])
        #expect(try await all.messageWindow(inbox, .threads(closed), offset: 1, count: 9).rows.count == 1)
        #expect(try await all.position(of: starred, in: inbox, .threads(closed)) == 0)
        #expect(try await all.position(of: starred, in: inbox, .threads(open)) == 2)
    }

    @Test(
        "become one when a message answers both, whatever comes first", arguments: [[1, 2, 3], [2, 1, 3], [3, 2, 1]])
    func joined(_ order: [Int]) async throws {
        let store = try await imapStore()
        let messages = [1: answer(1), 2: answer(2), 3: answer(3, to: [1, 2])]
        for number in order {
            try await store.arrive([messages[number]].compactMap(\.self))
            try await store.catchUpThreads()
        }
        try await store.arrive([answer(4, to: [1]), answer(5, to: [2])])
        #expect(try await lines([store], inbox(store)) == ["1", ">2", ">>3", ">>5", ">4"])
    }

    @Test("never grow beyond a bound: what answers a full one begins another")
    func full() async throws {
        let store = try await imapStore()
        try await store.arrive((1...2500).map { answer($0, to: $0 == 1 ? [] : [1]) })
        #expect(
            try await lines([store], inbox(store), ThreadFolding(isFolded: true)) == [
                "2001+500", "1001+1000", "1+1000",
            ])
    }

    @Test("of messages that are gone are forgotten, and nothing that comes later is put into them")
    func gone() async throws {
        let store = try await imapStore()
        try await store.arrive([answer(1), answer(2, to: [1]), answer(3)])
        let inbox = try await store.id("INBOX")
        #expect(try await lines([store], .mailbox(inbox)).count == 3)
        _ = try await store.apply(MailboxDelta(vanished: [remote(1), remote(2)]), to: inbox)
        #expect(try await lines([store], .mailbox(inbox)) == ["3"])
        try await store.arrive([answer(4, to: [2]), answer(5, to: [1])])
        #expect(try await lines([store], .mailbox(inbox)) == ["5", "4", "3"])
    }

    // MARK: - At random

    /// What a list of threads must be, found from all messages at once.
    private struct Model {
        var answered: [Int: [Int]] = [:]

        /// Numbers of messages, thread by thread, each by date, by the newest of those in the list.
        func threads(of numbers: [Int]) -> [[Int]] {
            var group = Dictionary(uniqueKeysWithValues: answered.keys.map { ($0, $0) })
            func root(_ number: Int) -> Int {
                var number = number
                while let above = group[number], above != number { number = above }
                return number
            }
            for (number, above) in answered { for other in above { group[root(number)] = root(other) } }
            return Dictionary(grouping: numbers, by: root).values.map { $0.sorted() }
                .sorted { ($0.last ?? 0) > ($1.last ?? 0) }
        }
    }

    private func rows(_ all: MailDatabases, _ source: MessageSource) async throws -> [MessageRow] {
        try await all.messageWindow(source, offset: 0, count: 10_000).rows
    }

    private func number(_ row: MessageRow) -> Int { Int(row.subject.dropFirst(8)) ?? 0 }

    /// Compares a list with the model, and its pieces with the whole.
    private func expect(_ all: MailDatabases, _ source: MessageSource, _ model: Model, folded: Bool) async throws {
        let flat = try await rows(all, source)
        let threads = model.threads(of: flat.map(number))
        var folding = ThreadFolding(isFolded: folded)
        for thread in try await all.messageWindow(source, .threads(folding), offset: 0, count: 5).rows {
            if let id = thread.thread?.id, number(thread) % 2 == 0 { folding.exceptions.insert(id) }
        }
        let arrangement = ListArrangement.threads(folding)
        let window = try await all.messageWindow(source, arrangement, offset: 0, count: 10_000)
        #expect(window.total == window.rows.count && window.unread == flat.count { !$0.flags.contains(.seen) })
        var shown: [[Int]] = []
        var last: ThreadID?
        for row in window.rows {
            if row.thread?.id != last { shown.append([]) }
            last = row.thread?.id
            shown[shown.count - 1] += row.messages.map(number)
        }
        #expect(shown.map { $0.sorted() } == threads)
        let unread = window.rows.indices.filter { !window.rows[$0].flags.contains(.seen) }
        for index in stride(from: 0, to: window.total, by: 7) {
            let piece = try await all.messageWindow(source, arrangement, offset: index, count: 6)
            #expect(piece.rows == Array(window.rows[index..<min(index + 6, window.total)]), "at \(index)")
            for message in window.rows[index].messages {
                #expect(try await all.position(of: message.id, in: source, arrangement) == index)
            }
            let below = try await all.nearestUnread(in: source, arrangement, from: index, forward: true)
            let above = try await all.nearestUnread(in: source, arrangement, from: index, forward: false)
            #expect(below == unread.first { $0 > index })
            #expect(above == unread.last { $0 < index })
        }
    }

    @Test(
        "are what all messages at once would give, whatever comes, goes and moves in whatever order", arguments: 1...8)
    func random(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var model = Model()
        for number in 1...400 {
            let count = number == 1 ? 0 : Int.random(in: 0...2, using: &generator)
            model.answered[number] = (0..<count).map { _ in
                max(1, number - Int.random(in: 1...12, using: &generator))
            }.filter { $0 != number }
        }
        let names = ["work", "home"].compactMap { AccountName($0) }
        var stores: [MailDatabase] = []
        for name in names {
            let store = try MailDatabase.inMemory(account: name)
            try await store.apply(Self.folders.map { MailboxListing(name: MailStoreTests.name($0)) })
            stores.append(store)
        }
        // Each store has its own threads: numbers are even in one, odd in the other.
        for (number, above) in model.answered { model.answered[number] = above.filter { ($0 - number) % 2 == 0 } }
        for numbers in stride(from: 0, to: 400, by: 40).map({ start in (start + 1...start + 40) }).shuffled(
            using: &generator)
        {
            for number in numbers.shuffled(using: &generator) {
                let message = answer(
                    number, to: model.answered[number] ?? [], unread: Bool.random(using: &generator))
                try await stores[number % 2].arrive(
                    [message], in: Self.folders.randomElement(using: &generator) ?? "INBOX")
            }
            for store in stores {
                let inbox = try await store.rows("INBOX")
                for row in inbox.shuffled(using: &generator).prefix(3) {
                    _ = try await store.submit(.setFlag(.seen, row.flags.isEmpty, on: [row.id]))
                }
                let archive = try await store.id("Archive")
                let moved = inbox.shuffled(using: &generator).prefix(2).map(\.id)
                _ = try await store.submit(.move(moved, to: .mailbox(archive)))
                if Bool.random(using: &generator) { try await store.catchUpThreads() }
            }
        }
        let all = MailDatabases(stores)
        for folded in [false, true] {
            try await expect(all, .allInboxes, model, folded: folded)
            for name in Self.folders {
                try await expect(all, .mailbox(stores[1].id(name)), model, folded: folded)
            }
        }
    }
}
