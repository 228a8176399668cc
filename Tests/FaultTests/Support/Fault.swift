import Glibc
import Synchronization
import TestKit

/// What happens to a run.
enum Fault: String, Sendable, CaseIterable {
    /// The connection ends at one octet, in order or not.
    case cut
    /// SIGKILL at one octet, or a little later.
    case kill
    /// SIGKILL before one of the calls that write the store or the connection.
    case killAtCall
    /// The server's session is killed when QUIT comes, or while it removes.
    case serverDies
    /// What QUIT may come to besides removing.
    case quit
    case fullDisk
    case readOnly
    case twoAtOnce
    case earlyEnd
    case wrongSizes
    case uniqueIDs
    case removesWhatItSent
    /// Another client removes and delivers, between two runs or in the middle of one.
    case otherClient
    case clock

    /// How many of a round's points it has.
    var weight: Int {
        switch self {
        case .cut, .kill: 6
        case .killAtCall: 4
        case .serverDies, .fullDisk, .uniqueIDs, .quit, .earlyEnd, .otherClient: 2
        case .readOnly, .twoAtOnce, .wrongSizes, .removesWhatItSent, .clock: 1
        }
    }

    var isForIMAP: Bool { [.cut, .kill, .killAtCall, .fullDisk, .twoAtOnce].contains(self) }

    /// Where it needs a certain server.
    var server: Setting.Server? {
        switch self {
        case .serverDies, .otherClient, .clock: .dovecot
        default: nil
        }
    }

    func play(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        switch self {
        case .cut: try Self.cut(in: setting, &generator)
        case .kill: try Self.kill(in: setting, &generator)
        case .killAtCall: try Self.killAtCall(in: setting, &generator)
        case .serverDies: try Self.serverDies(in: setting, &generator)
        case .fullDisk: try Self.fullDisk(in: setting, &generator)
        case .readOnly: try Self.readOnly(in: setting, &generator)
        case .twoAtOnce: try Self.twoAtOnce(in: setting, &generator)
        case .otherClient: try Self.otherClient(in: setting, &generator)
        case .clock: try Self.clock(in: setting, &generator)
        case .quit: Self.quit(setting.mode, &generator)
        case .earlyEnd: Self.earlyEnd(setting.mode, &generator)
        case .wrongSizes: Self.wrongSizes(setting.mode, &generator)
        case .uniqueIDs: Self.uniqueIDs(setting.mode, &generator)
        case .removesWhatItSent: Self.removesWhatItSent(&generator)
        }
    }

    /// A place in a run: half of them in what the client says, half in what it hears.
    static func place(in setting: Setting, _ generator: inout SeededGenerator) throws -> FaultProxy.Place {
        let traffic = try setting.traffic()
        let direction: FaultProxy.Direction = Bool.random(using: &generator) ? .toServer : .toClient
        let count = traffic[direction]
        // Most of what comes are the octets of one long message: both ends of the session are as likely.
        let offset =
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: Int.random(in: 0..<min(count, 3_000), using: &generator)
            case 1: count - 1 - Int.random(in: 0..<min(count, 3_000), using: &generator)
            default: Int.random(in: 0..<count, using: &generator)
            }
        return .octet(offset, direction)
    }
}

// MARK: - The line and the process

extension Fault {
    private static func cut(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let scene = try setting.scene()
        var judgement = Judgement()
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let action: FaultProxy.Action = Bool.random(using: &generator) ? .finish : .reset
            scene.disturb(FaultProxy.Trap(try place(in: setting, &generator), action))
            judgement = judgement + scene.judgeNow()
        }
        return judgement + scene.judgeInTheEnd()
    }

    private static func kill(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let scene = try setting.scene()
        var judgement = Judgement()
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let delay = [0, 0, 500, 5_000, 50_000].randomElement(using: &generator) ?? 0
            scene.killRun(
                at: try place(in: setting, &generator),
                afterMicroseconds: UInt32.random(in: 0...UInt32(delay), using: &generator))
            judgement = judgement + scene.judgeNow()
        }
        return judgement + scene.judgeInTheEnd()
    }

    /// strace counts each thread's calls by themselves, so that the numbers are small.
    private static func killAtCall(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let scene = try setting.scene()
        var judgement = Judgement()
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let call =
                ["pwrite64", "pwrite64", "fdatasync", "ftruncate", "?unlink", "sendto,write,writev"]
                .randomElement(using: &generator) ?? "pwrite64"
            let most = call == "pwrite64" ? 80 : 12
            let number = Int.random(in: 1...most, using: &generator)
            scene.disturb(behind: Tracing.words(call, "signal=SIGKILL:when=\(number)"))
            judgement = judgement + scene.judgeNow()
        }
        return judgement + scene.judgeInTheEnd()
    }

    private static func serverDies(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let host = try DovecotHost(
            setting.service, isTLS: false, holding: Letters.maildrop(setting.variant), isOwn: true)
        let scene = Scene(host, setting.service, setting.mode)
        let delay = UInt32.random(in: 0...4_000, using: &generator)
        let isBefore = Int.random(in: 0..<3, using: &generator) == 0
        scene.disturb(
            FaultProxy.Trap(
                .text("QUIT"),
                .run {
                    if isBefore { return host.killSessions() }
                    background {
                        usleep(delay)
                        host.killSessions()
                    }
                }))
        let judgement = scene.judgeNow()
        // Dovecot makes clients wait for up to a minute after such a death.
        try host.dovecot.restart()
        return judgement + scene.judgeInTheEnd()
    }

    private static func twoAtOnce(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let scene = try setting.scene()
        let delay = UInt32.random(in: 0...200_000, using: &generator)
        let isOneKilled = Bool.random(using: &generator)
        let killDelay = UInt32.random(in: 0...200_000, using: &generator)
        scene.proxy.arm(nil)
        let first = scene.start()
        usleep(delay)
        let second = scene.start()
        if isOneKilled {
            usleep(killDelay)
            first.kill()
        }
        let statuses = [first.waitForEnd(), second.waitForEnd()].map(\.status)
        var judgement = scene.judgeNow()
        for status in statuses where ![0, 75].contains(status) && !isOneKilled {
            judgement.complaints.append("two at once end with \(statuses)")
        }
        return judgement + scene.judgeInTheEnd()
    }

    private static func otherClient(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let scene = try setting.scene()
        let index = Int.random(in: 0..<6, using: &generator)
        let isMeanwhile = Bool.random(using: &generator)
        let place = try place(in: setting, &generator)
        let host = scene.host
        if isMeanwhile {
            let note = Note()
            scene.disturb(FaultProxy.Trap(place, .run { note.set(host.remove(index)) }))
            note.octets.map(scene.noteRemoved)
        } else {
            scene.disturb(FaultProxy.Trap(place, .finish))
            host.remove(index).map(scene.noteRemoved)
        }
        if Bool.random(using: &generator) { scene.deliver(Letters.letter("Later", body: "Came meanwhile.\r\n")) }
        return scene.judgeNow() + scene.judgeInTheEnd()
    }
}

/// Octets that a trap leaves for the thread that set it.
private final class Note: Sendable {
    private let value = Mutex<[UInt8]?>(nil)

    var octets: [UInt8]? { value.withLock { $0 } }

    func set(_ octets: [UInt8]?) { value.withLock { $0 = octets } }
}
