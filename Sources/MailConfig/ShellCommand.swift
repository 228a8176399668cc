import Glibc
import Secrets

/// Runs a command of the user's own configuration, or a program, for the secret it prints.
struct ShellCommand {
    private let process: pid_t
    private var outputEnd: Int32
    private var errorEnd: Int32
    private var output: [UInt8] = []
    private var complaint: [UInt8] = []

    /// What the command prints, at most ``SecretSource/limitInOctets``.
    ///
    /// Its standard input is empty and its standard error goes into the error, not onto the screen. It has no other
    /// open file of this process, and stays in the foreground, so that a command may ask on `/dev/tty`.
    static func output(of command: String, within limit: Duration) throws(SecretError) -> [UInt8] {
        try output(ofProgram: ["/bin/sh", "-c", command], within: limit)
    }

    /// What a program prints that is started without a shell; `input` is what it reads.
    static func output(
        ofProgram words: [String], input: Secret? = nil, within limit: Duration
    ) throws(SecretError) -> [UInt8] {
        var running = try ShellCommand(words, input)
        return try running.collect(within: limit)
    }

    private init(_ words: [String], _ input: Secret?) throws(SecretError) {
        let inputEnd = try input.map(Self.pipeHolding)
        defer { if let inputEnd { close(inputEnd) } }
        let outputPipe = try Self.makePipe()
        let errorPipe: [Int32]
        do { errorPipe = try Self.makePipe() } catch {
            outputPipe.forEach { close($0) }
            throw error
        }
        defer {
            close(outputPipe[1])
            close(errorPipe[1])
        }
        do {
            process = try Self.spawn(words, input: inputEnd, output: outputPipe[1], error: errorPipe[1])
        } catch {
            close(outputPipe[0])
            close(errorPipe[0])
            throw error
        }
        (outputEnd, errorEnd) = (outputPipe[0], errorPipe[0])
    }

    private static func spawn(
        _ words: [String], input: Int32?, output: Int32, error: Int32
    ) throws(SecretError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO)
        for descriptor in openDescriptors() where descriptor > STDERR_FILENO {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        // This process ignores SIGPIPE, and a command should not inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        let result = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ)
        guard result == 0 else { throw .commandNotStarted(reason: errorText(result)) }
        return process
    }

    /// The reading end of a pipe that holds a secret, which fits into it (pipe(7)).
    private static func pipeHolding(_ secret: Secret) throws(SecretError) -> Int32 {
        let ends = try makePipe()
        defer { close(ends[1]) }
        let isWritten = secret.withOctets { write(ends[1], $0.baseAddress, $0.count) == $0.count }
        guard isWritten else {
            close(ends[0])
            throw .commandNotStarted(reason: errorText())
        }
        return ends[0]
    }

    // Reading end first. Not for any child but by a copy of it.
    private static func makePipe() throws(SecretError) -> [Int32] {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .commandNotStarted(reason: errorText()) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    private static func openDescriptors() -> [Int32] {
        guard let directory = opendir("/proc/self/fd") else { return [] }
        defer { closedir(directory) }
        var descriptors: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name) { descriptors.append(descriptor) }
        }
        return descriptors
    }

    private mutating func collect(within limit: Duration) throws(SecretError) -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        defer { closeEnds() }
        while outputEnd >= 0 || errorEnd >= 0 {
            // poll() skips descriptors below zero.
            var waiting = [
                pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
            ]
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0, output.count < SecretSource.limitInOctets else { return try giveUp(after: limit) }
            guard poll(&waiting, 2, Int32(min(left + 1, 60_000))) > 0 else { continue }
            if waiting[0].revents != 0 { Self.take(from: &outputEnd, into: &output) }
            if waiting[1].revents != 0 { Self.take(from: &errorEnd, into: &complaint) }
        }
        let status = Self.wait(for: process)
        guard status == 0 else { throw .commandFailed(status: status, complaint: lastComplaint) }
        return output
    }

    // Whoever holds the other ends is not waited for.
    private mutating func giveUp(after limit: Duration) throws(SecretError) -> [UInt8] {
        kill(process, SIGKILL)
        _ = Self.wait(for: process)
        // A command that prints without end has printed its first line.
        if output.count >= SecretSource.limitInOctets { return output }
        throw .commandTimedOut(limit)
    }

    private static func take(from descriptor: inout Int32, into octets: inout [UInt8]) {
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &piece, piece.count)
        if count > 0 {
            if octets.count < SecretSource.limitInOctets { octets += piece.prefix(count) }
        } else if count == 0 || errno != EINTR {
            close(descriptor)
            descriptor = -1
        }
    }

    private static func wait(for process: pid_t) -> Int {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        // WEXITSTATUS and WTERMSIG, which are macros.
        let signal = status & 0x7F
        return signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal)
    }

    private var lastComplaint: String {
        let line = complaint.split(separator: 0x0A).last ?? []
        return String(decoding: line.prefix(200), as: UTF8.self)
    }

    private mutating func closeEnds() {
        if outputEnd >= 0 { close(outputEnd) }
        if errorEnd >= 0 { close(errorEnd) }
    }
}
