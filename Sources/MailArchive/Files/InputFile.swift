import Glibc

/// A regular file that is open for reading at any place; closed with its last reference.
final class InputFile: Sendable {
    /// Octets that are read at once.
    static let pieceSize = 1 << 18

    let path: String
    let sizeInOctets: Int
    let status: FileStatus
    private let descriptor: CInt

    /// Opens a file.
    ///
    /// - Throws: `.unreadable`, also for what is no regular file: a pipe can't be read twice.
    init(_ path: String) throws(ArchiveError) {
        // Without O_NONBLOCK a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ArchiveError(.unreadable, path) }
        var read = stat()
        guard fstat(descriptor, &read) == 0, read.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ArchiveError(.unreadable, path, "this is no regular file")
        }
        self.path = path
        self.descriptor = descriptor
        status = FileStatus(read)
        sizeInOctets = Int(read.st_size)
    }

    deinit { close(descriptor) }

    /// Octets from `offset` on: `count`, or as many as there are.
    func read(at offset: Int, count: Int) throws(ArchiveError) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: max(0, min(count, sizeInOctets - offset)))
        var done = 0
        while done < octets.count {
            let wanted = octets.count - done
            let got = octets.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, wanted, off_t(offset + done))
            }
            if got < 0 {
                if errno == EINTR { continue }
                throw ArchiveError(.unreadable, path)
            }
            if got == 0 { break }
            done += got
        }
        if done < octets.count { octets.removeLast(octets.count - done) }
        return octets
    }
}

/// What is asked of a file before it is opened.
struct FileStatus: Hashable, Sendable {
    let isFolder: Bool
    let isRegular: Bool
    let isLink: Bool
    /// Seconds since 1970.
    let modified: Int64
    let sizeInOctets: Int

    init(_ status: stat) {
        let kind = status.st_mode & S_IFMT
        isFolder = kind == S_IFDIR
        isRegular = kind == S_IFREG
        isLink = kind == S_IFLNK
        modified = Int64(status.st_mtim.tv_sec)
        sizeInOctets = Int(status.st_size)
    }

    /// Nothing where there is no such file.
    ///
    /// `followingLinks`: Only for what a person named.
    init?(of path: String, followingLinks: Bool = false) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }
}

extension String {
    /// What a folder holds, without `.` and `..`, in the order of the octets.
    func namesInFolder() throws(ArchiveError) -> [String] {
        guard let folder = opendir(self) else { throw ArchiveError(.unreadable, self) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { octets in
                String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The folder that a path leads into.
    var enclosingFolder: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }

    /// Whether a folder is there.
    var isFolder: Bool { FileStatus(of: self)?.isFolder ?? false }

    /// Makes a folder for its owner alone, with all that lead to it, where there is none.
    func makeFolder() throws(ArchiveError) {
        if FileStatus(of: self, followingLinks: true)?.isFolder == true { return }
        if contains("/") { try enclosingFolder.makeFolder() }
        guard mkdir(self, 0o700) != 0, errno != EEXIST else { return }
        throw ArchiveError(.unwritable, self)
    }

    /// Has what was done in a folder written to the disk.
    func syncFolder() throws(ArchiveError) {
        let descriptor = open(self, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ArchiveError(.unwritable, self) }
        defer { close(descriptor) }
        // Some file systems have nothing to do for it, and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw ArchiveError(.unwritable, self) }
    }
}
