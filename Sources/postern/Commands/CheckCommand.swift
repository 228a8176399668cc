import ArgumentParser
import MailConfig
import MailModel

/// The connection doctor: each step of a connection with its time, and one suggestion where one fails.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Try the connection to each account's server, step by step.")

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("Only this account; may be given again.", valueName: "name"))
    var account: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write what is said into a new file, without secrets, user names and names of folders.", valueName: "file"))
    var transcript: String?

    func run() async throws {
        let workplace = try options.load()
        let accounts = try workplace.openAccounts(named: account)
        let transcript = try transcript.map { try Transcript(path: $0) }
        let secrets = await workplace.secretBook(for: accounts)
        var failure: ProgramError?
        for open in accounts {
            let protocolName = open.account.mailProtocol == .imap ? "IMAP" : "POP3"
            let server = open.configuration.server
            StandardStreams.writeLine("\(open.account.name): \(protocolName) at \(server.host), port \(server.port)")
            let doctor = ConnectionDoctor(
                open: open, workplace: workplace, secrets: secrets, report: { Self.write($0) }, transcript: transcript)
            do {
                try await doctor.examine()
            } catch let error as ProgramError {
                Self.write(error)
                failure = failure ?? error
            }
        }
        if let failure { throw failure.exitCode }
    }

    /// Writes one step on a line.
    @Sendable static func write(_ step: CheckedStep) {
        let name = step.name + String(repeating: " ", count: max(0, 12 - step.name.count))
        let milliseconds = step.time.map { "\(Int($0 / .milliseconds(1))) ms" } ?? ""
        let padding = String(repeating: " ", count: max(0, 8 - milliseconds.count))
        let mark = step.verdict == .doubtful ? "note" : "  ok"
        StandardStreams.writeLine("\(mark)  \(name)\(padding)\(milliseconds)  \(step.text)")
    }

    /// Writes what failed, and the suggestion below it.
    static func write(_ error: ProgramError) {
        StandardStreams.writeLine("  FAILED  \(error.what)")
        if !error.advice.isEmpty { StandardStreams.writeLine("          \(error.advice)") }
    }
}
