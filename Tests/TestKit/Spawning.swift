import Glibc

/// Starts programs so that nothing of the test process is left in them.
enum Spawning {
    /// Starts a program found by PATH, with no signal blocked or ignored and no descriptor but those in `actions`.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - environment: `NAME=value` each; `nil` for our own.
    ///   - inGroupOfItsOwn: Whether it leads a process group, to be killed as one.
    ///   - actions: What is done with descriptors.
    /// - Returns: Its process id; nothing where it cannot be started.
    static func start(
        _ arguments: [String], environment: [String]?, inGroupOfItsOwn: Bool = false,
        _ actions: inout posix_spawn_file_actions_t
    ) -> pid_t? {
        keepDescriptorsHere()
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads that run tests block all signals, and a mask is inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // NIO ignores it, and what is ignored is inherited too.
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let group = inGroupOfItsOwn ? POSIX_SPAWN_SETPGROUP : 0
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))
        var id = pid_t()
        let error = withCStrings(arguments) { argv in
            guard let environment else { return posix_spawnp(&id, arguments[0], &actions, &attributes, argv, environ) }
            return withCStrings(environment) { posix_spawnp(&id, arguments[0], &actions, &attributes, argv, $0) }
        }
        return error == 0 ? id : nil
    }

    /// Waits for a program's end.
    ///
    /// - Returns: Its exit status; -1 where it was killed.
    @discardableResult
    static func wait(for id: pid_t) -> Int {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 {
            if errno != EINTR { return -1 }
        }
        // WIFEXITED and WEXITSTATUS of wait(2), which are macros.
        return status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : -1
    }

    /// NIO's sockets would be inherited, and a connection that a child holds too never ends.
    private static func keepDescriptorsHere() {
        for name in TestFiles.names(in: "/proc/self/fd") {
            guard let descriptor = Int32(name), descriptor > 2 else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Gives strings to C as an array that ends with NULL.
    private static func withCStrings<Value>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        let copies = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() { copies[index] = strdup(string) }
        copies[strings.count] = nil
        defer {
            for index in strings.indices { free(copies[index]) }
            copies.deallocate()
        }
        return body(copies)
    }
}
