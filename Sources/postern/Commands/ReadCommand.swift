import ArgumentParser
import MailConfig
import MailEngine
import MailModel
import MailUI
import NcursesTerminal

/// The reader on the accounts of the configuration.
struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Open the reader; the default.", shouldDisplay: false)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("Only this account; may be given again.", valueName: "name"))
    var account: [String] = []

    func run() async throws {
        let workplace = try options.load()
        var notices = [Self.notice(of: workplace.errors)].compactMap(\.self)
        let accounts = try workplace.openAccounts(named: account) { notices.append($0.what) }
        let secrets = SecretBook(asked: PasswordPrompt.ask(for: accounts))
        try await Self.read(accounts, of: workplace, secrets: secrets, notices: notices)
    }

    /// Opens the reader, and returns when the person leaves it.
    @MainActor
    static func read(
        _ accounts: [OpenAccount], of workplace: Workplace, secrets: SecretBook, notices: [String] = []
    ) async throws {
        let engines = accounts.map {
            workplace.engine(for: $0, among: accounts, consent: .notAsked, secrets: secrets)
        }
        let terminal: NcursesTerminal
        do {
            terminal = try NcursesTerminal(theme: workplace.theme)
        } catch {
            throw ProgramError(status: .badConfiguration, what: "\(error)", place: "", advice: "")
        }
        let reader = Reader(
            accounts: accounts, engines: engines, secrets: secrets, opener: workplace.configuration.opener,
            imageViewer: workplace.configuration.imageViewer, seals: workplace.seals, terminal: terminal)
        // What standard error has been told is behind the screen now.
        if !notices.isEmpty { reader.post(.note(notices.joined(separator: "; "))) }
        await reader.run()
    }

    private static func notice(of errors: [ConfigError]) -> String? {
        guard let first = errors.first else { return nil }
        let place = first.line.map { "config.toml:\($0)" } ?? "config.toml"
        return "\(place): \(first.what)" + (errors.count > 1 ? ", and \(errors.count - 1) more" : "")
    }
}
