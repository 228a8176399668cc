import CGlibc
import Dispatch
import Glibc

/// Another program that has the terminal, while this one waits.
struct ForegroundProgram: Sendable {
    /// The program, found as the shell finds it, and its arguments: never put together to a line by us.
    let words: [String]
    /// What it reads; nothing: the terminal.
    var input: [UInt8]?

    static func shell(_ command: String, input: [UInt8]? = nil) -> Self {
        Self(words: ["/bin/sh", "-c", command], input: input)
    }

    /// Runs it to its end, off the threads that tasks share.
    ///
    /// - Returns: Its exit status, 128 + the signal that ended it, or 127 and a reason where it could not be started.
    func run() async -> (status: Int, reason: String?) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: runNow()) }
        }
    }

    /// Waits until Enter is pressed, so that what a program has written can be read.
    static func waitForEnter(_ text: String) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let octets = Array(text.utf8)
                _ = write(STDOUT_FILENO, octets, octets.count)
                var octet: UInt8 = 0
                while true {
                    let count = read(STDIN_FILENO, &octet, 1)
                    if count < 0, errno == EINTR { continue }
                    if count <= 0 || octet == 0x0A { break }
                }
                continuation.resume()
            }
        }
    }

    private func runNow() -> (status: Int, reason: String?) {
        var ends: [Int32] = [-1, -1]
        if input != nil {
            guard pipe(&ends) == 0 else { return (127, String(cString: strerror(errno))) }
            // Not for any child but by a copy of it.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        let started = spawn(input: ends[0])
        if ends[0] >= 0 { close(ends[0]) }
        guard case .success(let process) = started else {
            if ends[1] >= 0 { close(ends[1]) }
            guard case .failure(let error) = started else { return (127, nil) }
            return (127, String(cString: strerror(error.number)))
        }
        if let input { Self.feed(input, to: ends[1]) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // WEXITSTATUS and WTERMSIG, which are macros.
        let signal = status & 0x7F
        return (signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal), nil)
    }

    private struct SpawnError: Error { let number: Int32 }

    private func spawn(input: Int32) -> Result<pid_t, SpawnError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if input >= 0 { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
        // Our connections and files are none of its business.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        let result = posix_spawnp(&process, words.first ?? "", &actions, &attributes, &arguments, environ)
        return result == 0 ? .success(process) : .failure(SpawnError(number: result))
    }

    /// Writes all of it; a program that has read enough closes its end.
    private static func feed(_ octets: [UInt8], to descriptor: Int32) {
        defer { close(descriptor) }
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
