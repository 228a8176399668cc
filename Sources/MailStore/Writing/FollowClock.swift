import GRDB
package import MailModel

extension MailDatabase {
    /// Lets the times at which copies leave the server follow the calendar's clock where that was set.
    ///
    /// What counts is how long a message has been here. While the machine runs, the time since its start tells how
    /// much of what the calendar's clock has gone on is true; the rest is a clock that was set, and moves all times
    /// with it, forward or back. Over a restart nothing tells: no more than a week counts then, so that a copy stays
    /// rather too long.
    ///
    /// - Parameters:
    ///   - now: By the calendar's clock.
    ///   - machine: By the other one.
    /// - Throws: What the disk said.
    package func followClock(now: MailDate, machine: MachineTime) async throws(StoreError) {
        try await write([]) { try $0.followClock(ClockReading(now: now.secondsSince1970, machine: machine)) }
    }
}

/// What both clocks told at one moment.
struct ClockReading: Equatable {
    /// Seconds that two readings of a clock that nobody set may seem to be apart: it is slewed, and read late.
    private static let tolerance: Int64 = 60
    /// The most seconds over a restart that count.
    private static let restartLimit: Int64 = 7 * 86_400

    var now: Int64
    var machine: MachineTime

    /// By how many seconds the calendar's clock was set since an earlier reading.
    func jump(since earlier: ClockReading) -> Int64 {
        let gone = now - earlier.now
        let truly =
            if machine.boot == earlier.machine.boot {
                machine.secondsSinceBoot - earlier.machine.secondsSinceBoot
            } else {
                min(max(gone, 0), Self.restartLimit)
            }
        return abs(gone - truly) > Self.tolerance ? gone - truly : 0
    }

    /// As the setting has it.
    var text: String { "\(now) \(machine.secondsSinceBoot) \(machine.boot)" }

    init(now: Int64, machine: MachineTime) {
        self.now = now
        self.machine = machine
    }

    init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, let now = Int64(words[0]), let seconds = Int64(words[1]) else { return nil }
        self.now = now
        machine = MachineTime(boot: String(words[2]), secondsSinceBoot: seconds)
    }
}

extension StoreTransaction {
    private static let clockKey = "clock"

    fileprivate func followClock(_ reading: ClockReading) throws {
        let earlier = try row("SELECT value FROM setting WHERE key = ?", [Self.clockKey])
            .flatMap { ClockReading($0[0] as String) }
        if let jump = earlier.map(reading.jump(since:)), jump != 0 {
            try run(
                """
                UPDATE message SET keptAt = keptAt + ?1, leavesServerAt = leavesServerAt + ?1, dueSince = NULL
                WHERE uidl IS NOT NULL AND keptAt IS NOT NULL
                """, [jump])
        }
        try run(
            "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            [Self.clockKey, reading.text])
    }
}
