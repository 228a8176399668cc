import CNcurses
import Dispatch
import Glibc

/// Where the signal handler writes the numbers of signals.
struct SignalPipe {
    /// -1 where there was no descriptor left; then there are no signals.
    let readEnd: Int32

    /// Installs the handlers.
    init() { readEnd = postern_watch_signals() }

    /// The signals that have come, each once: a storm of one is one.
    func pending() -> [Int32] {
        var octets = [UInt8](repeating: 0, count: 1024)
        let count = read(readEnd, &octets, octets.count)
        guard count > 0 else { return [] }
        var seen: Set<UInt8> = []
        return octets.prefix(count).filter { seen.insert($0).inserted }.map(Int32.init)
    }
}

/// Brings signals to the main queue, for as long as the program runs.
///
/// What a signal means is decided here, outside its handler.
@MainActor
final class SignalWatch {
    private let pipe: SignalPipe
    private let body: @MainActor (Int32) -> Void
    private let source: any DispatchSourceRead

    init?(_ pipe: SignalPipe, _ body: @escaping @MainActor (Int32) -> Void) {
        guard pipe.readEnd >= 0 else { return nil }
        self.pipe = pipe
        self.body = body
        source = DispatchSource.makeReadSource(fileDescriptor: pipe.readEnd, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated { self?.deliver() }
        }
        source.resume()
    }

    /// Tells of what has come.
    func deliver() { pipe.pending().forEach(body) }
}
