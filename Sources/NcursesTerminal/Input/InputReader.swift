import Dispatch
import Glibc

/// Reads octets of the terminal and tells what they mean.
///
/// A thread of its own waits for them, and then deals with them on the main queue itself: nobody else
/// has to be woken between a key and its answer.
@MainActor
final class InputReader {
    /// How long a lone ESC may be the beginning of a sequence.
    private static let briefPatience = DispatchTimeInterval.milliseconds(50)
    private static let longPatience = DispatchTimeInterval.milliseconds(1_000)
    /// How long whoever draws what was written has the processors for itself, in milliseconds.
    private nonisolated static let rest: Int32 = 5

    private var decoder: KeyDecoder
    /// Counts reads, so that a timer set before the last one does nothing.
    private var reads = 0
    private var isReading = false
    /// Where the thread waits while the octets are another program's.
    private let gate = DispatchSemaphore(value: 0)
    private var isAtGate = true
    /// Until when an answer to a question is waited for before the terminal is given back.
    private var answerDeadline: DispatchTime?
    private let onInput: @MainActor ([TerminalInput]) -> Void
    private let onRest: @MainActor () -> Void
    private let onEnd: @MainActor () -> Void

    /// Prepares; nothing is read before ``resume()``.
    ///
    /// - Parameters:
    ///   - names: What this terminal's keys send.
    ///   - onInput: Told of keys, pastes and mouse events, as they came together.
    ///   - onRest: Told a moment after each of those.
    ///   - onEnd: Told once when the terminal is gone.
    init(
        names: KeyNames, onInput: @escaping @MainActor ([TerminalInput]) -> Void,
        onRest: @escaping @MainActor () -> Void, onEnd: @escaping @MainActor () -> Void
    ) {
        decoder = KeyDecoder(names: names)
        self.onInput = onInput
        self.onRest = onRest
        self.onEnd = onEnd
        DispatchQueue(label: "terminal").async { [gate, weak self] in
            while true {
                gate.wait()
                if !Self.hasInput(within: Self.rest) {
                    DispatchQueue.main.sync { MainActor.assumeIsolated { self?.onRest() } }
                    _ = Self.hasInput(within: -1)
                }
                DispatchQueue.main.sync { MainActor.assumeIsolated { self?.readInput() } }
            }
        }
    }

    func resume() {
        isReading = true
        if isAtGate { openGate() }
    }

    private func openGate() {
        isAtGate = false
        gate.signal()
    }

    /// Leaves the input to another program.
    func suspend() {
        guard isReading else { return }
        isReading = false
        dropAnswer()
    }

    /// The terminal has been asked something: what it says must not become another program's input.
    func expectAnswer() { answerDeadline = .now() + .milliseconds(100) }

    private func dropAnswer() {
        while let deadline = answerDeadline, deadline > .now() {
            let left = (deadline.uptimeNanoseconds - DispatchTime.now().uptimeNanoseconds) / 1_000_000
            guard Self.hasInput(within: Int32(left)) else { break }
            read { _ in }
        }
        answerDeadline = nil
    }

    /// Reads what is there.
    private func readInput() {
        isAtGate = true
        // The octets may be another program's, or that program may have taken them: a read would wait for the next key
        // then, and the screen with it.
        if isReading, Self.hasInput(within: 0) {
            read(onInput)
            waitForRest()
        }
        if !isReading {
            onRest()
        } else if isAtGate {
            openGate()
        }
    }

    /// There are octets, or their end, without waiting longer than that, in milliseconds; for ever where it is negative.
    private nonisolated static func hasInput(within limit: Int32) -> Bool {
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, limit) > 0
    }

    private func read(_ body: ([TerminalInput]) -> Void) {
        let inputs: [TerminalInput]? = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { octets in
            let count = Glibc.read(STDIN_FILENO, octets.baseAddress, octets.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return [] }
            return count > 0 ? decoder.decode(octets[..<count]) : nil
        }
        guard let inputs else {
            answerDeadline = nil
            isReading = false
            onEnd()
            return
        }
        reads += 1
        if inputs.contains(where: \.isAnswer) { answerDeadline = nil }
        body(inputs)
    }

    private func waitForRest() {
        guard let patience = decoder.patience else { return }
        let expected = reads
        let interval = patience == .brief ? Self.briefPatience : Self.longPatience
        DispatchQueue.main.asyncAfter(deadline: .now() + interval) { [weak self] in
            MainActor.assumeIsolated {
                guard let self, self.reads == expected else { return }
                self.onInput(self.decoder.timeOut())
                self.onRest()
            }
        }
    }
}
