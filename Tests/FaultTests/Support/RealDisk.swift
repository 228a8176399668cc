import Glibc
import TestKit

/// A file system in memory under a home's `.local`, there as long as this is.
final class RealDisk {
    private let path: String

    /// Nothing where this user may not mount.
    init?(for home: Home, options: String) {
        path = home.path + "/.local"
        mkdir(path, 0o700)
        guard getuid() == 0,
            ChildProcess.run(["mount", "-t", "tmpfs", "-o", "mode=700,\(options)", "none", path]).status == 0
        else { return nil }
    }

    deinit { ChildProcess.run(["umount", "-l", path]) }

    func remount(_ options: String) {
        let result = ChildProcess.run(["mount", "-o", "remount,\(options)", path])
        precondition(result.status == 0, "\(path) can't be remounted: \(result.output)")
    }
}
