import Glibc

/// config.toml on disk: read, changed and put in place whole, so that nobody ever sees half of it.
package struct ConfigFile: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// Changes the file, or makes it.
    ///
    /// What is written is private (0600), synced to disk, and takes the place of the file it was made from at once. Where
    /// the path is a symbolic link, as people have who keep their configurations elsewhere, the link stays.
    ///
    /// - Throws: What `change` throws; `.changedMeanwhile`, `.notWritten`.
    package func change(_ change: (inout ConfigEdit) throws(ConfigEditError) -> Void) throws(ConfigEditError) {
        let target = Self.resolved(path)
        let before = try Self.content(of: target)
        var edit = ConfigEdit(before ?? "", file: path)
        try change(&edit)
        try Self.makeFolder(of: target)
        try Self.replace(target, with: Array(edit.text.utf8)) { () throws(ConfigEditError) in
            guard try Self.content(of: target) == before else { throw .changedMeanwhile }
        }
    }

    /// Tries a change on what the file says, and writes nothing.
    package func consider(_ change: (inout ConfigEdit) throws(ConfigEditError) -> Void) throws(ConfigEditError) {
        var edit = ConfigEdit(try Self.content(of: Self.resolved(path)) ?? "", file: path)
        try change(&edit)
    }

    /// Writes a secret into a file of its own (0600) that is not there yet.
    ///
    /// - Returns: Its path; with a number where the name is taken.
    package static func writeSecret(_ secret: Secret, named name: String, in folder: String) throws(ConfigEditError)
        -> String
    {
        try makeFolder(of: folder + "/x")
        for number in 1...100 {
            let path = "\(folder)/\(name)\(number == 1 ? "" : "-\(number)").password"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if descriptor < 0, errno == EEXIST { continue }
            guard descriptor >= 0 else { throw .notWritten("\(path): \(errorText())") }
            defer { close(descriptor) }
            fchmod(descriptor, 0o600)
            guard write(Array((secret.text + "\n").utf8), to: descriptor), fsync(descriptor) == 0 else {
                let why = errorText()
                unlink(path)
                throw .notWritten("\(path): \(why)")
            }
            return path
        }
        throw .notWritten("\(folder)/\(name).password: there are too many of that name")
    }

    // MARK: - Files

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Nothing where there is no file.
    private static func content(of path: String) throws(ConfigEditError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .notWritten("\(path): \(errorText())")
        }
        defer { close(descriptor) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while octets.count <= Configuration.limitInOctets {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw .notWritten("\(path): \(errorText())") }
            if count == 0 {
                // What can't be kept as it is must not be written back.
                guard let text = String(validating: octets, as: UTF8.self) else {
                    throw .notUnderstood("\(path) is not UTF-8")
                }
                return text
            }
            octets += piece.prefix(count)
        }
        throw .notUnderstood("\(path) is larger than \(Configuration.limitInOctets) octets")
    }

    private static func makeFolder(of path: String) throws(ConfigEditError) {
        let parts = path.split(separator: "/").dropLast()
        for count in parts.indices.map({ $0 + 1 }) {
            let folder = (path.hasPrefix("/") ? "/" : "") + parts.prefix(count).joined(separator: "/")
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST || errno == EISDIR || access(folder, F_OK) == 0 else {
                throw .notWritten("\(folder): \(errorText())")
            }
        }
    }

    /// `check`: Called right before the new file takes its place.
    private static func replace(
        _ path: String, with octets: [UInt8], check: () throws(ConfigEditError) -> Void
    ) throws(ConfigEditError) {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .notWritten("\(path): \(errorText())") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var isInPlace = false
        defer {
            close(descriptor)
            if !isInPlace { unlink(temporary) }
        }
        guard fchmod(descriptor, 0o600) == 0, write(octets, to: descriptor), fsync(descriptor) == 0 else {
            throw .notWritten("\(path): \(errorText())")
        }
        try check()
        guard rename(temporary, path) == 0 else { throw .notWritten("\(path): \(errorText())") }
        isInPlace = true
        syncFolder(of: path)
    }

    // The new name, too, is to survive a power cut; a file system that can't promise it has done what it can.
    private static func syncFolder(of path: String) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func write(_ octets: [UInt8], to descriptor: Int32) -> Bool {
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
}
