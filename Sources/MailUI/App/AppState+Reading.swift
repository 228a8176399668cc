import MailModel

/// Searching the list, finding in a text, saving and looking closer.
extension AppState {
    // MARK: - Searching

    mutating func search(_ query: String?) -> [Effect] {
        guard let origin = list.search?.origin ?? list.source else { return [] }
        focus.context = .list
        let scopes = scopes(of: origin)
        let prompt = SearchPrompt(
            text: query ?? list.search?.query ?? "", scopes: scopes, current: list.search?.scope)
        guard query == nil else {
            narrow(prompt)
            return searchServer()
        }
        overlays.append(.search(prompt))
        return []
    }

    /// Asks the server, too, where one folder is searched: some of its texts may be nowhere else.
    func searchServer() -> [Effect] {
        guard let search = list.search, search.source != search.origin, case .mailbox(let id) = search.scope else {
            return []
        }
        return [.searchServer(query: search.query, in: id)]
    }

    private func scopes(of origin: MessageSource) -> [SearchScope] {
        guard case .mailbox(let id) = origin else { return [.everywhere] }
        let wide: [SearchScope] = accounts.accounts.count > 1 ? [.everywhere] : []
        return [.mailbox(id), .account(id.account)] + wide
    }

    /// Shows what a query finds, at once.
    mutating func narrow(_ prompt: SearchPrompt) {
        guard let origin = list.search?.origin ?? list.source else { return }
        let search = MessageSearch(query: prompt.line.text, scope: prompt.scope, origin: origin)
        list.search = search
        list.show(search.source, keepsRows: true)
    }

    /// Goes back to the list that was searched, and to the place there.
    mutating func endSearch() {
        guard let origin = list.search?.origin else { return }
        list.search = nil
        list.show(origin, keepsRows: true)
    }

    // MARK: - Finding in a text

    mutating func find(_ query: String?) -> [Effect] {
        guard pager != nil else { return [] }
        guard let query else {
            overlays.append(.find(LineEditor()))
            return []
        }
        pager?.find = TextFind(query)
        guard pager?.find != nil else { return [] }
        return pager?.findNext(forward: true, stays: true) == true ? [] : note("“\(query)” is not in this message.")
    }

    mutating func findNext(forward: Bool) -> [Effect] {
        guard let query = pager?.find?.query else { return find(nil) }
        return pager?.findNext(forward: forward) == true ? [] : note("“\(query)” is not in this message.")
    }

    mutating func foldQuotes() -> [Effect] {
        let dates = dates
        pager?.toggleQuotes(dates: dates)
        return []
    }

    mutating func toggleHeaders() -> [Effect] {
        let dates = dates
        guard let pager, pager.isReady, pager.options.isFullHeader, pager.part == nil else {
            self.pager?.toggleHeader(dates: dates)
            return []
        }
        return [.readSource(pager.id)]
    }

    // MARK: - Saving

    mutating func save(to path: String?) -> [Effect] {
        guard let row = targets.first else { return note("There is no message here.") }
        let isOpen = pager?.id == row.id && pager?.isReady == true
        let picker = SavePicker(
            row.id, subject: row.subject, sizeInOctets: row.sizeInOctets,
            attachments: isOpen ? pager?.whole?.attachments ?? [] : [])
        if let path { return write(row.id, part: picker.choices.items.first?.part, to: path) }
        if picker.choices.items.count > 1 {
            overlays.append(.savePicker(picker))
        } else if let whole = picker.choices.items.first {
            askForPath(row.id, whole)
        }
        return []
    }

    mutating func askForPath(_ message: StoredID, _ choice: SaveChoice) {
        let line = LineEditor(surroundings.environment.saveFolder + choice.fileName)
        overlays.append(.save(SavePrompt(message: message, choices: [choice], line: line)))
    }

    mutating func write(_ message: StoredID, part: String?, to path: String) -> [Effect] {
        let effect = Effect.save(message, part: part, path: path, replacing: false)
        errands.save = effect
        return [effect]
    }

    // MARK: - Looking closer

    mutating func showInfo() -> [Effect] {
        guard let row = targets.first else { return note("There is no message here.") }
        let message = pager?.id == row.id && pager?.isReady == true ? pager?.whole : nil
        let info = InfoState(
            row, message: message, mailbox: accounts.mailbox(row.mailbox),
            account: accounts.account(named: row.id.account),
            server: accounts.status(of: row.id.account), dates: dates)
        overlays.append(.info(info))
        return []
    }
}
