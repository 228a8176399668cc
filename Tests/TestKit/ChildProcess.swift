import Glibc

/// Runs a program to its end and reads what it writes.
package enum ChildProcess {
    package struct Result: Sendable {
        /// 0 to 255; -1 where it could not be started or was killed.
        package let status: Int
        /// Standard output and standard error, in the order they came.
        package let output: String
    }

    /// Runs a program found by PATH.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments; no shell comes between.
    ///   - environment: `NAME=value` each; `nil` for our own.
    /// - Returns: Status and output.
    @discardableResult
    package static func run(_ arguments: [String], environment: [String]? = nil) -> Result {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return Result(status: -1, output: "") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        let id = Spawning.start(arguments, environment: environment, &actions)
        close(ends[1])
        let output = LoopbackSocket(descriptor: ends[0])
        defer { output.close() }
        guard let id else { return Result(status: -1, output: "") }
        let text = String(decoding: output.readToEnd(), as: UTF8.self)
        return Result(status: Spawning.wait(for: id), output: text)
    }
}
