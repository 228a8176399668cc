import GRDB
import Glibc
import MailModel
import Testing

@testable import MailStore

@Suite("After a kill or a power cut")
struct PowerCutTests {
    private let folder: TestFolder

    init() throws { folder = TestFolder() }

    /// Whatever was on its way to the disk ends somewhere in the write-ahead log: the log cut at any point is what a
    /// kill or a power cut leaves.
    @Test("the store has the first so many groups, each whole, and nothing of the next")
    func cutLog() async throws {
        let store = try MailDatabase(account: account, path: folder.store)
        try await store.ensureLocalMailboxes()
        let inbox = try await store.id("INBOX")
        for group in 0..<8 {
            let messages = (0..<5).map { whole(group * 5 + $0) }
            _ = try await store.keepMessages(messages, in: inbox, now: MailDate(secondsSince1970: 0))
            _ = try await store.submit(.setFlag(.seen, true, on: [store.row("message \(group * 5)").id]))
            _ = try await store.submit(.deleteForever([store.row("message \(group * 5 + 1)").id]))
        }
        let file = try read(folder.store)
        let log = try read(folder.store + "-wal")
        var seen: Set<Int> = []
        for step in 0...30 {
            let path = folder.path + "/cut\(step)/mail.sqlite"
            mkdir(folder.path + "/cut\(step)", 0o700)
            write(file, to: path)
            write(Array(log[..<(log.count * step / 30)]), to: path + "-wal")
            guard let cut = try? MailDatabase(account: account, path: path) else {
                // Cut before the migration was on the disk: there was no mail yet.
                #expect(step < 15)
                continue
            }
            seen.insert(try await check(cut))
        }
        #expect(seen.contains(8) && seen.count >= 6, "cuts hit many states: \(seen)")
    }

    /// - Returns: Number of groups.
    private func check(_ store: MailDatabase) async throws -> Int {
        guard try await store.mailbox(named: .inbox) != nil else { return 0 }
        let rows = try await store.rows("INBOX")
        let unread = rows.count { !$0.flags.contains(.seen) }
        #expect(try await store.counts("INBOX") == [rows.count, unread])
        let removals = try await store.nextRemoteActions().flatMap { action -> [RemoteID] in
            if case .remove(let ids, _) = action.kind { ids } else { [] }
        }
        // Each deleted message is in the journal, and each that is not, is whole.
        #expect((rows.count + removals.count) % 5 == 0)
        for row in rows {
            let number = row.date.secondsSince1970
            #expect(
                try await store.content(of: row.id)
                    == Array("Subject: message \(number)\r\n\r\ntext \(number)\r\n".utf8))
        }
        try await store.indexAll { "text \($0.row)" }
        let found = try await store.messageWindow(.search(query: "text", in: .everywhere), offset: 0, count: 100)
        #expect(found.total == rows.count)
        return (rows.count + removals.count) / 5
    }

    private func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        var octets = [UInt8](repeating: 0, count: Int(status.st_size))
        guard Glibc.read(descriptor, &octets, octets.count) == octets.count else {
            throw StoreError.failed(reason: "could not read \(path)")
        }
        return octets
    }

    private func write(_ octets: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        Glibc.write(descriptor, octets, octets.count)
        close(descriptor)
    }
}
