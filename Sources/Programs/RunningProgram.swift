import CGlibc
import Glibc

/// A program that runs, and its pipes.
struct RunningProgram {
    private let process: pid_t
    private let isGroup: Bool
    private let cutsOutput: Bool
    /// Readable once the process has ended; -1 where the system has none.
    private var endWatch: Int32
    /// Our ends that it reads from, and what is still to be written.
    private var writing: [Int32: ArraySlice<UInt8>] = [:]
    /// Our ends that it writes to: its descriptor of that, and the room that is left.
    private var reading: [Int32: (descriptor: Int32, room: Int)] = [:]
    private var received: [Int32: [UInt8]] = [:]
    private var status: Int?
    private var isCut = false

    init(_ program: Program) throws(Program.Failure) {
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
        do {
            process = try ProgramStart(program: program, ends: theirs).start()
        } catch {
            ours.values.forEach { Glibc.close($0) }
            throw error
        }
        isGroup = program.place == .background
        cutsOutput = program.cutsOutput
        endWatch = postern_watch_process(process)
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

    /// Known when it has ended, and all it wrote is here.
    var ending: Program.Ending? {
        guard let status, reading.isEmpty else { return nil }
        return Program.Ending(status: status, output: received, isCut: isCut)
    }

    /// Writes and reads what goes without waiting longer than that, in milliseconds.
    mutating func exchange(within milliseconds: Int32) throws(Program.Failure) {
        var waiting = writing.keys.map { pollfd(fd: $0, events: Int16(POLLOUT), revents: 0) }
        waiting += reading.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let pipes = waiting.count
        if status == nil { waiting.append(pollfd(fd: endWatch, events: Int16(POLLIN), revents: 0)) }
        let ready = poll(&waiting, nfds_t(waiting.count), status == nil ? milliseconds : 0)
        for entry in waiting.prefix(pipes) where ready > 0 && entry.revents != 0 {
            if writing[entry.fd] != nil { write(to: entry.fd) } else { try read(from: entry.fd) }
        }
        if status != nil {
            // Whoever else still holds a pipe is not waited for.
            if ready <= 0 { closePipes() }
        } else {
            status = wait(WNOHANG)
        }
    }

    /// The process's exit status once it has ended.
    private func wait(_ options: Int32) -> Int? {
        var status: Int32 = 0
        while true {
            let ended = waitpid(process, &status, options)
            if ended < 0, errno == EINTR { continue }
            guard ended == process else { return nil }
            // WEXITSTATUS and WTERMSIG, which are macros.
            let signal = status & 0x7F
            return signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal)
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

    private mutating func read(from end: Int32) throws(Program.Failure) {
        guard let (descriptor, room) = reading[end] else { return }
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(end, &piece, piece.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else {
            reading[end] = nil
            Glibc.close(end)
            return
        }
        received[descriptor]? += piece.prefix(min(count, room))
        reading[end] = (descriptor, room - count)
        guard count > room else { return }
        kill()
        closePipes()
        guard cutsOutput else { throw .wroteTooMuch }
        isCut = true
    }

    mutating func kill() {
        guard status == nil else { return }
        Glibc.kill(isGroup ? -process : process, SIGKILL)
        status = wait(0)
    }

    private mutating func closePipes() {
        for end in Array(writing.keys) + Array(reading.keys) { Glibc.close(end) }
        (writing, reading) = ([:], [:])
    }

    mutating func close() {
        closePipes()
        if endWatch >= 0 { Glibc.close(endWatch) }
        endWatch = -1
    }
}
