import Glibc
import TestKit
import Testing

@Suite("Exactly once, under every fault", .enabled(if: Postern.canBeTested && FaultTools.areInstalled))
struct SweepTests {
    @Test("seeded faults lose nothing, double nothing, and leave nothing partial")
    func sweep() async {
        let plan = Plan()
        let tally = Tally()
        await withCheckedContinuation { continuation in
            background {
                Workers(plan.points).run { tally.note($0, $0.run()) }
                continuation.resume()
            }
        }
        print(tally.summary)
        #expect(tally.failures == [])
        #expect(tally.tried == plan.points.count)
    }
}

/// Which points to run: `Scripts/faults` says it in variables.
struct Plan {
    let points: [Point]

    init() {
        let seed = Self.number("FAULT_SEED").map { UInt64($0) } ?? 1
        let services: [Dovecot.Service] =
            switch Self.variable("FAULT_PROTOCOL") {
            case "imap": [.imap]
            case "pop3": [.pop3]
            default: [.pop3, .imap]
            }
        let numbers = Self.number("FAULT_POINT").map { $0...$0 } ?? 1...(Self.number("FAULT_POINTS") ?? 30)
        points = numbers.map { Point(seed: seed, number: $0, services: services) }
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func number(_ name: String) -> Int? { variable(name).flatMap { Int($0) } }
}

enum FaultTools {
    static let areInstalled =
        ServerProcess.isInstalled("dovecot") && Tracing.isInstalled && Fault.isClockFakeable
}
