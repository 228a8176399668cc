import Glibc
import Synchronization
import TestKit

/// Whom a trap kills, which may be sprung before the child has a name here.
private final class Victim: Sendable {
    private let child = Mutex<RunningChild?>(nil)

    func name(_ running: RunningChild) { child.withLock { $0 = running } }

    func kill() {
        while true {
            if let child = child.withLock({ $0 }) { return child.kill() }
            usleep(100)
        }
    }
}

/// One point's person, maildrop and line between them.
final class Scene {
    /// After this many seconds a run is killed: nothing here takes as long.
    private static let limitInSeconds = 30

    let host: any MaildropHost
    let service: Dovecot.Service
    let mode: AccountSpec.Mode
    let home: Home
    let proxy: FaultProxy
    /// Every message that ever was on the server.
    private(set) var all: [[UInt8]]
    /// Those among them that another client has removed.
    private(set) var optional: [[UInt8]] = []

    init(_ host: any MaildropHost, _ service: Dovecot.Service, _ mode: AccountSpec.Mode, more: String = "") {
        self.host = host
        self.service = service
        self.mode = mode
        home = Home()
        proxy = FaultProxy(to: host.port)
        all = host.held()
        home.configure(
            AccountSpec(
                user: host.user, port: proxy.port, authorities: host.authorities, service, mode, more: more))
    }

    /// Path of the account's store.
    var storePath: String { home.path + "/.local/share/postern/work/mail.sqlite" }

    func deliver(_ octets: [UInt8]) {
        all.append(octets)
        host.deliver(octets)
    }

    /// A message was delivered to the server by other ways.
    func noteDelivered(_ octets: [UInt8]) { all.append(octets) }

    /// Another client has removed a message, or its octets are gone in another way that is not ours.
    func noteRemoved(_ octets: [UInt8]) { optional.append(octets) }

    // MARK: - Runs

    /// Starts `postern sync`.
    ///
    /// - Parameters:
    ///   - wrapper: Words before the program, such as those of strace.
    ///   - limit: Seconds until it is killed.
    /// - Returns: The run.
    func start(behind wrapper: [String] = [], limit: Int = Scene.limitInSeconds) -> RunningChild {
        let bodies = service == .imap ? ["--bodies"] : []
        return RunningChild(
            home.words(
                ["sync", "--account", "work"] + bodies, behind: ["timeout", "-s", "KILL", "\(limit)"] + wrapper),
            inGroupOfItsOwn: true)
    }

    /// One run with a fault.
    @discardableResult
    func disturb(_ trap: FaultProxy.Trap? = nil, behind wrapper: [String] = [], limit: Int = 30) -> Int {
        proxy.arm(trap)
        return start(behind: wrapper, limit: limit).waitForEnd().status
    }

    /// One run that is killed at a place, and perhaps a little later.
    func killRun(at place: FaultProxy.Place, afterMicroseconds delay: UInt32) {
        let victim = Victim()
        proxy.arm(
            FaultProxy.Trap(
                place,
                .run {
                    usleep(delay)
                    victim.kill()
                }))
        let child = start()
        victim.name(child)
        _ = child.waitForEnd()
    }

    // MARK: - Judging

    /// What must hold at every moment: whatever the server does not have any more is here.
    ///
    /// `mayBePartial`: What is here and still there may not be whole yet.
    func judgeNow(mayBePartial: Bool = false) -> Judgement {
        let server = host.held()
        if server.count == all.count { return Judgement() }
        var judgement = Judgement(all: all, optional: optional, server: server, store: stored())
        if mayBePartial { (judgement.partial, judgement.junk) = (0, 0) }
        return judgement
    }

    /// Undisturbed runs until one succeeds, then the last judgement.
    func judgeInTheEnd(maySettleLater: Bool = false) -> Judgement {
        proxy.arm(nil)
        var last = start().waitForEnd()
        for _ in 0..<3 where last.status != 0 { last = start().waitForEnd() }
        guard last.status == 0 else {
            return judgeNow() + .complaint("sync goes on failing with \(last.status): \(last.output) \(host.log)")
        }
        let server = host.held()
        var judgement = Judgement(all: all, optional: optional, server: maySettleLater ? server : [], store: stored())
        switch mode {
        case .downloadAndRemove where !server.isEmpty && !maySettleLater:
            judgement.complaints.append("\(server.count) messages are still on the server")
        case .leaveOnServer where server.count + optional.count != all.count:
            judgement.complaints.append("the server has \(server.count) of \(all.count) messages")
        default: break
        }
        return judgement + StoreInspection.judge(storePath)
    }

    /// The octets of all messages here, as the program gives them.
    func stored() -> [[UInt8]] {
        let list = home.run("list", "--account", "work", "--json")
        guard list.status == 0 else { return [] }
        return list.lines.compactMap { line in
            line.firstMatch(of: /"id":"([^"]+)"/).map { home.run("show", String($0.1), "--raw").output }
        }
    }
}
