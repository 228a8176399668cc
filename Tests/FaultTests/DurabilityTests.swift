import Glibc
import TestKit
import Testing

@Suite("Nothing leaves before it is on the disk", .enabled(if: Postern.canBeTested && FaultTools.areInstalled))
struct DurabilityTests {
    /// What a line of strace's output shows, in the order of the calls.
    private enum Step: Equatable {
        case writes, synced, deletes, quits
    }

    @Test("when DELE is sent, all that was written is synced", arguments: [0, 3])
    func order(_ variant: Int) throws {
        let setting = Setting(server: .dovecot, service: .pop3, mode: .downloadAndRemove, variant: variant)
        let scene = try setting.scene()
        let log = scene.home.path + "/trace"
        let status = scene.disturb(
            behind: [
                "strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=pwrite64,fdatasync,fsync,sendto,write,writev",
            ])
        #expect(status == 0)
        let text = String(decoding: try #require(TestFiles.octets(of: log)), as: UTF8.self)
        var isDirty = false
        var deletions = 0
        for line in text.split(separator: "\n") {
            switch Self.step(line) {
            case .writes: isDirty = true
            case .synced: isDirty = false
            case .deletes, .quits:
                deletions += 1
                #expect(!isDirty, "\(line)")
            case nil: break
            }
        }
        #expect(deletions >= 2, "DELE and QUIT were seen")
    }

    /// Many messages under names that are new all at once, more than a piece of a comparison has.
    @Test("a large maildrop that is renamed all at once doubles nothing")
    func renamed() {
        let messages = (1...700).map { OddMaildrop.Message("old-\($0)", Dovecot.shortMessage($0)) }
        let server = OddServer(messages)
        let scene = Scene(server, .pop3, .leaveOnServer)
        #expect(scene.disturb() == 0)
        server.change { messages, _ in
            for place in messages.indices { messages[place].uniqueID = Array("new-\(place)".utf8) }
        }
        #expect(scene.disturb() == 0)
        let lines = scene.home.run("list", "--account", "work", "--json").lines
        #expect(lines.count == 700)
        #expect(lines.allSatisfy { $0.contains(#""onServer":true"#) })
        #expect(scene.home.run("search", "--json", "message").lines.count == 700)
    }

    @Test(
        "a disk without room or without writing is said so by status 73, and then all comes",
        .enabled(if: getuid() == 0))
    func noRoom() throws {
        let scene = try Setting(server: .dovecot, service: .pop3, mode: .downloadAndRemove, variant: 0).scene()
        let line = "0123456789abcdef0123456789abcdef\r\n"
        scene.deliver(Array("Subject: large\r\n\r\n\(String(repeating: line, count: 60_000))".utf8))
        let disk = try #require(RealDisk(for: scene.home, options: "size=1m"))
        #expect(scene.disturb() == 73)
        #expect(scene.judgeNow().isClean)
        disk.remount("ro")
        #expect(scene.disturb() == 73)
        disk.remount("rw,size=64m")
        #expect(scene.disturb() == 0)
        #expect(scene.judgeInTheEnd().isClean)
    }

    /// The store's log takes every transaction; the database itself only what is in the log already.
    private static func step(_ line: Substring) -> Step? {
        if line.contains("-wal>") {
            if line.contains("pwrite64(") { return .writes }
            return line.contains("sync(") && line.hasSuffix("= 0") ? .synced : nil
        }
        if line.contains("sync resumed>"), line.hasSuffix("= 0") { return .synced }
        return line.contains("\"DELE ") ? .deletes : line.contains("\"QUIT") ? .quits : nil
    }
}
