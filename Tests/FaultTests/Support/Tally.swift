import Glibc
import Synchronization

/// Sums up what became of all points.
final class Tally: Sendable {
    private struct State: Sendable {
        var tried: [Fault: Int] = [:]
        var sum = Judgement()
        var failures: [String] = []
    }

    private let state = Mutex(State())

    var tried: Int { state.withLock { $0.tried.values.reduce(0, +) } }
    var failures: [String] { state.withLock { $0.failures } }

    func note(_ point: Point, _ judgement: Judgement) {
        let failure = judgement.isClean ? nil : "\(point): \(judgement.text)\n    alone: \(point.command)"
        state.withLock { state in
            state.tried[point.fault, default: 0] += 1
            state.sum = state.sum + judgement
            if let failure { state.failures.append(failure) }
        }
        guard let failure else { return }
        print("✘ \(failure)")
        // Seen at once, also where the output goes to a file.
        fflush(nil)
    }

    var summary: String {
        let (counts, sum, failed) = state.withLock { ($0.tried, $0.sum, $0.failures.count) }
        let faults = Fault.allCases.filter { counts[$0] != nil }.map { "\($0) \(counts[$0] ?? 0)" }
        return """
            faults: \(faults.joined(separator: ", "))
            points \(counts.values.reduce(0, +)), lost \(sum.lost), doubled \(sum.doubled), partial \(sum.partial), \
            junk \(sum.junk), other complaints \(sum.complaints.count), points that failed \(failed)
            """
    }
}
