import MailModel
import TerminalUI

/// Other programs: links, pipes and the shell.
extension AppState {
    // MARK: - Links

    mutating func pickLink() -> [Effect] {
        guard let message = pager?.message, pager?.isReady == true else { return note("There is no message here.") }
        guard !message.links.isEmpty else { return note("There is no link in this message.") }
        overlays.append(.links(LinkPicker(message.links)))
        return []
    }

    mutating func press(_ key: KeyEvent, in picker: LinkPicker) -> [Effect] {
        var picker = picker
        switch (key.key, key.modifiers) {
        case (.enter, _): return picker.choices.selected.map { open($0.target) } ?? []
        case (.character("y"), []), (.character("c"), []):
            return picker.choices.selected.map { [.copyText($0.target)] } ?? []
        case (.character("q"), []): return []
        case (.character(let digit), []) where digit.isASCII && digit.isNumber: picker.type(digit.wholeNumberValue ?? 0)
        case (.backspace, _): picker.eraseDigit()
        default: picker.move(by: key.choiceMove ?? key.listMove ?? 0)
        }
        overlays.append(.links(picker))
        return []
    }

    /// Only what leads to a page or a letter: other schemes start who knows what.
    private mutating func open(_ target: String) -> [Effect] {
        guard Self.opened.contains(where: { target.lowercased().hasPrefix($0) }) else {
            return note("Only pages and mail addresses are opened; y copies the link.")
        }
        return [.openLink(target)]
    }

    private static let opened = ["http://", "https://", "mailto:"]

    // MARK: - Parts

    mutating func unlock() -> [Effect] {
        guard let pager, pager.isReady, let message = pager.whole else { return note("There is no message here.") }
        guard message.seals.contains(where: { $0.encryption == .locked }) else {
            return note("This message needs no passphrase.")
        }
        return [.unlock(pager.id)]
    }

    mutating func showParts() -> [Effect] {
        guard let pager, pager.isReady, let message = pager.whole else { return note("There is no message here.") }
        let list = PartList(pager.id, of: message)
        guard !list.choices.items.isEmpty else { return note("This message has no parts.") }
        overlays.append(.parts(list))
        return []
    }

    /// Between the text as it is shown and the form that its author has laid out.
    mutating func changeForm() -> [Effect] {
        guard let pager, pager.isReady, let message = pager.whole else { return note("There is no message here.") }
        let dates = dates
        if self.pager?.leavePart(dates: dates) == true { return [] }
        guard let page = message.otherForm else { return note("This message has its text in one form only.") }
        return [.readPart(pager.id, page)]
    }

    mutating func press(_ key: KeyEvent, in list: PartList) -> [Effect] {
        var list = list
        guard let item = list.choices.selected else { return [] }
        switch (key.key, key.modifiers) {
        case (.enter, _):
            if item.part.isPicture { return [.showPicture(list.message, part: item.part.number)] }
            guard item.part.isReadable else { return open(item, of: list) }
            focus.context = .message
            return [.readPart(list.message, item.part)]
        case (.character("o"), []): return open(item, of: list)
        case (.character("s"), []): askForPath(list.message, item.saving)
        case (.character("S"), []) where !list.attachments.isEmpty:
            let line = LineEditor(surroundings.environment.saveFolder)
            overlays.append(.save(SavePrompt(message: list.message, choices: list.attachments, line: line)))
        case (.character("q"), []), (.character("V"), []): break
        default:
            list.choices.move(by: key.choiceMove ?? key.listMove ?? 0)
            overlays.append(.parts(list))
        }
        return []
    }

    private func open(_ item: PartList.Item, of list: PartList) -> [Effect] {
        [.openPart(list.message, item.part, name: item.saving.fileName)]
    }

    // MARK: - The shell

    mutating func pipe(through command: String?) -> [Effect] {
        // Oldest first: a patch series in its order.
        let ids = targets.sorted { ($0.date, $0.id.row) < ($1.date, $1.id.row) }.map(\.id)
        guard !ids.isEmpty else { return note("There is no message here.") }
        return askForShell(ShellPrompt(purpose: .pipe(ids)), command)
    }

    mutating func runShell(_ command: String?) -> [Effect] { askForShell(ShellPrompt(purpose: .run), command) }

    private mutating func askForShell(_ prompt: ShellPrompt, _ command: String?) -> [Effect] {
        if let command { return [prompt.effect(command)] }
        overlays.append(.shell(prompt))
        return []
    }

    mutating func press(_ key: KeyEvent, in prompt: ShellPrompt) -> [Effect] {
        if key.key == .enter {
            let command = prompt.line.text.trimmed
            return command.isEmpty ? [] : [prompt.effect(command)]
        }
        if key.key == .backspace, prompt.line.isEmpty { return [] }
        var prompt = prompt
        _ = prompt.line.press(key)
        overlays.append(.shell(prompt))
        return []
    }
}

extension [SaveChoice] {
    /// The parts among them, as files.
    var files: [PartFile] { compactMap { choice in choice.part.map { PartFile(part: $0, name: choice.fileName) } } }
}

extension ReadableMessage {
    /// The page that its author has laid out, where it has plain text as well.
    var otherForm: MessagePart? {
        // Most messages have one form only.
        guard let structure = summary.structure, !structure.children.isEmpty else { return nil }
        let texts = structure.flattened.filter { $0.type == "text" && !$0.isAttachment }
        let isPlain = texts.contains { $0.subtype == "plain" }
        return isPlain ? texts.first { $0.subtype == "html" } : nil
    }
}
