import MailModel
import TerminalUI

extension AppState {
    /// Carries out a command; `argument` is what stood behind its name, or the digit of its key.
    mutating func perform(_ command: Command, argument: String? = nil) -> [Effect] {
        switch command {
        case .nextMessage: stepMessage(by: 1)
        case .previousMessage: stepMessage(by: -1)
        case .nextFolder: stepFolder(by: 1)
        case .previousFolder: stepFolder(by: -1)
        case .scrollDown: scroll(.lines(1))
        case .scrollUp: scroll(.lines(-1))
        case .pageDown: scroll(.pages(1))
        case .pageUp: scroll(.pages(-1))
        case .halfPageDown: scroll(.halfPages(1))
        case .halfPageUp: scroll(.halfPages(-1))
        case .goFirst: scroll(.start)
        case .goLast: scroll(.end)
        case .nextUnread: seekUnread(forward: true)
        case .previousUnread: seekUnread(forward: false)
        case .openMessage: openSelected()
        case .openFolder: openSelectedFolder()
        case .zoomMessage: toggleZoom()
        case .showFolders: showFolders()
        case .goBack: goBack()
        case .leaveScreen: isAtTop ? askToQuit() : goBack()
        case .switchAccount: switchAccount(argument)
        case .showAllAccounts: switchTo(.all)
        case .nextUnreadFolder: openUnreadFolder(forward: true)
        case .previousUnreadFolder: openUnreadFolder(forward: false)
        case .goInbox: openRole(.inbox)
        case .goDrafts: openRole(.drafts)
        case .goSent: openRole(.sent)
        case .goArchive: openRole(.archive)
        case .goTrash: openRole(.trash)
        case .goJunk: openRole(.junk)
        case .goFolder: pickFolder(.go, named: argument)
        case .toggleSidebar: toggleSidebar()
        case .createFolder: createFolder(named: argument)
        case .renameFolder: renameFolder(to: argument)
        case .deleteFolder: deleteFolder(named: argument)
        case .emptyTrash: emptyTrash()
        case .toggleSubscription: subscribe(nil, named: nil)
        case .subscribeFolder: subscribe(true, named: argument)
        case .unsubscribeFolder: subscribe(false, named: argument)
        case .archiveMessage: moveToRole(.archive)
        case .trashMessage: trash()
        case .deleteForever: askToDelete()
        case .moveMessage: pickFolder(.move(targetIDs), named: argument)
        case .copyMessage: pickFolder(.copy(targetIDs), named: argument)
        case .toggleFlag: toggle(.flagged)
        case .toggleUnread: toggle(.seen)
        case .markAllRead: markAllRead()
        case .undoAction: [.undo]
        case .saveMessage: save(to: argument)
        case .showInfo: showInfo()
        case .pipeMessage: pipe(through: argument)
        case .decideCopy: decideCopy()
        case .keepCopy: keepCopy()
        case .removeCopy: removeCopy()
        case .toggleSelect: toggleSelect()
        case .selectRange: selectRange()
        case .extendDown: extendRange(by: 1)
        case .extendUp: extendRange(by: -1)
        case .searchMessages: search(argument)
        case .findText: find(argument)
        case .nextMatch: findNext(forward: true)
        case .previousMatch: findNext(forward: false)
        case .toggleThreads: toggleThreads()
        case .foldThread: foldThread()
        case .foldAllThreads: foldAllThreads(true)
        case .unfoldAllThreads: foldAllThreads(false)
        case .foldQuotes: foldQuotes()
        case .toggleHeaders: toggleHeaders()
        case .pickLink: pickLink()
        case .showParts: showParts()
        case .changeForm: changeForm()
        case .addAccount: addAccount()
        case .editAccount: editAccount(named: argument)
        case .authorizeAccount: authorizeAccount(named: argument)
        case .removeAccount: removeAccount(named: argument)
        case .unlockMessage: unlock()
        case .syncNow: syncNow()
        case .reconnect: [.reconnect(accounts.currentAccount?.name)]
        case .enterCommand: enterCommand()
        case .showHelp: showHelp()
        case .setTheme: setTheme(argument)
        case .shellCommand: runShell(argument)
        case .redrawScreen: [.redraw]
        case .suspendProgram: [.suspend]
        case .quitProgram: askToQuit()
        }
    }

    /// Carries out a line entered after `:`.
    mutating func perform(line: String) -> [Effect] {
        var words = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard var name = words.first else { return [] }
        keys.history.append(line)
        keys.history.removeFirst(max(0, keys.history.count - 100))
        // "account add" is as good as "add-account".
        let rest = words.count > 1 ? words[1].split(separator: " ", maxSplits: 1).map(String.init) : []
        if let verb = rest.first, Command(rawValue: "\(verb)-\(name)") != nil {
            name = "\(verb)-\(name)"
            words = [name] + rest.dropFirst()
        }
        guard let command = CommandTable.command(meant: name) else {
            let fitting = CommandTable.all.map(\.name).filter { $0.hasPrefix(name) }
            if !fitting.isEmpty { return note("“\(name)” can be \(fitting.joined(separator: ", ")).") }
            return note("There is no command “\(name)”. Tab completes, ? lists all.")
        }
        let argument = words.count > 1 ? words[1].trimmed : ""
        return perform(command, argument: argument.isEmpty ? nil : argument)
    }

    // MARK: - The program

    private mutating func syncNow() -> [Effect] {
        accounts.asked = []
        return [.syncNow(accounts.currentAccount?.name)] + note("Checking for new mail…")
    }

    mutating func ask(_ question: Question) -> [Effect] {
        overlays.append(.question(question))
        return []
    }

    private mutating func askToQuit() -> [Effect] {
        let waiting = accounts.accounts.reduce(0) { $0 + accounts.status(of: $1.name).pendingActions }
        return ask(.quit(waiting: waiting))
    }

    private mutating func showHelp() -> [Effect] {
        overlays.append(.help(HelpState()))
        return []
    }

    private mutating func setTheme(_ name: String?) -> [Effect] {
        let known = surroundings.environment.themes
        guard let name, known.isEmpty || known.contains(name) else {
            return note("Themes: \(known.joined(separator: ", "))")
        }
        return [.setTheme(name)]
    }

    private mutating func enterCommand() -> [Effect] {
        let titles = folderCandidates(of: accounts.shown).map(\.title)
        let arguments = CommandPrompt.Arguments(
            accounts: accounts.accounts.map(\.name.text), folders: titles,
            destinations: targets.isEmpty ? [] : destinations(of: targets).map(\.title),
            themes: surroundings.environment.themes)
        overlays.append(.command(CommandPrompt(arguments: arguments, history: keys.history)))
        return []
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
