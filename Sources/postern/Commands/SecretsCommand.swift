import ArgumentParser
import Glibc
import MailConfig
import Secrets

/// Keeps the secrets file.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Keep passwords in a file that a passphrase encrypts.",
        discussion: """
            An account takes its password from there with password_stored = "NAME". The reader asks for the passphrase once \
            a session; where nobody can be asked, passphrase_command in the configuration prints it.
            """,
        subcommands: [List.self, Set.self, Remove.self, Passphrase.self, AuthorizeCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the names of what is stored, a line each.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let desk = try SecretsDesk(options)
            guard desk.file.isThere else { return }
            let secrets = try await desk.reading { key throws(SecretsFileError) in try desk.file.secrets(key) }
            for name in secrets.keys.sorted() { StandardStreams.writeLine(name) }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Store a secret: asked for at a terminal, else the first line of standard input.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "What to call it.")
        var name: String

        func run() async throws {
            guard SecretsFile.isName(name) else { throw ProgramError(.unusableName) }
            let desk = try SecretsDesk(options)
            // What comes through a pipe is taken first: whoever writes it may not wait.
            let piped = isatty(STDIN_FILENO) == 1 ? nil : try SecretsDesk.firstLineOfInput()
            let key = try await desk.keyOrNewFile()
            guard let secret = piped ?? PasswordPrompt.ask("Secret to store as \(name): ") else {
                throw ProgramError(
                    status: .usage, what: "there is nothing to store", place: name,
                    advice: "an empty line stores nothing")
            }
            try SecretsDesk.translating { () throws(SecretsFileError) in
                try desk.file.change(key) { $0[name] = secret }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a secret.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "What it is called.")
        var name: String

        func run() async throws {
            let desk = try SecretsDesk(options)
            try await desk.reading { key throws(SecretsFileError) in
                guard try desk.file.secrets(key)[name] != nil else { throw .noSuchSecret(name) }
                try desk.file.change(key) { $0[name] = nil }
            }
        }
    }

    struct Passphrase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change the passphrase.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let desk = try SecretsDesk(options)
            // What a command prints is what is to be changed: it is for a person to say what it will print next.
            let key = try await desk.key()
            let new = try desk.newPassphrase("New passphrase: ")
            try SecretsDesk.translating { () throws(SecretsFileError) in
                _ = try desk.file.change(key, toPassphrase: new)
            }
            StandardStreams.writeErrorLine("The passphrase is changed.")
        }
    }
}

/// The secrets file with whoever knows its passphrase.
struct SecretsDesk {
    let file: SecretsFile
    private let passphraseCommand: String?

    init(_ options: ConfigurationOptions) throws {
        let paths = try options.paths()
        file = SecretsFile(path: paths.secrets)
        passphraseCommand = Configuration.load(from: paths.configuration)?.configuration.passphraseCommand
    }

    /// Does something with the open file.
    func reading<Result>(
        _ work: (SecretsKey) throws(SecretsFileError) -> Result
    ) async throws -> Result {
        let key = try await key()
        return try Self.translating { () throws(SecretsFileError) in try work(key) }
    }

    /// The key of the file that is there.
    func key() async throws -> SecretsKey {
        guard file.isThere else { throw ProgramError(.missing) }
        let phrase = try passphrase("Passphrase of the secrets file: ")
        return try Self.translating { () throws(SecretsFileError) in try file.key(phrase) }
    }

    /// The key of the file, which is made where there is none.
    func keyOrNewFile() async throws -> SecretsKey {
        if file.isThere { return try await key() }
        let phrase =
            try commandsPassphrase() ?? newPassphrase("There is no secrets file yet. A passphrase for the new one: ")
        return try Self.translating { () throws(SecretsFileError) in try file.create(phrase) }
    }

    /// Asks for a passphrase twice.
    func newPassphrase(_ question: String) throws -> Secret {
        guard let phrase = PasswordPrompt.askAtTerminal(question) else { throw Self.nobodyToAsk }
        guard PasswordPrompt.askAtTerminal("The same again: ") == phrase else {
            throw ProgramError(
                status: .usage, what: "the two are not the same", place: "", advice: "nothing was changed; try again")
        }
        return phrase
    }

    private func passphrase(_ question: String) throws -> Secret {
        if let phrase = try commandsPassphrase() { return phrase }
        guard let phrase = PasswordPrompt.askAtTerminal(question) else { throw Self.nobodyToAsk }
        return phrase
    }

    private func commandsPassphrase() throws -> Secret? {
        guard let passphraseCommand else { return nil }
        do throws(SecretError) { return try SecretSource.command(passphraseCommand).read() } catch {
            throw ProgramError(
                status: .badConfiguration,
                what: error.description.replacing("password_command", with: "passphrase_command"), place: "", advice: ""
            )
        }
    }

    private static var nobodyToAsk: ProgramError {
        ProgramError(
            status: .usage, what: "no passphrase was given", place: "",
            advice: "run it at a terminal, or set passphrase_command in the configuration")
    }

    /// The first line of standard input, without its end.
    static func firstLineOfInput() throws -> Secret? {
        var octets = [UInt8](repeating: 0, count: SecretsFile.secretLimit + 1)
        var count = 0
        var isOver = false
        defer { Secret.wipe(&octets) }
        while !isOver, count < octets.count, !octets.prefix(count).contains(0x0A) {
            let read = octets.withUnsafeMutableBytes {
                Glibc.read(STDIN_FILENO, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if read < 0, errno == EINTR { continue }
            isOver = read <= 0
            count += max(0, read)
        }
        var line = octets.prefix(count).prefix { $0 != 0x0A }
        if line.last == 0x0D { line = line.dropLast() }
        guard line.count <= SecretsFile.secretLimit else { throw ProgramError(.full) }
        return line.isEmpty ? nil : Secret(octets: line)
    }

    static func translating<Result>(_ work: () throws(SecretsFileError) -> Result) throws(ProgramError) -> Result {
        do throws(SecretsFileError) { return try work() } catch { throw ProgramError(error) }
    }
}

extension ProgramError {
    /// Puts what is wrong with the secrets file into a line of the program's.
    init(_ error: SecretsFileError) {
        let (status, advice): (Status, String) =
            switch error {
            case .locked, .wrongPassphrase: (.loginRefused, "try again")
            case .altered, .notOurs, .tooCostly:
                (.badData, "put a copy of it in its place, or remove it and begin anew")
            case .missing, .permissions, .noSuchSecret: (.badConfiguration, "")
            case .emptyPassphrase, .unusableName: (.usage, "choose another")
            case .full, .notRead, .notWritten, .noCipher: (.cannotCreate, "")
            }
        self.init(status: status, what: error.description, place: "", advice: advice)
    }
}
