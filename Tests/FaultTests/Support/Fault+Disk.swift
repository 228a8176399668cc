import Glibc
import TestKit

/// A disk that is full or can't be written to.
extension Fault {
    static func fullDisk(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let scene = try setting.scene()
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            let number = Int.random(in: 1...60, using: &generator)
            let error = ["ENOSPC", "EDQUOT", "EIO"].randomElement(using: &generator) ?? "ENOSPC"
            scene.disturb(behind: Tracing.words("pwrite64", "error=\(error):when=\(number)+"))
        case 1:
            let number = Int.random(in: 1...8, using: &generator)
            let call = Bool.random(using: &generator) ? "fdatasync,fsync" : "ftruncate"
            scene.disturb(behind: Tracing.words(call, "error=EIO:when=\(number)+"))
        case 2:
            // Where the limit's signal is not ignored, it ends the program.
            let limit = Int.random(in: 0...400, using: &generator)
            let signal = Bool.random(using: &generator) ? "trap '' XFSZ; " : ""
            scene.disturb(behind: ["bash", "-c", "\(signal)ulimit -f \(limit); exec \"$@\"", "bash"])
        default:
            return try onSmallDisk(scene, kilobytes: Int.random(in: 40...3_000, using: &generator))
        }
        return scene.judgeNow() + scene.judgeInTheEnd()
    }

    /// A file system of its own, which root can mount; others have a limit on files.
    private static func onSmallDisk(_ scene: Scene, kilobytes: Int) throws -> Judgement {
        guard let disk = RealDisk(for: scene.home, options: "size=\(kilobytes)k") else {
            scene.disturb(behind: ["bash", "-c", "trap '' XFSZ; ulimit -f \(kilobytes); exec \"$@\"", "bash"])
            return scene.judgeNow() + scene.judgeInTheEnd()
        }
        scene.disturb()
        let judgement = scene.judgeNow()
        disk.remount("size=64m")
        return judgement + scene.judgeInTheEnd()
    }

    static func readOnly(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        let scene = try setting.scene()
        let number = Int.random(in: 1...40, using: &generator)
        guard Bool.random(using: &generator), let disk = RealDisk(for: scene.home, options: "size=64m") else {
            scene.disturb(behind: Tracing.words("pwrite64,ftruncate", "error=EROFS:when=\(number)+"))
            return scene.judgeNow() + scene.judgeInTheEnd()
        }
        scene.disturb(FaultProxy.Trap(try place(in: setting, &generator), .finish))
        disk.remount("ro")
        let status = scene.disturb()
        var judgement = scene.judgeNow()
        if status == 0 { judgement.complaints.append("sync says that all is well on a read-only disk") }
        disk.remount("rw")
        judgement = judgement + scene.judgeInTheEnd()
        return judgement
    }
}
