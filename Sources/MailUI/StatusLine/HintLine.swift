import MailModel
import TerminalUI

/// The last line: the keys that matter most where one is.
struct HintLine {
    struct Hint: Hashable {
        var key: String
        var word: String
    }

    let hints: [Hint]

    init(_ state: AppState) {
        if let overlay = state.overlays.last {
            hints = Self.hints(of: overlay)
        } else {
            hints = Self.offers(for: state).filter { !state.isForbidden($0.command) }.map { offer in
                let isQuit = offer.command == .leaveScreen && state.isAtTop
                return isQuit ? Hint(key: offer.hint.key, word: "quit") : offer.hint
            }
        }
    }

    /// A command with what the line says of it: looked up once, not with each key.
    private struct Offer {
        let command: Command
        let hint: Hint
    }

    private static func offers(_ commands: [Command], in context: CommandContext) -> [Offer] {
        commands.compactMap { command in hint(of: command, in: context).map { Offer(command: command, hint: $0) } }
    }

    private static func offers(for state: AppState) -> [Offer] {
        if state.accounts.accounts.isEmpty {
            return offers([.enterCommand, .leaveScreen, .showHelp], in: state.focus.context)
        }
        if state.focus.context == .folders { return offers(forFoldersOf: state) }
        if state.focus.context == .message { return reading(state.pager) }
        if !state.list.marks.isEmpty { return selecting }
        return state.list.window?.total == 0 ? empty : list
    }

    private static func offers(forFoldersOf state: AppState) -> [Offer] {
        guard state.accounts.currentAccount != nil else { return inboxes }
        guard case .mailbox(let id) = state.folders.selected?.target, let role = state.accounts.mailbox(id)?.role else {
            return folders
        }
        return role == .trash ? trash : fixed
    }

    func render(in area: Rect, onto screen: inout CellBuffer) {
        var rest = area.splitLeft(1).1
        // The last one tells where the others are.
        let last = hints.last.map(Self.width) ?? 0
        for (index, hint) in hints.enumerated() {
            let isLast = index == hints.count - 1
            guard isLast || Self.width(of: hint) + last <= rest.columns else { continue }
            let runs = [
                (DisplayText(hint.key), Style(.accent)), (DisplayText(" \(hint.word)  "), Style(.muted)),
            ]
            let count = screen.write(runs, in: rest, truncation: .clip)
            rest = rest.splitLeft(count).1
        }
    }

    private static func width(of hint: Hint) -> Int { hint.key.count + hint.word.count + 3 }

    private static let list = offers(
        [
            .openMessage, .archiveMessage, .trashMessage, .searchMessages, .switchAccount, .enterCommand,
            .toggleSelect, .showHelp,
        ], in: .list)

    private static let folders = offers(
        [
            .openFolder, .createFolder, .renameFolder, .deleteFolder, .goFolder, .enterCommand, .leaveScreen,
            .showHelp,
        ], in: .folders)

    /// What there is in the message is told before what there is always.
    private static func reading(_ pager: PagerState?) -> [Offer] {
        let message = pager?.isReady == true ? pager?.whole : nil
        let most = readingSome.lazy.filter { offer in
            switch offer.command {
            case .showParts: message?.attachments.isEmpty == false
            case .pickLink: message?.links.isEmpty == false
            case .changeForm: message?.otherForm != nil
            default: true
            }
        }.prefix(2)
        return readingFirst + most + readingLast
    }

    private static let readingFirst = offers(
        [.leaveScreen, .pageDown, .nextUnread, .archiveMessage, .trashMessage], in: .message)
    private static let readingSome = offers(
        [.showParts, .pickLink, .changeForm, .saveMessage, .findText], in: .message)
    private static let readingLast = offers([.showHelp], in: .message)

    /// Where the folders of several accounts stand together.
    private static let inboxes = offers(
        [
            .openFolder, .nextUnread, .goFolder, .searchMessages, .switchAccount, .enterCommand, .leaveScreen,
            .showHelp,
        ], in: .folders)

    /// On a folder that is always there.
    private static let fixed = offers(
        [
            .openFolder, .createFolder, .nextUnread, .goFolder, .switchAccount, .enterCommand, .leaveScreen,
            .showHelp,
        ], in: .folders)

    private static let trash = offers(
        [
            .openFolder, .createFolder, .emptyTrash, .goFolder, .switchAccount, .enterCommand, .leaveScreen,
            .showHelp,
        ], in: .folders)

    /// What is done to several messages at once.
    private static let selecting = offers(
        [
            .archiveMessage, .trashMessage, .moveMessage, .toggleFlag, .toggleUnread, .selectRange, .goBack,
            .showHelp,
        ], in: .list)

    /// Where there is no message to do anything to.
    private static let empty = offers(
        [.showFolders, .goFolder, .searchMessages, .switchAccount, .syncNow, .enterCommand, .showHelp], in: .list)

    private static func hint(of command: Command, in context: CommandContext) -> Hint? {
        guard let entry = CommandTable.entry(of: command) else { return nil }
        let group = entry.bindings.first { $0.contexts.contains(context) }
        let isRange = (group?.keys.count ?? 0) > 2 && command == .switchAccount
        guard
            let key = isRange
                ? entry.keyGroups.first?.label.split(separator: " ").first.map(String.init)
                : group?.keys.first
        else { return nil }
        return Hint(key: key, word: entry.hint)
    }

    private static func word(for deed: CopyMenu.Deed) -> String {
        switch deed {
        case .keep: "keep"
        case .release: "let go"
        case .remove: "remove"
        }
    }

    private static func hints(of overlay: Overlay) -> [Hint] {
        switch overlay {
        case .help(let help):
            help.isSearching
                ? [Hint(key: "Enter", word: "keep"), Hint(key: "Esc", word: "all")]
                : [Hint(key: "/", word: "search"), Hint(key: "Space", word: "page"), Hint(key: "q", word: "close")]
        case .info(let info):
            (info.offersCopy ? [Hint(key: "x", word: "keep or remove there")] : []) + [Hint(key: "Esc", word: "close")]
        case .copies(let menu):
            menu.choices.items.map { Hint(key: String($0.key), word: Self.word(for: $0.deed)) }
                + [Hint(key: "Esc", word: "cancel")]
        case .links:
            [
                Hint(key: "Enter", word: "open"), Hint(key: "y", word: "copy"), Hint(key: "0-9", word: "number"),
                Hint(key: "Esc", word: "cancel"),
            ]
        case .parts(let list):
            [
                Hint(key: "Enter", word: list.choices.selected?.part.enterWord ?? "open"),
                Hint(key: "o", word: "open with another program"), Hint(key: "s", word: "save"),
            ] + (list.attachments.isEmpty ? [] : [Hint(key: "S", word: "save all")])
                + [Hint(key: "Esc", word: "close")]
        case .setup(let setup): setup.hints.map { Hint(key: $0.key, word: $0.word) }
        case .savePicker: [Hint(key: "0-9", word: "save"), Hint(key: "Esc", word: "cancel")]
        case .command, .search, .find, .folder, .folderName, .save, .shell, .question, .password: []
        }
    }
}
