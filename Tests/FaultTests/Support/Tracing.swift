import TestKit

/// strace before a command, which makes a system call fail, or kills the program in it.
enum Tracing {
    static let isInstalled = ServerProcess.isInstalled("strace")

    /// The words to stand before the program.
    ///
    /// - Parameters:
    ///   - calls: Names of system calls, separated by commas.
    ///   - fault: As strace writes it: `signal=SIGKILL:when=3`, `error=ENOSPC:when=5+`.
    /// - Returns: strace and its options.
    static func words(_ calls: String, _ fault: String) -> [String] {
        [
            "strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=\(calls)", "-e",
            "inject=\(calls):\(fault)",
        ]
    }
}
