import Glibc
import Synchronization

/// A program that a test needs, killed with the test: even a test process that is killed
/// itself leaves none behind.
package final class ServerProcess: Sendable {
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
        cd "$1"; shift; exec 4<&0; "$@" <&4 3<&- 4<&- & child=$!; exec 4<&- </dev/null >/dev/null 2>&1
        read line <&3; kill -TERM $child
        (sleep 1; kill -KILL $child) 3<&- & late=$!
        wait $child; kill $late
        """

    /// Starts a program, found in PATH and the folders of servers.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - folder: Its working folder.
    package init(_ arguments: [String], in folder: String = "/") {
        let (stdin, stdout, lifeline) = (Self.pipe(), Self.pipe(), Self.pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, stdin.read, 0)
        posix_spawn_file_actions_adddup2(&actions, stdout.write, 1)
        posix_spawn_file_actions_adddup2(&actions, stdout.write, 2)
        posix_spawn_file_actions_adddup2(&actions, lifeline.read, 3)
        let words = ["/bin/sh", "-c", Self.watcher, "sh", folder] + arguments
        let status = Spawning.start(words, environment: Self.environment, inGroupOfItsOwn: true, &actions)
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
        Spawning.wait(for: id)
    }

    /// Ends the program and all that it started at once, with SIGKILL.
    package func kill() {
        if let id = running.withLock({ $0.id }) { Glibc.kill(-id, SIGKILL) }
        stop()
    }

    package static func isInstalled(_ program: String) -> Bool {
        ChildProcess.run(["sh", "-c", "command -v \(program)"], environment: environment).status == 0
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

    private static func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        // Closed on exec: another child must not hold this one's lifeline.
        let isMade = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0, &ends) == 0
        precondition(isMade, "no pair of sockets: \(String(cString: strerror(errno)))")
        return (ends[0], ends[1])
    }
}
