import ArgumentParser
import CGlibc
import MailConfig
import MailStore

@main
struct Main {
    /// Runs the command that was asked for; its errors become one line and a status of sysexits.h.
    static func main() async {
        keepMemorySmall()
        postern_forbid_core_dumps()
        do {
            try refuseUnknownCommand()
            var command = try PosternCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as ProgramError {
            end(with: error)
        } catch let error as StoreError {
            end(with: ProgramError(error))
        } catch {
            guard PosternCommand.exitCode(for: error) == .validationFailure else {
                PosternCommand.exit(withError: error)
            }
            reportUsage(PosternCommand.fullMessage(for: error))
            PosternCommand.exit(withError: ExitCode.validationFailure)
        }
    }

    /// Lets what was needed for a moment go back to the system: a reader is open all day, and glibc would keep an
    /// arena for every thread that ever had work.
    private static func keepMemorySmall() {
        mallopt(M_ARENA_MAX, 3)
        mallopt(M_TRIM_THRESHOLD, 1 << 20)
        mallopt(M_MMAP_THRESHOLD, 1 << 20)
    }

    private static func end(with error: ProgramError) -> Never {
        StandardStreams.report(error.text)
        PosternCommand.exit(withError: error.exitCode)
    }

    /// A word that is no command would be taken for an argument of the reader's, and called unexpected.
    private static func refuseUnknownCommand() throws {
        guard let word = CommandLine.arguments.dropFirst().first, !word.isEmpty, !word.hasPrefix("-") else { return }
        let known = PosternCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !known.contains(word), word != "help" else { return }
        let nearest = NearestWord.nearest(to: word, among: known).map { "did you mean “\($0)”? " } ?? ""
        throw ProgramError(
            status: .usage, what: "there is no command “\(word)”", place: "", advice: nearest + "see: postern --help")
    }

    /// Writes ArgumentParser's words as all others of the program are written.
    private static func reportUsage(_ message: String) {
        let lines = message.split(separator: "\n")
        let first = lines.first ?? ""
        StandardStreams.report(String(first.hasPrefix("Error: ") ? first.dropFirst(7) : first))
        for line in lines.dropFirst() { StandardStreams.writeErrorLine(String(line)) }
    }
}

struct PosternCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postern",
        abstract: "A mail reader for the terminal that speaks IMAP and POP3.",
        discussion: """
            Without a subcommand the reader opens. Exit status: 0, or 64 usage, 65 unreadable message or store, \
            69 server unreachable, 73 nothing can be stored here, 75 try again later, 77 login refused, \
            78 configuration error.
            """,
        version: "0.1.0",
        subcommands: [
            ReadCommand.self, DemoCommand.self, SetupCommand.self, CheckCommand.self, SyncCommand.self,
            FoldersCommand.self,
            ListCommand.self, SearchCommand.self, ShowCommand.self, ExportCommand.self, ImportCommand.self,
            MoveAccountCommand.self, SecretsCommand.self,
        ],
        defaultSubcommand: ReadCommand.self)
}
