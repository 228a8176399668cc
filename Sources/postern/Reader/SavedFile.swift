import Glibc
import MailUI

/// Writes what a person saves: a new file of their own, never over another or through a link unasked.
enum SavedFile {
    /// Writes the octets; what became of it is the event to post.
    static func write(_ octets: [UInt8], to path: String, replacing: Bool) -> UIEvent {
        let path = expandingHome(path)
        if replacing { unlink(path) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            if errno == EEXIST { return .fileExists(path: path) }
            return .failed(reason: "\(path) can't be made: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                let reason = String(cString: strerror(errno))
                unlink(path)
                return .failed(reason: "\(path) can't be written: \(reason)")
            }
            rest = rest.dropFirst(written)
        }
        return .saved(path: path)
    }

    /// Writes them to a new file of the folder: `a.txt`, or else `a (2).txt` and so on.
    static func write(_ octets: [UInt8], underFreeNameLike name: String, in folder: String) -> UIEvent {
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        var outcome = write(octets, to: base + name, replacing: false)
        for number in 2...100 {
            guard case .fileExists = outcome else { break }
            outcome = write(octets, to: "\(base)\(name[..<dot]) (\(number))\(name[dot...])", replacing: false)
        }
        return outcome
    }

    private static func expandingHome(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst(1)
    }
}
