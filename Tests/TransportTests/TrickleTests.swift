import Testing

@testable import Transport

@Suite("a peer that gives an octet now and then")
struct TrickleTests {
    /// Octets and seconds of one read after the other.
    static let reads: [(what: String, reads: [(octets: Int, seconds: Int)], isEnded: Bool)] = [
        ("an octet every ten seconds", Array(repeating: (1, 10), count: 7), true),
        ("an octet a second", Array(repeating: (1, 1), count: 61), true),
        ("a slow line", Array(repeating: (10, 1), count: 10_000), false),
        ("silences that end with much", Array(repeating: (1400, 59), count: 100), false),
        ("two silences with little behind them", [(100, 50), (100, 50)], true),
        ("one silence with little behind it", [(100, 59)], false),
    ]

    @Test("is as good as silent; a slow line is not", arguments: reads)
    func trickle(_ what: String, _ reads: [(octets: Int, seconds: Int)], _ isEnded: Bool) {
        var trickle = Trickle()
        var error: TransportError?
        for read in reads where error == nil {
            do throws(TransportError) {
                try trickle.take(read.octets, after: .seconds(read.seconds), within: .seconds(60))
            } catch let thrown {
                error = thrown
            }
        }
        #expect(error == (isEnded ? .timedOut(.response) : nil))
    }

    @Test("keeps alive with whole answers")
    func answers() throws {
        var trickle = Trickle()
        for _ in 0..<100 {
            try trickle.take(30, after: .seconds(50), within: .seconds(60))
            trickle.reset()
        }
    }
}
