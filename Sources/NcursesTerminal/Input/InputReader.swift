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
            MainActor.assumeIsolated { self?.read() }
        }
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
    }

    private func read() {
        // A source may fire once more after it has been suspended: the octets are another program's then.
        guard isReading else { return }
        var octets = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(STDIN_FILENO, &octets, octets.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        guard count > 0 else {
            source.cancel()
            onEnd()
            return
        }
        reads += 1
        decoder.decode(octets.prefix(count)).forEach(onInput)
        waitForRest()
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
