import Glibc
import Synchronization

/// Runs a program to its end and reads what it writes.
package enum ChildProcess {
    package struct Result: Sendable {
        /// 0 to 255; -1 where it could not be started or was killed.
        package let status: Int
        /// Standard output and standard error, in the order they came.
        package let octets: [UInt8]

        package var output: String { String(decoding: octets, as: UTF8.self) }
    }

    /// Runs a program found by PATH.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments; no shell comes between.
    ///   - environment: `NAME=value` each; `nil` for our own.
    /// - Returns: Status and output.
    @discardableResult
    package static func run(_ arguments: [String], environment: [String]? = nil) -> Result {
        RunningChild(arguments, environment: environment).waitForEnd()
    }
}

/// A program that runs and can be killed meanwhile.
package final class RunningChild: Sendable {
    private let output: LoopbackSocket
    private let isGroup: Bool
    // Nothing once it may have been reaped: its number may be another's then.
    private let id: Mutex<pid_t?>

    /// Starts a program found by PATH, with nothing to read and both outputs in one pipe.
    ///
    /// `inGroupOfItsOwn`: Whether ``kill()`` kills all that it has started too.
    package init(_ arguments: [String], environment: [String]? = nil, inGroupOfItsOwn: Bool = false) {
        var ends: [Int32] = [-1, -1]
        let isOpen = pipe(&ends) == 0
        precondition(isOpen, "no pipe: \(String(cString: strerror(errno)))")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        isGroup = inGroupOfItsOwn
        id = Mutex(
            Spawning.start(arguments, environment: environment, inGroupOfItsOwn: inGroupOfItsOwn, &actions))
        close(ends[1])
        output = LoopbackSocket(descriptor: ends[0])
    }

    /// Kills it with SIGKILL; does nothing once it has ended.
    package func kill() {
        id.withLock { id in
            if let id { Glibc.kill(isGroup ? -id : id, SIGKILL) }
        }
    }

    /// Reads what it writes until it ends; to be called once.
    package func waitForEnd() -> ChildProcess.Result {
        let octets = output.readToEnd()
        output.close()
        let ended = id.withLock { id in
            defer { id = nil }
            return id
        }
        return ChildProcess.Result(status: ended.map { Spawning.wait(for: $0) } ?? -1, octets: octets)
    }
}
