import Glibc
import TestKit
import Testing

@Suite("A kill at any moment", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct InterruptionTests {
    private let home = Home()

    @Test("in the middle of a sync loses and doubles nothing", arguments: AccountKind.all)
    func sync(_ kind: AccountKind) throws {
        let dovecot = try Servers.dovecot()
        let user = kind.user("kill")
        let count = 1200
        dovecot.deliverMany(count, to: user)
        // Slow enough that there is a middle.
        let proxy = LatencyProxy(to: dovecot.port(kind.service, isTLS: true), octetsPerSecond: 300_000)
        for _ in 0..<2 {
            home.configure(AccountSpec(user, on: dovecot, kind.service, kind.mode, port: proxy.port))
            proxy.resetTraffic()
            let sync = home.start("sync")
            let isHalfDone = wait { proxy.traffic.octetsToClient > 60_000 }
            sync.kill()
            #expect(isHalfDone)
        }
        home.configure(AccountSpec(user, on: dovecot, kind.service, kind.mode))
        let last = home.run("sync", "--bodies")
        #expect(last.status == 0, "\(last.errors)")
        let subjects = home.run("list").lines.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(subjects.count == count)
        #expect(Set(subjects) == Set(1...count))
        if kind.mode == .downloadAndRemove { #expect(dovecot.messageFiles(of: user).isEmpty) }
        #expect(kind.mode == .downloadAndRemove || dovecot.messageFiles(of: user).count == count)
        let id = try #require(home.run("list").lines.last?.split(separator: " ").first.map(String.init))
        #expect(home.run("show", id, "--raw").output == Dovecot.shortMessage(subjects.last ?? 0))
    }

    @Test("of the reader leaves a store that opens at once")
    func reader() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Still here"), to: "kill-reader")
        home.configure(AccountSpec("kill-reader", on: dovecot))
        let first = try home.open()
        try first.waitUntil(contains: "Still here")
        try first.press("F", until: "★")
        let process = try #require(first.processID)
        #expect(kill(process, SIGKILL) == 0)
        _ = try first.waitForExit()
        let second = try home.open()
        try second.waitUntil(rowWith: "★", "Still here")
        try second.waitUntil(contains: "live")
        try second.waitUntil("the star on the server") { _ in
            dovecot.messageFiles(of: "kill-reader").contains { $0.hasSuffix(":2,F") }
        }
    }

    /// Waits until something is so, for ten seconds at most.
    private func wait(until isSo: () -> Bool) -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while !isSo() {
            if ContinuousClock.now > end { return false }
            usleep(2_000)
        }
        return true
    }
}
