import ArgumentParser

@main
struct Main {
    /// Runs the command that was asked for; its errors become one line and a status of sysexits.h.
    static func main() async {
        do {
            var command = try PosternCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as ProgramError {
            StandardStreams.report(error.text)
            PosternCommand.exit(withError: error.exitCode)
        } catch {
            PosternCommand.exit(withError: error)
        }
    }
}

struct PosternCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postern",
        abstract: "A mail reader for the terminal that speaks IMAP and POP3.",
        discussion: """
            Without a subcommand the reader opens. Exit status: 0, or 64 usage, 65 unreadable message or store, \
            69 server unreachable, 75 try again later, 77 login refused, 78 configuration error.
            """,
        version: "0.1.0",
        subcommands: [
            ReadCommand.self, DemoCommand.self, CheckCommand.self, SyncCommand.self, FoldersCommand.self,
            ListCommand.self, SearchCommand.self, ShowCommand.self,
        ],
        defaultSubcommand: ReadCommand.self)
}
