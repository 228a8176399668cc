import CGlibc
import Dispatch
import Glibc
import Synchronization

/// Another program, talked to by pipes alone: no shell, no file, no more time and octets than it was given.
struct PipedProcess: Sendable {
    enum Failure: Error, Hashable {
        /// There is no such program.
        case missing
        case notStarted(reason: String)
        case tookTooLong
        /// It wrote more than it may.
        case wroteTooMuch
        case cancelled
    }

    /// The program, found as the shell finds it, and its arguments.
    var words: [String]
    /// What it reads, by descriptor; 0 is its standard input.
    var inputs: [Int32: [UInt8]] = [:]
    /// What it writes, by descriptor, and the most octets of it.
    var outputs: [Int32: Int]
    /// Variables beside this program's own.
    var environment: [String: String] = [:]
    var limit: Duration

    /// Runs it to its end, off the threads that tasks share.
    ///
    /// - Returns: What it wrote, by descriptor.
    func run() async throws(Failure) -> [Int32: [UInt8]] {
        let flag = CancelFlag()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(returning: Result { () throws(Failure) in try runNow(flag) })
                }
            }
        } onCancel: {
            flag.isSet.store(true, ordering: .relaxed)
        }
        return try result.get()
    }

    private final class CancelFlag: Sendable {
        let isSet = Atomic(false)
    }

    private func runNow(_ flag: CancelFlag) throws(Failure) -> [Int32: [UInt8]] {
        var talk = try PipedTalk(self)
        defer { talk.close() }
        let deadline = ContinuousClock.now + limit
        while true {
            let left = (deadline - .now) / .milliseconds(1)
            let failure: Failure? =
                if flag.isSet.load(ordering: .relaxed) { .cancelled } else if left <= 0 { .tookTooLong } else { nil }
            if let failure {
                talk.kill()
                throw failure
            }
            // Not longer, so that an end or a cancellation is seen soon.
            try talk.exchange(within: Int32(max(1, min(left, 50))))
            if talk.isOver { return talk.received }
        }
    }
}

/// The pipes of a running program.
private struct PipedTalk {
    private let process: pid_t
    /// Our ends that it reads from, and what is still to be written.
    private var writing: [Int32: ArraySlice<UInt8>] = [:]
    /// Our ends that it writes to: its descriptor of that, and the room that is left.
    private var reading: [Int32: (descriptor: Int32, room: Int)] = [:]
    private(set) var received: [Int32: [UInt8]] = [:]
    private var hasEnded = false

    init(_ program: PipedProcess) throws(PipedProcess.Failure) {
        var theirs: [Int32: Int32] = [:]
        var ours: [Int32: Int32] = [:]
        defer { theirs.values.forEach { Glibc.close($0) } }
        for descriptor in Array(program.inputs.keys) + Array(program.outputs.keys) {
            guard let (readEnd, writeEnd) = Self.makePipe() else {
                ours.values.forEach { Glibc.close($0) }
                throw .notStarted(reason: String(cString: strerror(errno)))
            }
            let isInput = program.inputs[descriptor] != nil
            (theirs[descriptor], ours[descriptor]) = isInput ? (readEnd, writeEnd) : (writeEnd, readEnd)
        }
        var process: pid_t = 0
        let result = Self.spawn(program, theirs, &process)
        guard result == 0 else {
            ours.values.forEach { Glibc.close($0) }
            if result == ENOENT { throw .missing }
            throw .notStarted(reason: String(cString: strerror(result)))
        }
        self.process = process
        for (descriptor, end) in ours {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            if let octets = program.inputs[descriptor] {
                writing[end] = octets[...]
            } else {
                reading[end] = (descriptor, program.outputs[descriptor] ?? 0)
                received[descriptor] = []
            }
        }
    }

    /// Out of the way of the descriptors that the program is to have.
    private static func makePipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 16) }
        ends.forEach { Glibc.close($0) }
        guard !moved.contains(-1) else {
            for end in moved where end >= 0 { Glibc.close(end) }
            return nil
        }
        return (moved[0], moved[1])
    }

    private static func spawn(_ program: PipedProcess, _ ends: [Int32: Int32], _ process: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where ends[descriptor] == nil {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        for (descriptor, end) in ends { posix_spawn_file_actions_adddup2(&actions, end, descriptor) }
        // Our connections and files are none of its business.
        let first = max(STDERR_FILENO, ends.keys.max() ?? 0) + 1
        posix_spawn_file_actions_addclosefrom_np(&actions, first)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // A group of its own, so that whatever it starts ends with it.
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | Int32(POSIX_SPAWN_SETPGROUP)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var arguments: [UnsafeMutablePointer<CChar>?] = program.words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var variables = Self.variables(and: program.environment)
        defer { variables.forEach { free($0) } }
        return posix_spawnp(&process, program.words.first ?? "", &actions, &attributes, &arguments, &variables)
    }

    private static func variables(and more: [String: String]) -> [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var next = environ
        while let variable = next.pointee {
            let name = String(cString: variable).prefix { $0 != "=" }
            if more[String(name)] == nil { variables.append(strdup(variable)) }
            next += 1
        }
        return variables + more.map { strdup("\($0.key)=\($0.value)") } + [nil]
    }

    /// It has ended, and all it wrote is here.
    var isOver: Bool { hasEnded && reading.isEmpty }

    /// Writes and reads what goes without waiting longer than that, in milliseconds.
    mutating func exchange(within milliseconds: Int32) throws(PipedProcess.Failure) {
        var waiting = writing.keys.map { pollfd(fd: $0, events: Int16(POLLOUT), revents: 0) }
        waiting += reading.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let ready = poll(&waiting, nfds_t(waiting.count), hasEnded ? 0 : milliseconds)
        for entry in waiting where ready > 0 && entry.revents != 0 {
            if writing[entry.fd] != nil { write(to: entry.fd) } else { try read(from: entry.fd) }
        }
        if hasEnded {
            // Whoever else still holds a pipe is not waited for.
            if ready <= 0 { close() }
        } else {
            var status: Int32 = 0
            hasEnded = waitpid(process, &status, WNOHANG) == process
        }
    }

    private mutating func write(to end: Int32) {
        guard let rest = writing[end] else { return }
        let count = rest.isEmpty ? 0 : Self.writeQuietly(rest, to: end)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        writing[end] = rest.dropFirst(max(0, count))
        // A program that has read enough closes its end.
        if count < 0 || writing[end]?.isEmpty == true {
            writing[end] = nil
            Glibc.close(end)
        }
    }

    /// Writes without the signal that a closed pipe would send.
    private static func writeQuietly(_ octets: ArraySlice<UInt8>, to end: Int32) -> Int {
        var (pipe, before) = (sigset_t(), sigset_t())
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        let count = octets.withUnsafeBytes { Glibc.write(end, $0.baseAddress, min($0.count, 1 << 16)) }
        let number = errno
        if count < 0, number == EPIPE {
            var none = timespec(tv_sec: 0, tv_nsec: 0)
            sigtimedwait(&pipe, nil, &none)
        }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        errno = number
        return count
    }

    private mutating func read(from end: Int32) throws(PipedProcess.Failure) {
        guard let (descriptor, room) = reading[end] else { return }
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(end, &piece, piece.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else {
            reading[end] = nil
            Glibc.close(end)
            return
        }
        guard count <= room else {
            kill()
            throw .wroteTooMuch
        }
        received[descriptor]? += piece.prefix(count)
        reading[end] = (descriptor, room - count)
    }

    mutating func kill() {
        guard !hasEnded else { return }
        Glibc.kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        hasEnded = true
    }

    mutating func close() {
        for end in Array(writing.keys) + Array(reading.keys) { Glibc.close(end) }
        (writing, reading) = ([:], [:])
    }
}
