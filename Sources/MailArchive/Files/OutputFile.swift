import Glibc

/// A file being written, under a name that nobody looks at until it is whole; removed where it never is.
final class OutputFile {
    let path: String
    private let descriptor: CInt
    private var waiting: [UInt8] = []
    private var isPlaced = false
    private static let bufferSize = 1 << 17

    /// Begins a file for its owner alone; what an earlier try has left under the name is written over.
    init(_ path: String) throws(ArchiveError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ArchiveError(.unwritable, path) }
        self.path = path
    }

    deinit {
        close(descriptor)
        if !isPlaced { unlink(path) }
    }

    func write(_ octets: some Collection<UInt8>) throws(ArchiveError) {
        waiting += octets
        if waiting.count >= Self.bufferSize { try flush() }
    }

    /// Has all of it written to the disk.
    ///
    /// `modified`: What the file's time is set to; the present one if none.
    func finish(modified: Int64? = nil) throws(ArchiveError) {
        try flush()
        if let modified {
            let moment = timespec(tv_sec: Int(clamping: modified), tv_nsec: 0)
            // A file system without such a time keeps another one: the octets matter more.
            _ = futimens(descriptor, [moment, moment])
        }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw ArchiveError(.unwritable, path) }
    }

    private func flush() throws(ArchiveError) {
        var done = 0
        while done < waiting.count {
            let count = waiting[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw ArchiveError(.unwritable, path)
            }
            done += count
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Gives the file the name under which it is found, instead of what is there.
    func rename(to final: String) throws(ArchiveError) {
        guard Glibc.rename(path, final) == 0 else { throw ArchiveError(.unwritable, final) }
        isPlaced = true
    }

    /// Gives the file the name under which it is found, where there is nothing.
    func place(at final: String) throws(ArchiveError) {
        // The present name goes with this object.
        if link(path, final) == 0 { return }
        if errno == EEXIST { throw ArchiveError(.exists, final, "there is a file already") }
        // File systems without hard links.
        guard FileStatus(of: final) == nil else { throw ArchiveError(.exists, final, "there is a file already") }
        try rename(to: final)
    }
}

/// The right to write an archive; one process has it at a time, until it ends.
final class FolderLock {
    private let descriptor: CInt

    init(_ path: String) throws(ArchiveError) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ArchiveError(.unwritable, path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            throw ArchiveError(.busy, path, "another export is writing there")
        }
    }

    deinit {
        // Closing would not do while a program that is just being started still has a copy.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
