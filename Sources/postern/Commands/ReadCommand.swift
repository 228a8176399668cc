import ArgumentParser
import MailConfig
import MailEngine
import MailModel
import MailUI
import NcursesTerminal
import TerminalUI

/// The reader on the accounts of the configuration.
struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Open the reader; the default.", shouldDisplay: false)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("Only this account; may be given again.", valueName: "name"))
    var account: [String] = []

    func run() async throws {
        guard let workplace = try options.loadOrSetUp() else {
            return try await Self.setUp(options.setupDesk())
        }
        var notices = [Self.notice(of: workplace.errors)].compactMap(\.self)
        let accounts = try workplace.openAccounts(named: account) { notices.append($0.what) }
        let secrets = await workplace.secretBook(for: accounts)
        try await Self.read(accounts, of: workplace, secrets: secrets, notices: notices)
    }

    /// Opens the assistant, for there is no account yet, and then the reader.
    static func setUp(_ desk: SetupDesk) async throws {
        let nothing = Workplace(Configuration.Reading(), paths: desk.paths, logLevel: desk.logLevel)
        try await read([], of: nothing, secrets: await nothing.secretBook(), addsAccount: true)
    }

    /// Opens the assistant in front of the accounts that there are.
    static func setUpAnother(_ options: ConfigurationOptions) async throws {
        guard let workplace = try options.loadOrSetUp() else { return try await setUp(options.setupDesk()) }
        let accounts = try workplace.openAccounts()
        let secrets = await workplace.secretBook(for: accounts)
        try await read(accounts, of: workplace, secrets: secrets, addsAccount: true)
    }

    /// Opens the reader, and returns when the person leaves it.
    ///
    /// Where the accounts change, another reader goes on in the same terminal.
    @MainActor
    static func read(
        _ accounts: [OpenAccount], of workplace: Workplace, secrets: SecretBook, notices: [String] = [],
        addsAccount: Bool = false
    ) async throws {
        let terminal: NcursesTerminal
        do {
            terminal = try NcursesTerminal(theme: workplace.theme)
        } catch {
            throw ProgramError(status: .badConfiguration, what: "\(error)", place: "", advice: "")
        }
        let line = TerminalLine(terminal)
        var (accounts, workplace, notices, addsAccount) = (accounts, workplace, notices, addsAccount)
        while true {
            let engines = accounts.map {
                workplace.engine(for: $0, among: accounts, consent: .notAsked, secrets: secrets)
            }
            let reader = Reader(
                accounts: accounts, engines: engines, secrets: secrets, opener: workplace.configuration.opener,
                imageViewer: workplace.configuration.imageViewer, arrangement: workplace.arrangement,
                seals: workplace.seals { secrets }, desk: workplace.setupDesk, terminal: terminal)
            line.reader = reader
            // What standard error has been told is behind the screen now.
            if !notices.isEmpty { reader.post(.note(notices.joined(separator: "; "))) }
            if addsAccount { reader.post(.addAccount) }
            guard case .changed(let addsAnother) = await reader.run() else { return }
            // What came in between: there may be nobody left to read to.
            guard !line.isTerminated else { return terminal.leave() }
            addsAccount = addsAnother
            let old = accounts
            notices = []
            workplace = workplace.reloaded
            accounts = (try? workplace.openAccounts(keeping: old) { notices.append($0.what) }) ?? []
            if accounts.isEmpty { addsAccount = true }
            if let notice = notice(of: workplace.errors) { notices.append(notice) }
        }
    }

    private static func notice(of errors: [ConfigError]) -> String? {
        guard let first = errors.first else { return nil }
        let place = first.line.map { "config.toml:\($0)" } ?? "config.toml"
        return "\(place): \(first.what)" + (errors.count > 1 ? ", and \(errors.count - 1) more" : "")
    }
}

/// Gives what the terminal tells to the reader that is on it.
@MainActor
private final class TerminalLine {
    weak var reader: Reader?
    private(set) var isTerminated = false

    init(_ terminal: NcursesTerminal) {
        terminal.listener = { [weak self] events in
            if events.contains(where: \.isEnd) { self?.isTerminated = true }
            self?.reader?.take(events)
        }
        terminal.restListener = { [weak self] in self?.reader?.rest() }
    }
}
