/// The one table of commands.
///
/// Key map, `:` prompt, help, hint line, man page and their tests come from it.
package enum CommandTable {
    package static let all: [CommandEntry] = moving + folders + messages + selecting + reading + program

    package static func entry(of command: Command) -> CommandEntry? { byCommand[command] }

    /// The command that a person means: by its name, the only one that begins so, or the only one with that word in it.
    ///
    /// `set-theme`, `set`, `theme`.
    package static func command(meant name: String) -> Command? {
        if let command = Command(rawValue: name) { return command }
        if let command = settled[name] { return command }
        let beginning = all.filter { $0.name.hasPrefix(name) }
        let containing = all.filter { $0.name.split(separator: "-").contains { $0 == name } }
        if beginning.count == 1 { return beginning[0].command }
        return containing.count == 1 ? containing[0].command : nil
    }

    /// Words that would be ambiguous, and that people are used to.
    private static let settled: [String: Command] = ["account": .switchAccount, "remove": .removeCopy]

    private static let byCommand = Dictionary(all.map { ($0.command, $0) }, uniquingKeysWith: { first, _ in first })

    private static let moving: [CommandEntry] = [
        CommandEntry(
            .nextMessage, .moving, "Next message", [.list("j", "Down"), .message("J", "Shift-Down")]),
        CommandEntry(
            .previousMessage, .moving, "Previous message", [.list("k", "Up"), .message("K", "Shift-Up")]),
        CommandEntry(.nextFolder, .moving, "Next folder of the list", [.folders("j", "Down")]),
        CommandEntry(.previousFolder, .moving, "Previous folder of the list", [.folders("k", "Up")]),
        CommandEntry(.scrollDown, .moving, "Scroll the text a line down", [.message("j", "Down")]),
        CommandEntry(.scrollUp, .moving, "Scroll the text a line up", [.message("k", "Up")]),
        CommandEntry(
            .pageDown, .moving, "A page down; then the next unread message",
            [.everywhere("Space", "PgDn")], hint: "page"),
        CommandEntry(.pageUp, .moving, "A page up", [.everywhere("b", "PgUp")]),
        CommandEntry(.halfPageDown, .moving, "Half a page down", [.everywhere("Ctrl-D")]),
        CommandEntry(.halfPageUp, .moving, "Half a page up", [.everywhere("Ctrl-U")]),
        CommandEntry(.goFirst, .moving, "To the first line", [.everywhere("gg", "Home")]),
        CommandEntry(.goLast, .moving, "To the last line", [.everywhere("G", "End")]),
        CommandEntry(
            .nextUnread, .moving, "Next unread message of the account", [.everywhere("Tab")],
            hint: "unread"),
        CommandEntry(.previousUnread, .moving, "Previous unread message", [.everywhere("Shift-Tab")]),
        CommandEntry(.openMessage, .moving, "Open the message", [.list("Enter", "Right", "l")], hint: "open"),
        CommandEntry(.openFolder, .moving, "Open the folder", [.folders("Enter", "Right", "l")], hint: "open"),
        CommandEntry(.zoomMessage, .moving, "Whole screen for the message, or not", [.message("Enter")]),
        CommandEntry(.showFolders, .moving, "Go to the folder list", [.list("Left", "h")], hint: "folders"),
        CommandEntry(
            .goBack, .moving, "Back; out of a selection or a search",
            [.everywhere("Esc"), .message("Left", "h")], hint: "clear"),
        CommandEntry(
            .leaveScreen, .moving, "Back; at the top, quit after a question", [.everywhere("q")],
            hint: "back"),
    ]

    private static let folders: [CommandEntry] = [
        CommandEntry(
            .switchAccount, .folders, "Switch to an account",
            [.everywhere("1", "2", "3", "4", "5", "6", "7", "8", "9")] + alt(1...9), argument: .account,
            hint: "account"),
        CommandEntry(
            .showAllAccounts, .folders, "All accounts' inboxes together", [.everywhere("0", "Alt-0")]),
        CommandEntry(.nextUnreadFolder, .folders, "Next folder with unread mail", [.everywhere("]")]),
        CommandEntry(.previousUnreadFolder, .folders, "Previous folder with unread mail", [.everywhere("[")]),
        CommandEntry(.goInbox, .folders, "Go to Inbox", [.everywhere("gi")], hint: "Inbox"),
        CommandEntry(.goSent, .folders, "Go to Sent", [.everywhere("gs")], hint: "Sent"),
        CommandEntry(.goDrafts, .folders, "Go to Drafts", [.everywhere("gd")], hint: "Drafts"),
        CommandEntry(.goArchive, .folders, "Go to Archive", [.everywhere("ga")], hint: "Archive"),
        CommandEntry(.goTrash, .folders, "Go to Trash", [.everywhere("gt")], hint: "Trash"),
        CommandEntry(.goJunk, .folders, "Go to Junk", [.everywhere("gj")], hint: "Junk"),
        CommandEntry(
            .goFolder, .folders, "Find a folder by its letters", [.everywhere("gf")], argument: .folder,
            hint: "folder"),
        CommandEntry(.toggleSidebar, .folders, "Show or hide the folder list", [.everywhere("`")]),
        CommandEntry(
            .createFolder, .folders, "Make a folder; a/b makes b in a", [.folders("n")], argument: .name, hint: "new"),
        CommandEntry(
            .renameFolder, .folders, "Rename the folder, or move it into another", [.folders("r", "F6")],
            argument: .name, hint: "rename"),
        CommandEntry(
            .deleteFolder, .folders, "Delete the folder; its messages go to Trash", [.folders("d", "Delete")],
            argument: .folder, hint: "delete"),
        CommandEntry(
            .emptyTrash, .folders, "Empty Trash for ever, after a question", [.folders("D")], hint: "empty"),
        CommandEntry(
            .toggleSubscription, .folders, "Subscribe to the folder, or unsubscribe",
            [.folders("s")]),
        CommandEntry(.subscribeFolder, .folders, "Subscribe to a folder", [], argument: .folder),
        CommandEntry(.unsubscribeFolder, .folders, "Unsubscribe from a folder", [], argument: .folder),
    ]

    private static let messages: [CommandEntry] = [
        CommandEntry(.archiveMessage, .messages, "Move to Archive", [.messages("a")], hint: "archive"),
        CommandEntry(
            .trashMessage, .messages, "Move to Trash; in Trash delete for ever", [.messages("d", "Delete")],
            hint: "trash"),
        CommandEntry(.deleteForever, .messages, "Delete for ever, after a question", [.messages("D")]),
        CommandEntry(
            .moveMessage, .messages, "Move to a folder of any account", [.messages("s")], argument: .destination,
            hint: "move"),
        CommandEntry(
            .copyMessage, .messages, "Copy to a folder of any account", [.messages("C")], argument: .destination),
        CommandEntry(.toggleFlag, .messages, "Set or remove the star", [.messages("F")], hint: "star"),
        CommandEntry(.toggleUnread, .messages, "Mark unread or read", [.messages("U")], hint: "unread"),
        CommandEntry(
            .markAllRead, .messages, "Mark the folder, or the selection, read", [.everywhere("M")],
            hint: "all read"),
        CommandEntry(.undoAction, .messages, "Undo the last action", [.everywhere("u")], hint: "undo"),
        CommandEntry(
            .saveMessage, .messages, "Save the message or an attachment", [.messages("S")],
            argument: .path, hint: "save"),
        CommandEntry(
            .showInfo, .messages, "Where this message lives, size, dates", [.messages("i")],
            hint: "info"),
        CommandEntry(
            .pipeMessage, .messages, "Pipe the message through a shell command", [.messages("|")], argument: .shell),
        CommandEntry(
            .decideCopy, .messages, "Keep or remove the server's copy", [.messages("x")], hint: "server"),
        CommandEntry(.keepCopy, .messages, "Keep it on the server for good", []),
        CommandEntry(.removeCopy, .messages, "Remove it there; it stays here", []),
    ]

    private static let selecting: [CommandEntry] = [
        CommandEntry(.toggleSelect, .selecting, "Select the message, or not", [.list("t")], hint: "select"),
        CommandEntry(.selectRange, .selecting, "Start or end selecting a range", [.list("v")], hint: "range"),
        CommandEntry(.extendDown, .selecting, "Extend the selection down", [.list("J", "Shift-Down")]),
        CommandEntry(.extendUp, .selecting, "Extend the selection up", [.list("K", "Shift-Up")]),
    ]

    private static let reading: [CommandEntry] = [
        CommandEntry(
            .searchMessages, .reading, "Search; the list narrows as you type", [.list("/"), .folders("/")],
            argument: .query, hint: "search"),
        CommandEntry(.toggleThreads, .reading, "The list as threads, or flat", [.list("zt")], hint: "threads"),
        CommandEntry(.foldThread, .reading, "Fold or unfold the thread", [.list("za")], hint: "fold"),
        CommandEntry(.foldAllThreads, .reading, "Fold all threads", [.list("zM")], hint: "fold all"),
        CommandEntry(.unfoldAllThreads, .reading, "Unfold all threads", [.list("zR")], hint: "unfold all"),
        CommandEntry(.findText, .reading, "Find in the text", [.message("/")], argument: .query, hint: "find"),
        CommandEntry(.nextMatch, .reading, "Next match in the text", [.message("n")]),
        CommandEntry(.previousMatch, .reading, "Previous match in the text", [.message("N")]),
        CommandEntry(.foldQuotes, .reading, "Fold or show quoted text", [.message("za")], hint: "quotes"),
        CommandEntry(
            .toggleHeaders, .reading, "Short header, all of it, or the source", [.message("H")], hint: "headers"),
        CommandEntry(.showParts, .reading, "Attachments and parts: read, open, save", [.message("V")], hint: "parts"),
        CommandEntry(.changeForm, .reading, "The text's other form: plain or HTML", [.message("w")], hint: "form"),
        CommandEntry(.unlockMessage, .reading, "Decrypt it: asks for the key's passphrase", [.message("p")]),
        CommandEntry(.pickLink, .reading, "Pick a link, to open or copy it", [.message("y")], hint: "links"),
    ]

    private static let program: [CommandEntry] = [
        CommandEntry(.syncNow, .program, "Check for new mail now", [.everywhere("$", "F5")], hint: "check mail"),
        CommandEntry(.addAccount, .program, "Set up another account", []),
        CommandEntry(.editAccount, .program, "Change an account", [], argument: .account),
        CommandEntry(
            .authorizeAccount, .program, "Sign an account in by browser", [], argument: .account),
        CommandEntry(
            .removeAccount, .program, "Remove an account; asks about its mail", [], argument: .account),
        CommandEntry(.reconnect, .program, "Connect anew without waiting", []),
        CommandEntry(
            .enterCommand, .program, "Enter a command by name", [.everywhere(":", "F2", "Ctrl-K")], hint: "command"),
        CommandEntry(.showHelp, .program, "This help", [.everywhere("?", "F1")], hint: "help"),
        CommandEntry(.setTheme, .program, "Change the colours", [], argument: .theme),
        CommandEntry(
            .shellCommand, .program, "Run a shell command", [.everywhere("!")], argument: .shell),
        CommandEntry(.redrawScreen, .program, "Draw the screen anew", [.everywhere("Ctrl-L")]),
        CommandEntry(.suspendProgram, .program, "Suspend Postern; fg brings it back", [.everywhere("Ctrl-Z")]),
        CommandEntry(.quitProgram, .program, "Quit", [.everywhere("Ctrl-C")]),
    ]

    private static func alt(_ digits: ClosedRange<Int>) -> [CommandEntry.Binding] {
        digits.map { .everywhere("Alt-\($0)") }
    }
}
