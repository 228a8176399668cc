import Dispatch
import Glibc

/// Reads octets of the terminal on the main queue and tells what they mean.
@MainActor
final class InputReader {
    /// How long a lone ESC may be the beginning of a sequence.
    private static let briefPatience = DispatchTimeInterval.milliseconds(50)
    private static let longPatience = DispatchTimeInterval.milliseconds(1_000)

    private let source: any DispatchSourceRead
    private var decoder: KeyDecoder
    /// Counts reads, so that a timer set before the last one does nothing.
    private var reads = 0
    private var isReading = false
    /// Until when an answer to a question is waited for before the terminal is given back.
    private var answerDeadline: DispatchTime?
    private let onInput: @MainActor (TerminalInput) -> Void
    private let onEnd: @MainActor () -> Void

    /// Prepares; nothing is read before ``resume()``.
    ///
    /// - Parameters:
    ///   - names: What this terminal's keys send.
    ///   - onInput: Told of each key, paste or mouse event.
    ///   - onEnd: Told once when the terminal is gone.
    init(
        names: KeyNames, onInput: @escaping @MainActor (TerminalInput) -> Void, onEnd: @escaping @MainActor () -> Void
    ) {
        decoder = KeyDecoder(names: names)
        self.onInput = onInput
        self.onEnd = onEnd
        source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated { self?.readInput() }
        }
    }

    /// Libdispatch ends the program when a suspended source is freed.
    isolated deinit {
        source.cancel()
        if !isReading { source.resume() }
    }

    func resume() {
        guard !isReading else { return }
        isReading = true
        source.resume()
    }

    /// Leaves the input to another program.
    func suspend() {
        guard isReading else { return }
        isReading = false
        source.suspend()
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

    private func readInput() {
        // A source may fire once more after it has been suspended, when the octets are another program's, or after that
        // program has taken them: a read would wait for the next key then, and the screen with it.
        guard isReading, Self.hasInput(within: 0) else { return }
        read(onInput)
        waitForRest()
    }

    /// There are octets, or their end, without waiting longer than that, in milliseconds.
    private static func hasInput(within limit: Int32) -> Bool {
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, limit) > 0
    }

    private func read(_ body: (TerminalInput) -> Void) {
        var octets = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(STDIN_FILENO, &octets, octets.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        guard count > 0 else {
            answerDeadline = nil
            source.cancel()
            onEnd()
            return
        }
        reads += 1
        for input in decoder.decode(octets.prefix(count)) {
            if case .background = input { answerDeadline = nil }
            body(input)
        }
    }

    private func waitForRest() {
        guard let patience = decoder.patience else { return }
        let expected = reads
        let interval = patience == .brief ? Self.briefPatience : Self.longPatience
        DispatchQueue.main.asyncAfter(deadline: .now() + interval) { [weak self] in
            MainActor.assumeIsolated {
                guard let self, self.reads == expected else { return }
                self.decoder.timeOut().forEach(self.onInput)
            }
        }
    }
}
