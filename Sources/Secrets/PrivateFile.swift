import Glibc

/// Files that only their owner can read, put in place whole, so that nobody ever sees half of one.
package enum PrivateFile {
    /// Reads a whole file; nothing where there is none.
    ///
    /// The permissions are those of the file that was opened, not of one put in its place in between.
    ///
    /// - Throws: `.permissions` where others can read or write it; `.unreadable`, also where it is longer than `limit`.
    package static func read(_ path: String, upTo limit: Int) throws(PrivateFileError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(reason: errorText())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(reason: errorText()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(reason: "Not a file") }
        guard status.st_mode & 0o077 == 0 else { throw .permissions }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while octets.count <= limit {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw .unreadable(reason: errorText()) }
            if count == 0 { return octets }
            octets += piece.prefix(count)
        }
        throw .unreadable(reason: "it is larger than \(limit) octets")
    }

    /// Writes a file (0600) and syncs it to disk; it takes the place of the old one at once.
    ///
    /// `check`: Called right before.
    package static func replace<Failure: Error>(
        _ path: String, with octets: [UInt8], check: () throws(Failure) -> Void,
        failure: (PrivateFileError) -> Failure
    ) throws(Failure) {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(.notWritten(reason: errorText())) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var isInPlace = false
        defer {
            close(descriptor)
            if !isInPlace { unlink(temporary) }
        }
        guard fchmod(descriptor, 0o600) == 0, write(octets, to: descriptor), fsync(descriptor) == 0 else {
            throw failure(.notWritten(reason: errorText()))
        }
        try check()
        guard rename(temporary, path) == 0 else { throw failure(.notWritten(reason: errorText())) }
        isInPlace = true
        syncFolder(of: path)
    }

    /// The same without a check.
    package static func replace(_ path: String, with octets: [UInt8]) throws(PrivateFileError) {
        try replace(path, with: octets, check: { () throws(PrivateFileError) in }, failure: { $0 })
    }

    /// Makes the folders above a file (0700).
    package static func makeFolder(of path: String) throws(PrivateFileError) {
        let parts = path.split(separator: "/").dropLast()
        for count in parts.indices.map({ $0 + 1 }) {
            let folder = (path.hasPrefix("/") ? "/" : "") + parts.prefix(count).joined(separator: "/")
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST || errno == EISDIR || access(folder, F_OK) == 0 else {
                throw .notWritten(reason: "\(folder): \(errorText())")
            }
        }
    }

    /// Writes all of it.
    package static func write(_ octets: [UInt8], to descriptor: Int32) -> Bool {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    // The new name, too, is to survive a power cut; a file system that can't promise it has done what it can.
    private static func syncFolder(of path: String) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

/// Why a private file could not be used.
package enum PrivateFileError: Error, Hashable, Sendable {
    /// Others can read or write it.
    case permissions
    case unreadable(reason: String)
    case notWritten(reason: String)

    package var reason: String {
        switch self {
        case .permissions: "others can use it"
        case .unreadable(let reason), .notWritten(let reason): reason
        }
    }
}

func errorText(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
