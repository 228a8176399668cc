package import Transport

/// A connection in memory whose other end plays a trace.
///
/// What the server says is released as soon as everything the client had to say before
/// it has come, so a client that pipelines and one that does not can play the same trace.
/// A client that says anything else ends the connection, and ``problem`` says why: every
/// test should expect it to be `nil` at the end.
package actor ScriptedStream: ByteStream {
    /// How much one read returns.
    package enum Pieces: Hashable, Sendable, CaseIterable {
        /// All that was sent so far.
        case whole
        case octetByOctet
    }

    private enum End: Hashable { case finished, failed(TransportError) }

    private let trace: Trace
    private let pieces: Pieces
    private var next = 0
    /// What of the step at `next` the client has sent already, or all it sent ahead.
    private var received: ArraySlice<UInt8> = []
    private var unread: ArraySlice<UInt8> = []
    private var end: End?
    private var reader: CheckedContinuation<Void, Never>?
    private var mismatch: String?
    private var compression: ScriptedCompression?
    /// Everything that the client wrote.
    package private(set) var written: [UInt8] = []
    package private(set) var security: ConnectionSecurity?

    /// - Parameters:
    ///   - trace: What the other end plays.
    ///   - pieces: How much one read returns.
    ///   - isSecure: Whether the connection starts in TLS.
    package init(_ trace: Trace, pieces: Pieces = .whole, isSecure: Bool = false) {
        self.trace = trace
        self.pieces = pieces
        security = isSecure ? .scripted : nil
    }

    /// What went differently from the trace; nothing where all of it was played to its end.
    package var problem: String? {
        if let mismatch { return mismatch }
        if !received.isEmpty { return "\(trace.name): the client said more: \(shown(received))" }
        // What the server does last needs nobody who looks.
        let left = trace.entries.dropFirst(next).first { $0.step != .serverFallsSilent && $0.step != .clientCloses }
        return left.map { "\(trace.name):\($0.line): did not happen: \($0.step.shown)" }
    }

    package func read(within limit: Duration) async throws(TransportError) -> [UInt8]? {
        advance()
        if unread.isEmpty, end == nil {
            // A trace that nobody plays on would wait for ever; no test needs as long as this.
            let guardTask = Task {
                if (try? await Task.sleep(for: .seconds(20))) != nil { giveUp() }
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    if Task.isCancelled { stop(.failed(.cancelled)) }
                    if end == nil { reader = continuation } else { continuation.resume() }
                }
            } onCancel: {
                Task { await stop(.failed(.cancelled)) }
            }
            guardTask.cancel()
        }
        if !unread.isEmpty {
            let piece = pieces == .whole ? unread : unread.prefix(1)
            unread = unread.dropFirst(piece.count)
            return Array(piece)
        }
        if case .failed(let error) = end { throw error }
        return nil
    }

    package func write(_ octets: [UInt8]) async throws(TransportError) {
        if case .failed(let error) = end { throw error }
        written += octets
        do throws(TransportError) {
            received += try compression?.inflate(octets) ?? octets
        } catch {
            fail("the client's octets can't be inflated")
        }
        advance()
        if case .failed(let error) = end { throw error }
    }

    package func startTLS() async throws(TransportError) {
        if case .failed(let error) = end { throw error }
        advance()
        guard unread.isEmpty else {
            unread = []
            stop(.failed(.closed))
            throw .unexpectedOctets
        }
        guard next < trace.entries.count, trace.entries[next].step == .startTLS, received.isEmpty else {
            fail("the client started TLS")
            throw .tlsFailed(reason: "the script does not start TLS here")
        }
        next += 1
        security = .scripted
        advance()
    }

    package func close() async {
        if next < trace.entries.count, trace.entries[next].step == .clientCloses { next += 1 }
        unread = []
        stop(.failed(.closed))
    }

    /// Plays on as far as the client's octets allow.
    private func advance() {
        while end == nil, next < trace.entries.count {
            switch trace.entries[next].step {
            case .client(let octets):
                guard take(octets) else { return }
            case .clientLine(let pattern):
                guard takeLine(fitting: pattern) else { return }
            case .server(let octets):
                unread += compression?.deflate(octets) ?? octets
            case .deflate:
                guard received.isEmpty, let compression = try? ScriptedCompression() else {
                    return fail("the client sent \(shown(received))")
                }
                self.compression = compression
            case .serverCloses:
                stop(.finished)
            case .connectionBreaks:
                stop(.failed(.connectionLost(reason: "the connection was reset by the server")))
            case .serverFallsSilent:
                // Only a client that has read everything and waits for more runs out of time.
                if unread.isEmpty, received.isEmpty { stop(.failed(.timedOut(.response))) }
                return wakeReader()
            case .startTLS, .clientCloses:
                if !received.isEmpty { fail("the client sent \(shown(received))") }
                return wakeReader()
            }
            next += 1
        }
        if next == trace.entries.count, !received.isEmpty { fail("the client said more: \(shown(received))") }
        wakeReader()
    }

    private func take(_ expected: [UInt8]) -> Bool {
        guard received.starts(with: expected) else {
            if !expected.starts(with: received) { fail("the client sent \(shown(received))") } else { wakeReader() }
            return false
        }
        received = received.dropFirst(expected.count)
        return true
    }

    private func takeLine(fitting pattern: [UInt8]) -> Bool {
        guard let lineFeed = received.firstIndex(of: 0x0A) else {
            wakeReader()
            return false
        }
        let line = received[...lineFeed].dropLast(2)
        guard received[...lineFeed].suffix(2).elementsEqual([0x0D, 0x0A]), fits(line, pattern[...]) else {
            fail("the client sent \(shown(received))")
            return false
        }
        received = received[(lineFeed + 1)...]
        return true
    }

    private func fail(_ what: String) {
        let entry = next < trace.entries.count ? trace.entries[next] : nil
        let place = entry.map { "\(trace.name):\($0.line): expected \($0.step.shown)" } ?? "\(trace.name): at its end"
        mismatch = mismatch ?? "\(place), but \(what)"
        stop(.failed(.connectionLost(reason: mismatch ?? "")))
    }

    private func giveUp() {
        guard end == nil, reader != nil else { return }
        fail("the client only waits")
    }

    private func stop(_ why: End) {
        end = end ?? why
        reader?.resume()
        reader = nil
    }

    private func wakeReader() {
        guard !unread.isEmpty || end != nil else { return }
        reader?.resume()
        reader = nil
    }
}

/// Whether a line fits a pattern in which `*` stands for any run of octets.
func fits(_ line: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var (text, glob) = (line, pattern)
    // Where the last `*` was, to try again with one octet more.
    var retry: (text: ArraySlice<UInt8>, glob: ArraySlice<UInt8>)?
    while !text.isEmpty || !glob.isEmpty {
        if glob.first == UInt8(ascii: "*") {
            glob = glob.dropFirst()
            retry = (text, glob)
        } else if let octet = text.first, octet == glob.first {
            text = text.dropFirst()
            glob = glob.dropFirst()
        } else if let last = retry, !last.text.isEmpty {
            retry = (last.text.dropFirst(), last.glob)
            (text, glob) = (last.text.dropFirst(), last.glob)
        } else {
            return false
        }
    }
    return true
}

private func shown(_ octets: some Collection<UInt8>) -> String {
    let text = String(decoding: octets.prefix(200), as: UTF8.self)
    return text.debugDescription
}

extension Trace.Step {
    fileprivate var shown: String {
        switch self {
        case .client(let octets): "C: \(TestKit.shown(octets))"
        case .clientLine(let pattern): "C~ \(TestKit.shown(pattern))"
        case .server(let octets): "S: \(TestKit.shown(octets))"
        case .startTLS: "TLS"
        case .deflate: "DEFLATE"
        case .serverCloses: "S<<FIN"
        case .connectionBreaks: "S<<RST"
        case .serverFallsSilent: "S<<SILENCE"
        case .clientCloses: "C<<FIN"
        }
    }
}

extension ConnectionSecurity {
    /// What a scripted connection says of itself once it is in TLS.
    package static var scripted: ConnectionSecurity {
        ConnectionSecurity(
            version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384",
            certificate: CertificateFacts(
                subject: "CN=script.test", issuer: "CN=Script CA", names: ["script.test"],
                sha256: String(repeating: "0", count: 64), notAfter: 4_102_444_800),
            binding: TLSBinding(kind: "tls-exporter", octets: Array("scripted binding".utf8)))
    }
}
