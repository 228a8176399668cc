import Glibc

/// A person's home folder, with a configuration and all that Postern keeps; one a test.
package final class Home {
    private let folder = TemporaryFolder("home")

    package var path: String { folder.path }

    package init() { folder.makeFolder("tmp") }

    /// Names of what is in the home folder.
    package var files: [String] { Self.names(in: path) }

    /// Names of what is in the folder for temporary files.
    package var temporaryFiles: [String] { Self.names(in: path + "/tmp") }

    private static func names(in folder: String) -> [String] {
        TestFiles.names(in: folder).filter { $0 != "." && $0 != ".." }.sorted()
    }

    /// Writes the configuration file.
    package func configure(_ accounts: AccountSpec...) { configure(accounts.map(\.text).joined(separator: "\n")) }

    package func configure(_ text: String) {
        for name in [".config", ".config/postern"] { folder.makeFolder(name) }
        chmod(folder.write(text, to: ".config/postern/config.toml"), 0o600)
    }

    /// What the configuration file says; nothing where there is none.
    package var configuration: String? {
        TestFiles.octets(of: path + "/.config/postern/config.toml").map { String(decoding: $0, as: UTF8.self) }
    }

    @discardableResult
    package func write(_ octets: [UInt8], to name: String) -> String { folder.write(octets, to: name) }

    /// The variables that make the program a stranger on this machine.
    private var variables: [String: String] {
        [
            "HOME": path, "TMPDIR": path + "/tmp", "TZ": "UTC", "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "",
            "XDG_STATE_HOME": "", "COLORTERM": "", "NO_COLOR": "", "COLORFGBG": "", "SSH_CONNECTION": "",
            "POSTERN_PASSWORD": "secret",
        ]
    }

    /// `env` with what sets the variables, to stand before a command.
    private var environment: [String] {
        let unset = variables.filter(\.value.isEmpty).keys.sorted().flatMap { ["-u", $0] }
        return ["env"] + unset + variables.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)" }.sorted()
    }

    /// Runs a command of the program to its end, its output in pipes.
    package func run(_ arguments: String...) -> CommandResult { run(arguments) }

    /// Runs a command with more variables in its environment.
    package func run(_ arguments: [String], with more: [String: String] = [:]) -> CommandResult {
        let base = "\(path)/run-\(UInt32.random(in: 0...UInt32.max))"
        let script = #"base=$1; shift; "$@" 2>"$base.errors" | cat >"$base.output"; exit ${PIPESTATUS[0]}"#
        let result = ChildProcess.run(
            environment + more.map { "\($0.key)=\($0.value)" }.sorted() + [
                "bash", "-c", script, "bash", base, Postern.path,
            ] + arguments)
        return CommandResult(
            status: result.status, output: TestFiles.octets(of: base + ".output") ?? [],
            errors: String(decoding: TestFiles.octets(of: base + ".errors") ?? [], as: UTF8.self))
    }

    /// Starts a command of the program, to be killed by the test.
    package func start(_ arguments: String...) -> ServerProcess { start(arguments) }

    package func start(_ arguments: [String]) -> ServerProcess { ServerProcess(words(arguments)) }

    /// The words that run a command of the program as this person, behind those of `wrapper`, such as `timeout 9`.
    package func words(_ arguments: [String], behind wrapper: [String] = []) -> [String] {
        environment + wrapper + [Postern.path] + arguments
    }

    /// Opens the program in a terminal.
    package func open(
        _ arguments: String..., columns: Int = 80, rows: Int = 24, term: String = "tmux-256color",
        with more: [String: String] = [:]
    ) throws -> Tmux {
        try Tmux(
            [Postern.path] + arguments, columns: columns, rows: rows, term: term,
            environment: variables.merging(more) { $1 })
    }

    /// Opens a shell in a terminal, to start the program from.
    package func shell(_ words: [String]) throws -> Tmux { try Tmux(words, environment: variables) }
}

/// An account of the configuration file.
package struct AccountSpec {
    package enum Mode: String, CaseIterable {
        case leaveOnServer = "leave-on-server", downloadAndRemove = "download-and-remove"
    }

    package var name = "work"
    package var service = Dovecot.Service.imap
    package var mode = Mode.leaveOnServer
    package var user: String
    package var port: Int
    /// `nil` for a connection in clear.
    package var authorities: String?
    /// More lines.
    package var more = ""

    /// An account on a Dovecot, over TLS.
    package init(
        _ user: String, on dovecot: Dovecot, _ service: Dovecot.Service = .imap, _ mode: Mode = .leaveOnServer,
        port: Int? = nil
    ) {
        self.service = service
        self.mode = mode
        self.user = user
        self.port = port ?? dovecot.port(service, isTLS: true)
        authorities = dovecot.certificateAuthority
    }

    /// An account on any server of this machine; without an authority in clear.
    package init(
        user: String, port: Int, authorities: String?, _ service: Dovecot.Service, _ mode: Mode, more: String = ""
    ) {
        self.service = service
        self.mode = mode
        self.user = user
        self.port = port
        self.authorities = authorities
        self.more = more
    }

    package var text: String {
        let security = authorities.map { "ca_file = \"\($0)\"" } ?? "tls = \"none\""
        return """
            [[account]]
            name = "\(name)"
            protocol = "\(service == .imap ? "imap" : "pop3")"
            host = "127.0.0.1"
            port = \(port)
            \(security)
            username = "\(user)"
            password_env = "POSTERN_PASSWORD"
            mode = "\(mode.rawValue)"
            \(more)

            """
    }
}
