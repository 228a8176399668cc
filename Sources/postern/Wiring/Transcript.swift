import Glibc
import Transport

/// What is said on connections, a line each, for somebody who helps: without secrets, user names and folders' names.
final class Transcript: Sendable {
    private let descriptor: Int32

    /// Begins a new file, readable by its owner alone; one that is there already is not written over.
    init(path: String) throws(ProgramError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw ProgramError(
                status: .cannotCreate, what: "the transcript can't be written", place: path,
                advice: String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    func write(_ line: String) {
        // One entry a line, whatever a server put into it.
        let clean = line.unicodeScalars.prefix(500).map { $0.value < 0x20 || $0.value == 0x7F ? "·" : String($0) }
        let octets = Array((clean.joined() + "\n").utf8)
        _ = octets.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}

/// Opens connections of which everything is written down that may be.
struct TranscriptConnector: Connector {
    let inner: any Connector
    let transcript: Transcript

    func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
        transcript.write("-- connecting to \(endpoint.host) port \(endpoint.port)")
        do throws(TransportError) {
            return TranscriptStream(inner: try await inner.connect(to: endpoint), transcript: transcript)
        } catch {
            transcript.write("-- \(error)")
            throw error
        }
    }
}

/// The connection itself, unchanged.
private actor TranscriptStream: ByteStream {
    private let inner: any ByteStream
    private let transcript: Transcript
    private var cleaner = TranscriptCleaner()

    init(inner: any ByteStream, transcript: Transcript) {
        self.inner = inner
        self.transcript = transcript
    }

    func read(within limit: Duration) async throws(TransportError) -> [UInt8]? {
        do throws(TransportError) {
            let octets = try await inner.read(within: limit)
            for line in cleaner.lines(fromServer: octets ?? []) { transcript.write("S: \(line)") }
            if octets == nil { transcript.write("-- the server has closed the connection") }
            return octets
        } catch {
            transcript.write("-- \(error)")
            throw error
        }
    }

    func write(_ octets: [UInt8]) async throws(TransportError) {
        for line in cleaner.lines(fromClient: octets) { transcript.write("C: \(line)") }
        try await inner.write(octets)
    }

    func startTLS() async throws(TransportError) {
        do throws(TransportError) { try await inner.startTLS() } catch {
            transcript.write("-- \(error)")
            throw error
        }
        transcript.write("-- TLS from here on")
    }

    var security: ConnectionSecurity? { get async { await inner.security } }

    func close() async { await inner.close() }
}
