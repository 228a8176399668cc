import MailModel

/// Asks for a command of the shell.
struct ShellPrompt: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        /// Each of the messages is its input, one after the other.
        case pipe([StoredID])
        case run
    }

    let purpose: Purpose
    var line = LineEditor()

    var label: String {
        switch purpose {
        case .pipe(let ids): ids.count == 1 ? "Pipe to: " : "Pipe \(NumberText.counted(ids.count, "message")) to: "
        case .run: "Shell: "
        }
    }

    /// What is to be done with the command.
    func effect(_ command: String) -> Effect {
        switch purpose {
        case .pipe(let ids): .pipe(ids, through: command)
        case .run: .runShell(command)
        }
    }
}
