import Glibc
package import Secrets

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
        try PrivateFile.replace(
            target, with: Array(edit.text.utf8),
            check: { () throws(ConfigEditError) in
                guard try Self.content(of: target) == before else { throw .changedMeanwhile }
            }, failure: { .notWritten("\(target): \($0.reason)") })
    }

    /// Tries a change on what the file says, and writes nothing.
    package func consider(_ change: (inout ConfigEdit) throws(ConfigEditError) -> Void) throws(ConfigEditError) {
        var edit = ConfigEdit(try Self.content(of: Self.resolved(path)) ?? "", file: path)
        try change(&edit)
    }

    /// Writes a secret into a file of its own (0600) that is not there yet.
    ///
    /// - Returns: Its path; with a number where the name is taken.
    package static func writeSecret(
        _ secret: Secret, named name: String, ending: String = "password", in folder: String
    ) throws(ConfigEditError) -> String {
        try makeFolder(of: folder + "/x")
        for number in 1...100 {
            let path = "\(folder)/\(name)\(number == 1 ? "" : "-\(number)").\(ending)"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if descriptor < 0, errno == EEXIST { continue }
            guard descriptor >= 0 else { throw .notWritten("\(path): \(errorText())") }
            defer { close(descriptor) }
            fchmod(descriptor, 0o600)
            guard PrivateFile.write(secret.octets + [0x0A], to: descriptor), fsync(descriptor) == 0 else {
                let why = errorText()
                unlink(path)
                throw .notWritten("\(path): \(why)")
            }
            return path
        }
        throw .notWritten("\(folder)/\(name).\(ending): there are too many of that name")
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
        do throws(PrivateFileError) { try PrivateFile.makeFolder(of: path) } catch { throw .notWritten(error.reason) }
    }
}
