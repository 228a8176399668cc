import Glibc
import Synchronization

/// A program that a test needs, killed with the test: even a test process that is killed
/// itself leaves none behind.
package final class ChildProcess: Sendable {
    private struct Running {
        var id: pid_t?
        /// Its other end is read by the shell that watches; closed when this process ends, however it ends.
        var lifeline: Int32
    }

    /// Writes to the program's standard input.
    package let input: LoopbackSocket
    /// Reads from the program's standard output and error.
    package let output: LoopbackSocket
    private let running: Mutex<Running>

    // The shell starts the program with the pipes, waits for the lifeline's end and kills it. If the program ends
    // first, its watcher is only a `read` that waits.
    private static let watcher = """
        exec 4<&0; "$@" <&4 3<&- 4<&- & child=$!; exec 4<&- </dev/null >/dev/null 2>&1
        read line <&3; kill -TERM $child
        (sleep 1; kill -KILL $child) 3<&- & late=$!
        wait $child; kill $late
        """

    /// Starts a program, found in PATH and the folders of servers.
    package init(_ arguments: [String]) {
        let (stdin, stdout, lifeline) = (Self.pipe(), Self.pipe(), Self.pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, stdin.read, 0)
        posix_spawn_file_actions_adddup2(&actions, stdout.write, 1)
        posix_spawn_file_actions_adddup2(&actions, stdout.write, 2)
        posix_spawn_file_actions_adddup2(&actions, lifeline.read, 3)
        let words = ["/bin/sh", "-c", Self.watcher, "sh"] + arguments
        let status = Self.withCStrings(words) { argv in
            Self.withCStrings(Self.environment) { environment in
                var id: pid_t = 0
                return Self.spawn(&id, "/bin/sh", &actions, argv, environment) == 0 ? id : nil
            }
        }
        for descriptor in [stdin.read, stdout.write, lifeline.read] { Glibc.close(descriptor) }
        precondition(status != nil, "\(arguments) cannot be started")
        input = LoopbackSocket(descriptor: stdin.write)
        output = LoopbackSocket(descriptor: stdout.read)
        running = Mutex(Running(id: status, lifeline: lifeline.write))
    }

    deinit {
        stop()
        input.close()
        output.close()
    }

    /// Ends the program and waits until it is gone: SIGTERM, and SIGKILL after a second.
    package func stop() {
        let running = running.withLock { running -> Running in
            defer { running.id = nil }
            return running
        }
        guard let id = running.id else { return }
        Glibc.close(running.lifeline)
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
    }

    /// Runs a program to its end.
    ///
    /// - Returns: Its exit status and what it wrote, standard error with it.
    @discardableResult
    package static func run(_ arguments: [String]) -> (status: Int32, output: String) {
        let stdout = pipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, stdout.write, 1)
        posix_spawn_file_actions_adddup2(&actions, stdout.write, 2)
        var id: pid_t = 0
        let error = withCStrings(["/usr/bin/env"] + arguments) { argv in
            withCStrings(environment) { spawn(&id, "/usr/bin/env", &actions, argv, $0) }
        }
        Glibc.close(stdout.write)
        let reader = LoopbackSocket(descriptor: stdout.read)
        defer { reader.close() }
        guard error == 0 else { return (127, String(cString: strerror(error))) }
        let output = String(decoding: reader.readToEnd(), as: UTF8.self)
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
        return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F), output)
    }

    /// Ours, with the folders of servers in PATH and a plain language.
    private static var environment: [String] {
        var variables: [String] = []
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if !text.hasPrefix("PATH=") && !text.hasPrefix("LC_") { variables.append(text) }
            next += 1
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return variables + ["PATH=\(path):/usr/sbin:/sbin", "LC_ALL=C.UTF-8"]
    }

    /// Starts a program with no signal blocked: the threads that run tests block all of them.
    private static func spawn(
        _ id: inout pid_t, _ path: String, _ actions: inout posix_spawn_file_actions_t,
        _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
        _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
    ) -> Int32 {
        keepDescriptorsHere()
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // NIO ignores it, and what is ignored is inherited.
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return posix_spawn(&id, path, &actions, &attributes, arguments, environment)
    }

    /// NIO's sockets would be inherited, and a connection that a child holds too never ends.
    private static func keepDescriptorsHere() {
        for name in TestFiles.names(in: "/proc/self/fd") {
            guard let descriptor = Int32(name), descriptor > 2 else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    private static func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        // Closed on exec: another child must not hold this one's lifeline.
        let isMade = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0, &ends) == 0
        precondition(isMade, "no pair of sockets: \(String(cString: strerror(errno)))")
        return (ends[0], ends[1])
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { copies.forEach { free($0) } }
        return copies.withUnsafeBufferPointer { pointer in
            guard let start = pointer.baseAddress else { preconditionFailure("never empty") }
            return body(start)
        }
    }
}
