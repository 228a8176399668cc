import MailModel
import Testing

@testable import MailStore

@Suite("A clock that is set moves no message off its server")
struct FollowClockTests {
    private static let day: Int64 = 86_400

    @Test(
        "only true time counts",
        arguments: [
            // Seconds that the calendar's clock and the machine's have gone on, whether the machine was started
            // anew, and how far the calendar's was set.
            (100, 100, false, 0), (130, 100, false, 0), (9 * day, 9 * day, false, 0),
            (3650 * day, 60, false, 3650 * day - 60), (-3650 * day, 60, false, -3650 * day - 60),
            // Asleep or off: the machine's clock counts sleep, and over a restart a week counts at most.
            (6 * day, 10, true, 0), (8 * day, 10, true, day), (-day, 10, true, -day),
        ] as [(Int64, Int64, Bool, Int64)])
    func jumps(_ calendar: Int64, _ machine: Int64, _ isRestarted: Bool, _ jump: Int64) {
        let earlier = ClockReading(now: 5000, machine: MachineTime(boot: "a", secondsSinceBoot: 700))
        let later = ClockReading(
            now: 5000 + calendar,
            machine: MachineTime(boot: isRestarted ? "b" : "a", secondsSinceBoot: 700 + machine))
        #expect(later.jump(since: earlier) == jump)
        #expect(ClockReading(later.text) == later)
    }

    @Test("the date of leaving keeps its distance while the clock is set to and fro")
    func distance() async throws {
        let store = try await pop3Store()
        var now: Int64 = 1_000_000
        var uptime: Int64 = 0
        func follow(settingBy jump: Int64, after seconds: Int64) async throws {
            uptime += seconds
            now += seconds + jump
            try await store.followClock(
                now: MailDate(secondsSince1970: now), machine: MachineTime(boot: "a", secondsSinceBoot: uptime))
        }
        try await follow(settingBy: 0, after: 0)
        _ = try await store.keepMessages(
            [whole(1)], in: store.id("INBOX"), now: MailDate(secondsSince1970: now), removeAfter: .seconds(Self.day))
        for jump in [400 * Self.day, -5000 * Self.day, 3 * Self.day] {
            try await follow(settingBy: jump, after: 100)
            for _ in 0..<2 {
                try await follow(settingBy: 0, after: 10)
                #expect(try await store.requestDueRemovals(now: MailDate(secondsSince1970: now)) == 0)
            }
        }
        let left = Self.day - 3 * 120
        #expect(
            try await store.row("message 1").location == .leavesServer(at: MailDate(secondsSince1970: now + left)))
        try await follow(settingBy: 0, after: left)
        #expect(try await store.requestDueRemovals(now: MailDate(secondsSince1970: now)) == 0)
        try await follow(settingBy: 0, after: 1)
        #expect(try await store.requestDueRemovals(now: MailDate(secondsSince1970: now)) == 1)
    }
}
