import Dispatch
import Synchronization

/// Another program: no shell but the one that is asked for, no open file of ours, no more time and octets than it was
/// given.
package struct Program: Sendable {
    package enum Failure: Error, Hashable {
        /// There is no such program.
        case missing
        case notStarted(reason: String)
        case tookTooLong
        /// It wrote more than it may.
        case wroteTooMuch
        case cancelled
    }

    /// How a program ended.
    package struct Ending: Sendable {
        /// Its exit status, or 128 + the signal that ended it.
        package let status: Int
        /// What it wrote, by descriptor.
        package let output: [Int32: [UInt8]]
        /// It was ended because it wrote more than it may.
        package let isCut: Bool
    }

    /// What a program shares with this one.
    ///
    /// Standard streams without a pipe are empty, but for ``terminal``.
    package enum Place: Sendable {
        /// Nothing: it has a process group of its own, so that whatever it starts ends with it.
        case background
        /// The process group: it may ask on `/dev/tty`.
        case foreground
        /// The standard streams, too.
        case terminal
    }

    /// The program, found as the shell finds it, and its arguments.
    package var words: [String]
    /// What it reads, by descriptor; 0 is its standard input.
    package var inputs: [Int32: [UInt8]]
    /// What it writes, by descriptor, and the most octets of it.
    package var outputs: [Int32: Int]
    /// Variables beside this program's own.
    package var environment: [String: String]
    /// As long as it likes where there is none.
    package var limit: Duration?
    package var place: Place
    /// What it wrote so far counts where it writes more than it may, which is a failure otherwise.
    package var cutsOutput: Bool

    package init(
        words: [String], inputs: [Int32: [UInt8]] = [:], outputs: [Int32: Int] = [:],
        environment: [String: String] = [:], limit: Duration?, place: Place = .background, cutsOutput: Bool = false
    ) {
        self.words = words
        self.inputs = inputs
        self.outputs = outputs
        self.environment = environment
        self.limit = limit
        self.place = place
        self.cutsOutput = cutsOutput
    }

    /// The words that have a shell carry out a command; `arguments` are `"$1"` and so on in it.
    package static func shell(_ command: String, _ arguments: [String] = []) -> [String] {
        ["/bin/sh", "-c", command, "sh"] + arguments
    }

    /// Runs it to its end, off the threads that tasks share.
    package func run() async throws(Failure) -> Ending {
        let flag = CancelFlag()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(returning: Result { () throws(Failure) in try runNow(flag) })
                }
            }
        } onCancel: {
            flag.isSet.store(true, ordering: .relaxed)
        }
        return try result.get()
    }

    /// Runs it to its end while the thread waits.
    package func runNow() throws(Failure) -> Ending { try runNow(CancelFlag()) }

    private final class CancelFlag: Sendable {
        let isSet = Atomic(false)
    }

    private func runNow(_ flag: CancelFlag) throws(Failure) -> Ending {
        var running = try RunningProgram(self)
        defer { running.close() }
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            let left = deadline.map { ($0 - .now) / .milliseconds(1) } ?? .infinity
            let failure: Failure? =
                if flag.isSet.load(ordering: .relaxed) { .cancelled } else if left <= 0 { .tookTooLong } else { nil }
            if let failure {
                running.kill()
                throw failure
            }
            // Not longer, so that a cancellation is seen soon.
            try running.exchange(within: Int32(max(1, min(left, 50))))
            if let ending = running.ending { return ending }
        }
    }
}
