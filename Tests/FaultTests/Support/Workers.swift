import Dispatch
import Glibc
import Synchronization
import TestKit

/// A thread for each core; each takes the next piece of work.
final class Workers<Work: Sendable>: Sendable {
    private let waiting: Mutex<ArraySlice<Work>>

    init(_ work: [Work]) { waiting = Mutex(work[...]) }

    /// Returns when all is done.
    func run(_ body: @escaping @Sendable (Work) -> Void) {
        let ends = (0..<sysconf(Int32(_SC_NPROCESSORS_ONLN))).map { _ in
            let end = DispatchSemaphore(value: 0)
            background {
                while let piece = self.waiting.withLock({ $0.popFirst() }) { body(piece) }
                end.signal()
            }
            return end
        }
        ends.forEach { $0.wait() }
    }
}
