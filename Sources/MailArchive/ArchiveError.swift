import Glibc

/// What went wrong with a file or folder of an archive.
package struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// It can't be read, or is no mail.
        case unreadable
        /// It can't be made or written.
        case unwritable
        /// There is something else under that name, which stays as it is.
        case exists
        /// Another process is writing there.
        case busy
    }

    package let kind: Kind
    /// The file or folder, with the place in it where that says more.
    package let path: String
    /// In plain words, without a full stop.
    package let reason: String

    package init(_ kind: Kind, _ path: String, _ reason: String) {
        self.kind = kind
        self.path = path
        self.reason = reason
    }

    /// With the operating system's words for what has just gone wrong.
    init(_ kind: Kind, _ path: String) { self.init(kind, path, String(cString: strerror(errno))) }

    package var description: String { "\(path): \(reason)" }
}
