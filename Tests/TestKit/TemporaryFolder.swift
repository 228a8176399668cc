import Glibc
import Synchronization

/// A folder of one test, removed with it, or when the test process ends.
///
/// Where that was killed, the next one removes it. What looks after its home, as gpg's agent does, ends when that goes.
package final class TemporaryFolder: Sendable {
    package let path: String

    private static let left = Mutex<Set<String>>([])
    // What a `static let` holds is never deinitialised.
    private static let removal: Int32 = atexit {
        let paths = TemporaryFolder.left.withLock { $0 }
        if !paths.isEmpty { ChildProcess.run(["rm", "-rf"] + paths) }
    }

    private static let prefix = "postern-test-"

    /// Removes what processes have left that are no more.
    private static let sweeping: Void = {
        guard let directory = opendir("/tmp") else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix(prefix) else { continue }
            let process = name.dropFirst(prefix.count).prefix { $0 != "-" }
            if let number = pid_t(process), kill(number, 0) != 0, errno == ESRCH {
                ChildProcess.run(["rm", "-rf", "/tmp/\(name)"])
            }
        }
    }()

    /// - Parameters:
    ///   - name: What it is for.
    ///   - mode: Permissions; 0755 lets a server's own user in.
    package init(_ name: String = "files", mode: UInt32 = 0o700) {
        Self.sweeping
        var template = Array("/tmp/\(Self.prefix)\(getpid())-\(name)-XXXXXX\0".utf8CString)
        let isMade = mkdtemp(&template) != nil
        precondition(isMade, "no folder in /tmp: \(String(cString: strerror(errno)))")
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress ?? UnsafePointer(strdup(""))) }
        chmod(path, mode)
        precondition(Self.removal == 0, "atexit takes no more")
        Self.left.withLock { _ = $0.insert(path) }
    }

    deinit {
        Self.left.withLock { _ = $0.remove(path) }
        ChildProcess.run(["rm", "-rf", path])
    }

    /// Makes a folder below the folder, if it is not there.
    package func makeFolder(_ name: String, mode: UInt32 = 0o700) {
        guard mkdir(path + "/" + name, mode) == 0 else { return }
        // Whatever the umask says.
        chmod(path + "/" + name, mode)
    }

    /// Writes a file below the folder, over one that is there.
    ///
    /// - Returns: Its path.
    @discardableResult
    package func write(_ text: String, to name: String) -> String {
        write(Array(text.utf8), to: name)
    }

    /// Writes a file below the folder, over one that is there.
    ///
    /// - Returns: Its path.
    @discardableResult
    package func write(_ octets: [UInt8], to name: String) -> String {
        let file = path + "/" + name
        let isWritten = TestFiles.write(octets, to: file)
        precondition(isWritten, "\(file) cannot be written")
        return file
    }
}
