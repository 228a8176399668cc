import Testing

@testable import IMAPBackend

@Suite("How much is asked ahead")
struct PaceTests {
    /// A line on which an answer begins after `roundTrip` and then comes at a rate, in pieces of 4 kB.
    private static func pace(roundTrip: Double, octetsPerSecond: Double, octets: Int) -> Pace {
        let start = ContinuousClock.now
        var pace = Pace()
        pace.asked(at: start)
        for place in stride(from: 4096, through: octets, by: 4096) {
            pace.heard(4096, at: start.advanced(by: .seconds(roundTrip + Double(place) / octetsPerSecond)))
        }
        return pace
    }

    @Test(
        "a round trip and a half, and a tenth of a second, of what the line takes",
        arguments: [
            (0.15, 250_000.0, 1 << 20, 81_250), (0.6, 250_000, 1 << 20, 250_000), (0.02, 2_500_000, 4 << 20, 325_000),
            // Never less than a sample, never more than the limit.
            (0.001, 1_000, 1 << 18, 16_384), (0.0, 1e9, 1 << 24, 4 << 20),
            // Four times what has come.
            (0.0, 1e9, 32_768, 131_072),
        ])
    func ahead(_ roundTrip: Double, _ rate: Double, _ octets: Int, _ expected: Int) {
        let ahead = Self.pace(roundTrip: roundTrip, octetsPerSecond: rate, octets: octets).octetsAhead(limit: 4 << 20)
        #expect(abs(Double(ahead) / Double(expected) - 1) < 0.2, "\(ahead)")
    }

    @Test("little where nothing is known of the line")
    func unknown() {
        #expect(Pace().octetsAhead(limit: 4 << 20) == 65_536)
        #expect(Pace().octetsAhead(limit: 1000) == 1000)
    }

    @Test("time in which nothing was asked says nothing of the line")
    func idle() {
        var pace = Self.pace(roundTrip: 0.1, octetsPerSecond: 1_000_000, octets: 1 << 20)
        let before = pace.octetsAhead(limit: 4 << 20)
        let later = ContinuousClock.now.advanced(by: .seconds(3600))
        pace.asked(at: later)
        for piece in 1...20 { pace.heard(4096, at: later.advanced(by: .seconds(0.1 + Double(piece) * 0.004096))) }
        #expect(abs(Double(pace.octetsAhead(limit: 4 << 20)) / Double(before) - 1) < 0.2)
    }
}
