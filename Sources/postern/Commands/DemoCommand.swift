import ArgumentParser
import DemoServer
import FoundationEssentials
import Glibc
import Logging
import MailConfig
import MailModel
import MailUI

/// The reader on the embedded servers: no configuration, nothing left behind.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Open the reader on embedded demo servers with sample mail.",
        discussion: "Needs no configuration and leaves nothing behind. New mail arrives now and then.")

    @ArgumentParser.Flag(help: "Only serve: print the ports and a configuration file's path, until interrupted.")
    var serveOnly = false

    @Option(help: ArgumentHelp("Milliseconds added to each round trip.", valueName: "ms"))
    var latency: Int = 0

    func validate() throws {
        guard (0...60_000).contains(latency) else { throw ValidationError("--latency must be 0 to 60000") }
    }

    func run() async throws {
        let folder = try DemoFolder()
        defer { folder.remove() }
        var options = DemoServer.Options()
        options.latency = .milliseconds(latency)
        options.arrivals = SampleMail.arrivals()
        let mail = SampleMail.mail(now: WallClock.now)
        let server = DemoServer(mail: mail, options: options)
        let ports: DemoServer.Ports
        do {
            ports = try await server.start()
        } catch {
            throw ProgramError(
                status: .unreachable, what: "the demo servers can't start", place: "", advice: "\(error)")
        }
        let path = try folder.write(
            DemoConfiguration.text(mail.users, ports, passwords: folder.passwords(of: mail.users)))
        if serveOnly {
            await serve(ports, path)
        } else {
            try await read(folder, path)
        }
        await server.stop()
    }

    private func read(_ folder: DemoFolder, _ path: String) async throws {
        guard let paths = folder.paths, let reading = Configuration.load(from: path) else {
            throw ProgramError(
                status: .badConfiguration, what: "the demo's configuration is gone", place: path, advice: "")
        }
        let workplace = Workplace(reading, paths: paths, logLevel: .info)
        try await ReadCommand.read(try workplace.openAccounts(), of: workplace, secrets: SecretBook())
    }

    private func serve(_ ports: DemoServer.Ports, _ path: String) async {
        StandardStreams.writeLine("imap: 127.0.0.1:\(ports.imap)")
        StandardStreams.writeLine("pop3: 127.0.0.1:\(ports.pop3)")
        StandardStreams.writeLine("config: \(path)")
        await EndSignals.wait()
    }
}

/// The demo's own temporary folder, readable by its user alone.
struct DemoFolder {
    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/postern-demo-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw ProgramError(
                status: .cannotCreate, what: "no temporary folder can be made", place: parent,
                advice: String(cString: strerror(errno)))
        }
        path = String(cString: made)
    }

    /// Where the reader keeps the demo's mail.
    var paths: Paths? { Paths { name in name == "HOME" ? path : nil } }

    /// Writes a password file an account; returns their paths by login name.
    func passwords(of users: [DemoUser]) throws -> [String: String] {
        var paths: [String: String] = [:]
        for user in users { paths[user.name] = try write(user.password, to: "\(path)/\(user.name).password") }
        return paths
    }

    func write(_ configuration: String) throws -> String { try write(configuration, to: "\(path)/config.toml") }

    private func write(_ text: String, to path: String) throws -> String {
        guard case .saved(path: _) = SavedFile.write(Array(text.utf8), to: path, replacing: false) else {
            throw ProgramError(
                status: .cannotCreate, what: "a file can't be written", place: path, advice: "is the disk full?")
        }
        return path
    }

    /// Removes the folder and all in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// The configuration that the demo's accounts would have in a person's own file.
enum DemoConfiguration {
    static func text(_ users: [DemoUser], _ ports: DemoServer.Ports, passwords: [String: String]) -> String {
        users.map { account($0, ports, passwordFile: passwords[$0.name] ?? "") }.joined(separator: "\n")
    }

    private static func account(_ user: DemoUser, _ ports: DemoServer.Ports, passwordFile: String) -> String {
        let isIMAP = user.mailProtocol == .imap
        return """
            [[account]]
            name = "\(user.title)"
            protocol = "\(user.mailProtocol.rawValue)"
            host = "127.0.0.1"
            port = \(isIMAP ? ports.imap : ports.pop3)
            tls = "none"
            username = "\(user.name)"
            password_file = "\(passwordFile)"
            \(mode(user.mode))
            check_every = "\(isIMAP ? "5m" : "30s")"

            """
    }

    private static func mode(_ mode: StorageMode) -> String {
        switch mode {
        case .downloadAndRemove: "mode = \"download-and-remove\""
        case .leaveOnServer(removeAfter: nil): "mode = \"leave-on-server\""
        case .leaveOnServer(let age?):
            "mode = \"leave-on-server\"\nremove_after = \"\(age.components.seconds / 86_400)d\""
        }
    }
}
