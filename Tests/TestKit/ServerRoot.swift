import Glibc

/// A copy of a server that `Scripts/server-roots` unpacked, whose programs run in it with chroot.
///
/// What the server's programs take for the whole machine is a folder of the test's: their compiled-in paths,
/// users and sockets are there and nowhere else. Only root can do that.
final class ServerRoot: Sendable {
    let folder: TemporaryFolder
    /// Ends what runs in the folder when the test process ends, however it ends.
    private let janitor: ServerProcess
    /// Who the server runs as.
    static let userID: UInt32 = 65_534

    var path: String { folder.path }

    /// Tests with these servers can run at all.
    static var isPossible: Bool { getuid() == 0 }

    /// - Parameters:
    ///   - name: As `Scripts/server-roots` calls it.
    ///   - userName: What the server's own user is called.
    /// - Throws: Where it was not unpacked.
    init(_ name: String, userName: String) throws(ServerFailure) {
        let source = Self.unpacked + name
        guard access(source, F_OK) == 0 else {
            throw ServerFailure(description: "\(name) is not unpacked: run Scripts/server-roots")
        }
        folder = TemporaryFolder("\(name)", mode: 0o755)
        let copy = ChildProcess.run(["cp", "-a", source + "/.", folder.path])
        guard copy.status == 0 else { throw ServerFailure(description: copy.output) }
        janitor = ServerProcess(["sh", "-c", Self.cleaning, folder.path])
        folder.makeFolder("tmp", mode: 0o1777)
        folder.makeFolder("dev", mode: 0o755)
        for (name, number) in [("null", 3), ("urandom", 9)] {
            // Major number 1, memory devices.
            mknod("\(folder.path)/dev/\(name)", S_IFCHR | 0o666, dev_t(1 << 8 | number))
            chmod("\(folder.path)/dev/\(name)", 0o666)
        }
        let users = [("root", 0), (userName, Int(Self.userID)), ("nobody", Int(Self.userID))]
        folder.write(users.map { "\($0.0):x:\($0.1):\($0.1)::/:/bin/false\n" }.joined(), to: "etc/passwd")
        let groups = [("root", 0), ("nogroup", Int(Self.userID)), (userName, Int(Self.userID))]
        folder.write(groups.map { "\($0.0):x:\($0.1):\n" }.joined(), to: "etc/group")
    }

    // Its input ends with the test process, and then it is given a second. Some of Courier's programs leave their
    // process group, so that the folder is what is known of them.
    private static let cleaning = """
        trap '' TERM; read -r line
        for process in /proc/[0-9]*; do
            [ "$(readlink "$process/root")" != "$0" ] || kill -KILL "${process#/proc/}"
        done
        """

    /// Ends everything that runs in the folder, at once.
    func killAll() {
        for name in TestFiles.names(in: "/proc") {
            guard let id = pid_t(name), Self.root(of: id) == folder.path else { continue }
            kill(id, SIGKILL)
        }
    }

    private static func root(of process: pid_t) -> String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(process)/root", &path, path.count)
        return String(decoding: path.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Makes folders that belong to the server's user.
    func makeServersFolders(_ names: String...) {
        for name in names {
            var path = folder.path
            for level in name.split(separator: "/") {
                path += "/\(level)"
                mkdir(path, 0o755)
            }
            chown(path, Self.userID, Self.userID)
        }
    }

    /// Writes a file that the server's user, and nobody else, can read.
    func writeSecret(_ octets: [UInt8], to name: String) {
        let path = folder.write(octets, to: name)
        chown(path, Self.userID, Self.userID)
        chmod(path, 0o600)
    }

    /// A program of the server's, with these variables and no others.
    func command(_ arguments: [String], environment: [String] = []) -> [String] {
        ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + environment + ["chroot", folder.path] + arguments
    }

    // Two folders above this file's is the package's.
    private static var unpacked: String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
            + "/.build/servers/"
    }
}
