import TestKit

/// Clocks that are set, with `remove_after`.
extension Fault {
    static let isClockFakeable = ServerProcess.isInstalled("faketime")

    static func clock(in setting: Setting, _ generator: inout SeededGenerator) throws -> Judgement {
        var setting = setting
        setting.mode = .leaveOnServer
        let scene = try setting.scene(more: #"remove_after = "14d""#)
        var judgement = Judgement()
        if Bool.random(using: &generator) { scene.disturb() }
        for _ in 0..<2 {
            let years = Int.random(in: -9...9, using: &generator)
            let days = Int.random(in: -40...40, using: &generator)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                scene.disturb(behind: clock(set: years * 365 + days))
                let held = scene.host.held().count
                if held < scene.all.count {
                    judgement.complaints.append(
                        "\(scene.all.count - held) left early: the clock was set by \(years) years and \(days) days")
                }
            }
        }
        return judgement + scene.judgeNow() + scene.judgeInTheEnd()
    }

    /// Sets the calendar's clock, and not the one that counts from the machine's start.
    static func clock(set days: Int) -> [String] {
        [
            "env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1", "faketime", "-m", "-f",
            "\(days < 0 ? "" : "+")\(days)d",
        ]
    }

    /// Lets time go on for both clocks, as after so many days of sleep; to be used in all runs of a home or in none.
    static func sleep(days: Int) -> [String] { ["env", "NO_FAKE_STAT=1", "faketime", "-m", "-f", "+\(days)d"] }
}
