import Glibc
import MailModel
import Synchronization
import TestKit
import Testing

/// A day with several others at the same mail.
///
/// The same for the same seed, but for who comes first where two do something at once.
struct CrowdedDay: Hashable, Sendable, CustomStringConvertible {
    var seed: UInt64
    var number: Int

    /// Some on a server that tells neither what disappeared nor has a MOVE.
    private var place: Place {
        Place(server: .dovecot, pair: .imapLeave, features: number % 8 == 7 ? .condStoreOnly : .all)
    }

    var description: String { "day \(number) of seed \(seed) on \(place.testDescription)" }

    /// How to run it alone.
    var command: String { "Scripts/faults --seed \(seed) --day \(number)" }

    /// Plays it; returns what it has come to, with its story where that is not nothing.
    func play() async -> (judgement: DayJudgement, story: [String]) {
        do {
            let scene = try await DayScene(place, seed: seed &* 1_000_003 &+ UInt64(number))
            do {
                try await scene.play()
                try await scene.settle()
                let end = try await DayEnd(of: scene.server)
                let record = scene.record.state
                var judgement = DayJudge(record, end).judge()
                judgement.differing = try await StoreComparison(store: scene.store, end: end).differences()
                judgement.isVoid = record.isServerSilent
                await scene.server.end()
                return (judgement, record.story)
            } catch {
                await scene.server.end()
                var judgement = DayJudgement.failure("\(error)")
                judgement.isVoid = scene.record.state.isServerSilent
                return (judgement, scene.record.state.story)
            }
        } catch {
            return (.failure("\(error)"), [])
        }
    }
}

@Suite("many hands on one account")
struct CrowdedDayTests {
    @Test(
        "store and server agree in the end, and nobody's doing is lost",
        .enabled(if: ServerProcess.isInstalled("dovecot")))
    func days() async {
        let tally = DayTally()
        let days = CrowdedDay.wanted
        await withTaskGroup(of: Void.self) { group in
            var waiting = days[...]
            let next = { waiting.popFirst() }
            for _ in 0..<CrowdedDay.width {
                if let day = next() { group.addTask { await tally.play(day) } }
            }
            while await group.next() != nil {
                if let day = next() { group.addTask { await tally.play(day) } }
            }
        }
        print(tally.summary)
        #expect(tally.failures == [])
        #expect(tally.tried == days.count)
        #expect(tally.voided <= max(1, tally.tried / 50), "the server itself stops answering too often")
    }
}

extension CrowdedDay {
    /// Days at once: each waits most of the time.
    static let width = number(of: "DAYS_AT_ONCE") ?? 6

    /// Which days to play: `Scripts/faults` says it in variables.
    static var wanted: [CrowdedDay] {
        let seed = number(of: "DAYS_SEED").map { UInt64($0) } ?? 1
        let numbers = number(of: "DAYS_DAY").map { $0...$0 } ?? 1...max(1, number(of: "DAYS") ?? 16)
        return numbers.map { CrowdedDay(seed: seed, number: $0) }
    }

    private static func number(of variable: String) -> Int? {
        getenv(variable).flatMap { Int(String(cString: $0)) }
    }
}

/// Sums up what all days have come to.
private final class DayTally: Sendable {
    private struct State {
        var tried = 0
        var voided = 0
        var lost = 0
        var doubled = 0
        var differing = 0
        var lostActions = 0
        var failures: [String] = []
    }

    private let state = Mutex(State())

    var tried: Int { state.withLock { $0.tried } }
    var voided: Int { state.withLock { $0.voided } }
    var failures: [String] { state.withLock { $0.failures } }

    func play(_ day: CrowdedDay) async {
        let (judgement, story) = await day.play()
        let failure = judgement.isClean ? nil : "\(day): \(judgement.text)\n    alone: \(day.command)"
        let tried = state.withLock { state in
            state.tried += 1
            if judgement.isVoid {
                state.voided += 1
                return state.tried
            }
            state.lost += judgement.lost.count
            state.doubled += judgement.doubled.count
            state.differing += judgement.differing.isEmpty ? 0 : 1
            state.lostActions += judgement.lostActions.count
            if let failure { state.failures.append(failure) }
            return state.tried
        }
        if let failure { print("✘ \(failure)\n    " + story.joined(separator: "\n    ")) }
        if judgement.isVoid { print("○ \(day): the server stopped answering everybody") }
        if tried.isMultiple(of: 50) { print("… \(tried) days") }
        // Seen at once, also where the output goes to a file.
        fflush(nil)
    }

    var summary: String {
        let state = state.withLock { $0 }
        return """
            days \(state.tried), of them void \(state.voided), lost \(state.lost), doubled \(state.doubled), differing \(state.differing), \
            lost actions \(state.lostActions), days that failed \(state.failures.count)
            """
    }
}
