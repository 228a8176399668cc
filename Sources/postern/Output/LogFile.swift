import Glibc
import Logging
import MailModel

/// The log: one file, private, turned over at 5 MB so that it and the one before are never more than 10 MB.
final class LogFile: Sendable {
    private let path: String
    private static let limitInOctets = 5_000_000

    /// Names the log and makes its folder; a log that can't be written is no reason not to read mail.
    init(folder: String, path: String) {
        self.path = path
        var made = ""
        for level in folder.split(separator: "/") {
            made += "/\(level)"
            mkdir(made, 0o700)
        }
    }

    func append(_ line: String) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if lseek(descriptor, 0, SEEK_END) > Self.limitInOctets { rename(path, path + ".1") }
        let octets = Array(line.utf8)
        _ = octets.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}

/// swift-log's way into the log file: `2026-11-23T14:02:00Z info imap.work: connected`.
struct LogFileHandler: LogHandler {
    let label: String
    let file: LogFile
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let facts = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        // One entry a line, whatever a server put into it.
        let text = "\(event.message)\(facts)".unicodeScalars.map {
            $0.value < 0x20 || $0.value == 0x7F ? "·" : String($0)
        }
        file.append("\(WallClock.now.rfc3339) \(event.level) \(label): \(text.joined())\n")
    }
}
