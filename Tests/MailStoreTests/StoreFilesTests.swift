import GRDB
import Glibc
import MailModel
import TestKit
import Testing

@testable import MailStore

/// A folder of its own for one test.
final class TestFolder: Sendable {
    private let folder = TemporaryFolder("store")

    var path: String { folder.path }

    var store: String { path + "/deep/work/mail.sqlite" }
}

func permissions(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_mode & 0o777) : nil
}

@Suite("The store's files")
struct StoreFilesTests {
    private let folder: TestFolder

    init() throws { folder = TestFolder() }

    private func open() throws -> MailDatabase { try MailDatabase(account: account, path: folder.store) }

    @Test("are readable by nobody else, also where they were")
    func modes() async throws {
        // The process's umask belongs to all tests; a file that is too open shows the same.
        mkdir(folder.path + "/deep", 0o777)
        mkdir(folder.path + "/deep/work", 0o777)
        chmod(folder.path + "/deep/work", 0o777)
        let descriptor = Glibc.open(folder.store, O_RDWR | O_CREAT, 0o666)
        fchmod(descriptor, 0o666)
        close(descriptor)
        let store = try open()
        try await store.apply([MailboxListing(name: .inbox)])
        let lock = store.tryBecomeWriter()
        #expect(permissions(folder.path + "/deep/work") == 0o700)
        for suffix in ["", "-wal", "-shm", ".lock"] {
            #expect(permissions(folder.store + suffix) == 0o600, "\(suffix)")
        }
        withExtendedLifetime(lock) {}
    }

    @Test("have all of it when opened again")
    func reopened() async throws {
        do {
            let store = try open()
            try await store.apply([MailboxListing(name: .inbox)])
            try await store.arrive([arrival(1)])
            _ = try await store.submit(.setFlag(.seen, true, on: [store.row("message 1").id]))
            try await store.setSetting("consent", to: "yes")
        }
        let store = try open()
        #expect(try await store.row("message 1").flags == [.seen])
        #expect(try await store.setting("consent") == "yes")
        #expect(try await store.pendingCount() == 1)
        try await store.setSetting("consent", to: nil)
        #expect(try await store.setting("consent") == nil)
    }

    @Test("are synced to disk with each transaction, in a write-ahead log")
    func pragmas() async throws {
        let store = try open()
        let synchronous = try await store.write([]) { try Int.fetchOne($0.db, sql: "PRAGMA synchronous") }
        let mode = try await store.write([]) { try String.fetchOne($0.db, sql: "PRAGMA journal_mode") }
        #expect(synchronous == 2)
        #expect(mode == "wal")
    }

    @Test("give their log's room back when it is folded, but wait for no reader")
    func folding() async throws {
        let store = try open()
        try await store.apply([MailboxListing(name: .inbox)])
        try await store.arrive([arrival(1)])
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: folder.store, configuration: configuration)
        try reader.inDatabase { db in
            try db.execute(sql: "BEGIN")
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM message") == 1)
        }
        try await store.arrive([arrival(2)])
        await store.foldLog()
        #expect(size(folder.store + "-wal") ?? 0 > 0)
        try reader.inDatabase { db in
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM message") == 1)
            try db.execute(sql: "COMMIT")
        }
        await store.foldLog()
        #expect(size(folder.store + "-wal") == 0)
        try await store.arrive([arrival(3)])
        #expect(try await store.counts("INBOX") == [3, 3])
        let patience = try await store.write([]) { try Int.fetchOne($0.db, sql: "PRAGMA busy_timeout") }
        #expect(patience == 10_000)
    }

    private func size(_ path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    @Test("of a later Postern are refused, and stay as they are")
    func future() async throws {
        do {
            let store = try open()
            try await store.write([]) { try $0.db.execute(sql: "PRAGMA user_version = 99") }
        }
        #expect(throws: StoreError.schemaFromFuture(version: 99)) { try open() }
        #expect(throws: StoreError.schemaFromFuture(version: 99)) { try open() }
    }

    @Test("that are damaged are said to be", arguments: [0, 1, 2, 3])
    func damaged(_ kind: Int) async throws {
        do {
            let store = try open()
            try await store.apply([MailboxListing(name: .inbox)])
            try await store.arrive((1...300).map { arrival($0) })
            try await store.write([]) { _ in }
            try await store.checkpointForTest()
        }
        let descriptor = Glibc.open(folder.store, O_RDWR)
        switch kind {
        case 0: pwrite(descriptor, "no database at all", 18, 0)
        case 1: ftruncate(descriptor, 4096 * 3)
        case 2: pwrite(descriptor, [UInt8](repeating: 0, count: 4096), 4096, 0)
        default: pwrite(descriptor, [UInt8](repeating: 0xFF, count: 40_960), 40_960, 4096)
        }
        close(descriptor)
        unlink(folder.store + "-wal")
        unlink(folder.store + "-shm")
        #expect(throws: StoreError.damaged(path: folder.store)) { try open() }
    }

    @Test("that can't be made are named with the reason")
    func impossible() throws {
        #expect(throws: StoreError.cannotOpen(path: "/proc/none/mail.sqlite", reason: "No such file or directory")) {
            try MailDatabase(account: account, path: "/proc/none/mail.sqlite")
        }
    }

    @Test("take a full disk without losing what they have")
    func fullDisk() async throws {
        // A small disk where we may mount one, else SQLite's own limit; both end in SQLITE_FULL.
        mkdir(folder.path + "/disk", 0o700)
        let isMounted = mount("none", folder.path + "/disk", "tmpfs", 0, "size=3m") == 0
        defer { if isMounted { umount2(folder.path + "/disk", CInt(MNT_DETACH)) } }
        let store = try MailDatabase(account: account, path: folder.path + "/disk/mail.sqlite")
        try await store.ensureLocalMailboxes()
        if !isMounted { try await store.write([]) { try $0.db.execute(sql: "PRAGMA max_page_count = 300") } }
        let inbox = try await store.id("INBOX")
        var kept = 0
        await #expect(throws: StoreError.diskFull) {
            while kept < 200 {
                let octets = [UInt8](repeating: UInt8(kept), count: 100_000)
                _ = try await store.keepMessages(
                    [whole(kept, octets: octets)], in: inbox, now: MailDate(secondsSince1970: 0))
                kept += 1
            }
        }
        #expect(kept > 2)
        #expect(try await store.counts("INBOX") == [kept, kept])
        let rows = try await store.rows("INBOX")
        #expect(rows.count == kept)
        for row in rows { #expect(try await store.content(of: row.id)?.count == 100_000) }
    }
}

@Suite("Two Posterns on one store")
struct SecondInstanceTests {
    private let folder: TestFolder

    init() throws { folder = TestFolder() }

    @Test("one talks to the server, until it ends")
    func lock() throws {
        let first = try MailDatabase(account: account, path: folder.store)
        let second = try MailDatabase(account: account, path: folder.store)
        var lock = first.tryBecomeWriter()
        #expect(lock != nil)
        #expect(second.tryBecomeWriter() == nil)
        lock = nil
        #expect(lock == nil && second.tryBecomeWriter() != nil)
    }

    @Test("the other's actions and mail are seen")
    func changes() async throws {
        let first = try MailDatabase(account: account, path: folder.store)
        try await first.apply([MailboxListing(name: .inbox)])
        try await first.arrive([arrival(1)])
        let second = try MailDatabase(account: account, path: folder.store)
        let before = first.signal.number(of: .journal)
        _ = try await second.submit(.setFlag(.seen, true, on: [second.row("message 1").id]))
        await first.lookForOtherWriters()
        let number = try #require(await first.waitForChange(of: .journal, after: before))
        #expect(try await first.send().count == 1)
        await first.lookForOtherWriters()
        #expect(first.signal.number(of: .journal) == number, "our own writings are no news")
        try await first.arrive([arrival(2)])
        var rows = second.observeMessageWindow(.mailbox(try await second.id("INBOX")), offset: 0, count: 9)
            .makeAsyncIterator()
        #expect(await rows.next()?.total == 2)
        try await first.arrive([arrival(3)])
        await second.lookForOtherWriters()
        #expect(await rows.next()?.total == 3)
    }

    @Test("both may write at once")
    func concurrently() async throws {
        let first = try MailDatabase(account: account, path: folder.store)
        try await first.apply([MailboxListing(name: .inbox)])
        let second = try MailDatabase(account: account, path: folder.store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, store) in [first, second].enumerated() {
                group.addTask {
                    for number in 0..<30 { try await store.arrive([arrival(1 + index * 1000 + number)]) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await first.counts("INBOX") == [60, 60])
    }
}

extension MailDatabase {
    /// Moves all from the write-ahead log into the file.
    fileprivate func checkpointForTest() async throws {
        let result: Result<Void, any Error> = await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { db in
                continuation.resume(returning: Result { _ = try db.checkpoint(.truncate) })
            }
        }
        try result.get()
    }
}

@Suite("A store that can't be written", .timeLimit(.minutes(1)))
struct ReadOnlyStoreTests {
    private let folder: TestFolder

    init() throws { folder = TestFolder() }

    /// A small file system of its own, where the test may mount one; `body` gets the path of a store on it, with
    /// one message in it.
    private func withDisk(_ body: (_ store: String, _ disk: String) async throws -> Void) async throws {
        let disk = folder.path + "/a disk?#%"
        mkdir(disk, 0o700)
        guard mount("none", disk, "tmpfs", 0, "size=2m") == 0 else { return }
        defer { umount2(disk, CInt(MNT_DETACH)) }
        do {
            let store = try MailDatabase(account: account, path: disk + "/work/mail.sqlite")
            try await store.apply([MailboxListing(name: .inbox)])
            try await store.arrive([arrival(1)])
        }
        try await body(disk + "/work/mail.sqlite", disk)
    }

    @Test("on a read-only file system shows its list, and says why it takes nothing")
    func readOnly() async throws {
        try await withDisk { path, disk in
            // Not before the last of its files is closed, which the store's queue does, and a process that another
            // test is just starting.
            while mount("none", disk, "tmpfs", CUnsignedLong(MS_REMOUNT | MS_RDONLY), "") != 0 {
                try #require(errno == EBUSY)
                await Task.yield()
            }
            let store = try MailDatabase(account: account, path: path)
            #expect(store.isReadOnly)
            #expect(try await store.subjects("INBOX") == ["message 1"])
            let id = try await store.row("message 1").id
            await #expect(throws: StoreError.readOnly) { try await store.submit(.setFlag(.seen, true, on: [id])) }
            #expect(store.tryBecomeWriter() == nil)
        }
    }

    @Test("on a full disk shows its list")
    func full() async throws {
        try await withDisk { path, disk in
            let filler = Glibc.open(disk + "/filler", O_WRONLY | O_CREAT, 0o600)
            let octets = [UInt8](repeating: 0, count: 4096)
            while Glibc.write(filler, octets, 4096) == 4096 {}
            close(filler)
            let store = try MailDatabase(account: account, path: path)
            #expect(try await store.subjects("INBOX") == ["message 1"])
            let message = whole(2, octets: [UInt8](repeating: 1, count: 200_000))
            let inbox = try await store.id("INBOX")
            await #expect(throws: StoreError.self) {
                try await store.keepMessages([message], in: inbox, now: MailDate(secondsSince1970: 0))
            }
            #expect(try await store.subjects("INBOX") == ["message 1"])
        }
    }
}
