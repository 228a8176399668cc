import Glibc

/// The files of a store: the database, SQLite's `-wal` and `-shm` beside it, and the lock.
struct StoreFiles {
    let path: String

    var lockPath: String { path + ".lock" }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes the folder (0700) and an empty database file (0600) where there are none, whatever the umask.
    ///
    /// SQLite gives `-wal` and `-shm` the database file's mode, so that the mode must be right before it opens the file.
    func prepare() throws(StoreError) {
        try makeFolder()
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            fchmod(descriptor, 0o600)
            close(descriptor)
        } else if errno != EROFS && errno != EACCES {
            throw failure()
        }
        for companion in [path + "-wal", path + "-shm"] { chmod(companion, 0o600) }
    }

    /// Makes all missing folders of the path; only those that are made, and the last, get their mode.
    private func makeFolder() throws(StoreError) {
        var made = ""
        for part in folder.split(separator: "/", omittingEmptySubsequences: true) {
            made += made.isEmpty && !folder.hasPrefix("/") ? String(part) : "/" + part
            if mkdir(made, 0o700) == 0 {
                try syncParent(of: made)
                continue
            }
            if errno != EEXIST && errno != EROFS && errno != EACCES { throw failure() }
        }
        guard access(folder, F_OK) == 0 else { throw failure() }
        tightenFolder()
    }

    /// Makes a new folder's name outlast a power cut: SQLite does so for the files in the last one only.
    private func syncParent(of made: String) throws(StoreError) {
        let parent = made.lastIndex(of: "/").map { $0 == made.startIndex ? "/" : String(made[..<$0]) } ?? "."
        let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A folder that may be written but not read can't be synced by us.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, errno != EINVAL { throw failure() }
    }

    /// Takes group's and others' rights off the store's own folder, if it is ours and holds nothing but stores.
    private func tightenFolder() {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_uid == geteuid() else { return }
        // A folder with the sticky bit, such as /tmp, is shared on purpose.
        guard status.st_mode & 0o077 != 0, status.st_mode & S_ISVTX == 0 else { return }
        chmod(folder, 0o700)
    }

    private func failure() -> StoreError {
        let code = errno
        if code == ENOSPC || code == EDQUOT { return .diskFull }
        return .cannotOpen(path: path, reason: String(cString: strerror(code)))
    }

    /// Removes all of them.
    func remove() {
        for file in [path, path + "-wal", path + "-shm", lockPath] { unlink(file) }
    }

    /// The database file as a URI, with SQLite's word for how to open it.
    func address(_ mode: String) -> String {
        var escaped = ""
        for octet in path.utf8 {
            let isPlain = octet > 0x20 && octet < 0x7F && octet != 0x25 && octet != 0x23 && octet != 0x3F
            escaped += isPlain ? String(UnicodeScalar(octet)) : "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16)
        }
        return "file:\(escaped)?\(mode)"
    }

    /// Whether the database file can be written; SQLite itself would say so only when it has to.
    var isWritable: Bool { access(path, W_OK) == 0 }

    /// Size of the database file, in octets.
    var sizeInOctets: Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }
}
