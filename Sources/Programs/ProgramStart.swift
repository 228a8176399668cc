import CGlibc
import Glibc

/// The one place where this program starts another.
struct ProgramStart {
    let program: Program
    /// The other ends of its pipes, by its descriptors.
    let ends: [Int32: Int32]

    func start() throws(Program.Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        add(to: &actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let group = program.place == .background ? Int32(POSIX_SPAWN_SETPGROUP) : 0
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | group))

        var arguments: [UnsafeMutablePointer<CChar>?] = program.words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var variables = variables
        defer { variables.forEach { free($0) } }
        var process: pid_t = 0
        let name = program.words.first ?? ""
        let result = posix_spawnp(&process, name, &actions, &attributes, &arguments, &variables)
        if result == ENOENT { throw .missing }
        guard result == 0 else { throw .notStarted(reason: String(cString: strerror(result))) }
        return process
    }

    private func add(to actions: inout posix_spawn_file_actions_t) {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where ends[descriptor] == nil && program.place != .terminal {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        for (descriptor, end) in ends { posix_spawn_file_actions_adddup2(&actions, end, descriptor) }
        // Our connections and files are none of its business.
        let first = max(STDERR_FILENO, ends.keys.max() ?? 0) + 1
        posix_spawn_file_actions_addclosefrom_np(&actions, first)
    }

    /// Ours, and those that are only for it.
    private var variables: [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var next = environ
        while let variable = next.pointee {
            let name = String(cString: variable).prefix { $0 != "=" }
            if program.environment[String(name)] == nil { variables.append(strdup(variable)) }
            next += 1
        }
        return variables + program.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    }
}
