import MailModel
import TerminalUI

/// Keys for what lies over the mail.
extension AppState {
    mutating func pressInOverlay(_ key: KeyEvent) -> [Effect] {
        guard let overlay = overlays.popLast() else { return [] }
        // The way out is the same everywhere; help has its own because it can be searched.
        let isInterrupt = key == KeyEvent(.character("c"), .control)
        let isCancel = key.key == .escape || isInterrupt
        switch overlay {
        case .help(var help):
            if !isInterrupt, help.press(key) { overlays.append(.help(help)) }
            return []
        case .search(let prompt): return press(key, in: prompt, isCancel: isCancel)
        case .question(let question): return press(key, in: question, isCancel: isCancel)
        case .setup(let setup): return press(key, in: setup)
        case .password(let prompt): return press(key, in: prompt, isCancel: isCancel)
        case _ where isCancel: return []
        case .info: return pressInInfo(key, overlay)
        case .command(let prompt): return press(key, in: prompt)
        case .find(let line): return press(key, inFind: line)
        case .folder(let picker): return press(key, in: picker)
        case .folderName(let prompt): return press(key, in: prompt)
        case .copies(let menu): return press(key, in: menu)
        case .savePicker(let picker): return press(key, in: picker)
        case .save(let prompt): return press(key, in: prompt)
        case .links(let picker): return press(key, in: picker)
        case .parts(let list): return press(key, in: list)
        case .shell(let prompt): return press(key, in: prompt)
        }
    }

    mutating func paste(_ text: String) -> [Effect] {
        guard let overlay = overlays.popLast() else { return [] }
        overlays.append(overlay.pasting(text))
        if case .search(let prompt) = overlays.last { narrow(prompt) }
        return []
    }

    private mutating func press(_ key: KeyEvent, in prompt: CommandPrompt) -> [Effect] {
        if key.key == .enter { return perform(line: prompt.line.text) }
        // An emptied line is left the way it was entered.
        if key.key == .backspace, prompt.line.isEmpty { return [] }
        var prompt = prompt
        prompt.press(key)
        overlays.append(.command(prompt))
        return []
    }

    private mutating func press(_ key: KeyEvent, in prompt: SearchPrompt, isCancel: Bool) -> [Effect] {
        var prompt = prompt
        if isCancel || (key.key == .backspace && prompt.line.isEmpty) {
            endSearch()
            return []
        }
        switch key.key {
        case .enter:
            if list.search?.source == list.search?.origin { endSearch() }
            return searchServer()
        case .tab: prompt.widen(by: key.modifiers == .shift ? -1 : 1)
        case .down: list.moveCursor(by: 1)
        case .up: list.moveCursor(by: -1)
        default:
            _ = prompt.line.press(key)
        }
        overlays.append(.search(prompt))
        if key.key != .down && key.key != .up { narrow(prompt) }
        return []
    }

    private mutating func press(_ key: KeyEvent, inFind line: LineEditor) -> [Effect] {
        if key.key == .enter {
            // Enter alone looks for the same again.
            return line.isEmpty && pager?.find != nil ? findNext(forward: true) : find(line.text)
        }
        if key.key == .backspace, line.isEmpty { return [] }
        var line = line
        _ = line.press(key)
        overlays.append(.find(line))
        return []
    }

    private mutating func press(_ key: KeyEvent, in picker: FolderPicker) -> [Effect] {
        if key.key == .enter {
            guard let folder = picker.choices.selected else { return note("No folder fits “\(picker.line.text)”.") }
            return choose(folder, for: picker.purpose)
        }
        var picker = picker
        picker.press(key)
        overlays.append(.folder(picker))
        return []
    }

    private mutating func press(_ key: KeyEvent, in prompt: FolderNamePrompt) -> [Effect] {
        if key.key == .enter { return prompt.line.text.trimmed.isEmpty ? [] : enter(prompt.line.text, in: prompt) }
        var prompt = prompt
        _ = prompt.line.press(key)
        overlays.append(.folderName(prompt))
        return []
    }

    private mutating func press(_ key: KeyEvent, in picker: SavePicker) -> [Effect] {
        var picker = picker
        if case .character(let digit) = key.key, let number = digit.wholeNumberValue,
            picker.choices.items.indices.contains(number)
        {
            askForPath(picker.message, picker.choices.items[number])
        } else if key.key == .enter, let choice = picker.choices.selected {
            askForPath(picker.message, choice)
        } else if key != KeyEvent(.character("q")) {
            picker.choices.move(by: key.choiceMove ?? key.listMove ?? 0)
            overlays.append(.savePicker(picker))
        }
        return []
    }

    private mutating func press(_ key: KeyEvent, in prompt: SavePrompt) -> [Effect] {
        if key.key == .enter {
            let path = prompt.line.text.trimmed
            if path.isEmpty { return [] }
            if prompt.choices.count > 1 { return [.saveAll(prompt.message, prompt.choices.files, folder: path)] }
            return write(prompt.message, part: prompt.choices.first?.part, to: path)
        }
        var prompt = prompt
        _ = prompt.line.press(key)
        overlays.append(.save(prompt))
        return []
    }

    private mutating func press(_ key: KeyEvent, in prompt: PasswordPrompt, isCancel: Bool) -> [Effect] {
        if isCancel { return note(prompt.refusal) }
        if key.key == .enter, !prompt.line.isEmpty { return [prompt.effect] }
        var prompt = prompt
        prompt.press(key)
        overlays.append(.password(prompt))
        return []
    }

    private mutating func pressInInfo(_ key: KeyEvent, _ overlay: Overlay) -> [Effect] {
        // Any of the keys that lead back or on; others would act on a message that can't be seen well.
        if key == KeyEvent(.character("x")), case .info(let info) = overlay, info.offersCopy { return decideCopy() }
        let isClosing =
            [.escape, .enter, .space, .left].contains(key.key) || "iq".contains { key.key == .character($0) }
        if !isClosing { overlays.append(overlay) }
        return []
    }

    // MARK: - Questions

    private mutating func press(_ key: KeyEvent, in question: Question, isCancel: Bool) -> [Effect] {
        guard question.isArmed else {
            overlays.append(.question(question))
            return []
        }
        switch key {
        case KeyEvent(.character("y")), KeyEvent(.character("Y")): return agree(to: question.subject)
        case KeyEvent(.character("n")), KeyEvent(.character("N")): return refuse(question.subject)
        case _ where isCancel || key == KeyEvent(.character("q")): return postpone(question.subject)
        default: overlays.append(.question(question))
        }
        return []
    }

    private mutating func agree(to subject: Question.Subject) -> [Effect] {
        switch subject {
        case .quit: return [.quit]
        case .deleteForever(let ids): return submit(.deleteForever(ids), note: "deleted for ever", isUndoable: false)
        case .removeFromServer(let account): return [.consent(account, true)]
        case .removeCopies(let ids, let host): return removeCopies(ids, from: host)
        case .replaceFile(let effect): return [effect]
        case .deleteFolder(let deletion): return delete(deletion)
        case .emptyTrash(let trash):
            return [.submit(.emptyMailbox(trash.id))]
                + note("\(NumberText.counted(trash.messages, "message")) deleted for ever")
        }
    }

    private mutating func refuse(_ subject: Question.Subject) -> [Effect] {
        guard case .removeFromServer(let account) = subject else { return [] }
        return [.consent(account, false)] + note("Nothing leaves the server. The next start asks again.")
    }

    /// Esc answers neither way.
    private mutating func postpone(_ subject: Question.Subject) -> [Effect] {
        guard case .removeFromServer = subject else { return [] }
        return note("Nothing leaves the server until you say so. $ asks again.")
    }
}

extension Overlay {
    /// Pasted text goes where text is typed, and nowhere else.
    func pasting(_ text: String) -> Overlay {
        switch self {
        case .command(var prompt):
            prompt.paste(text)
            return .command(prompt)
        case .search(var prompt):
            prompt.line.paste(text)
            return .search(prompt)
        case .find(var line):
            line.paste(text)
            return .find(line)
        case .folder(var picker):
            picker.paste(text)
            return .folder(picker)
        case .folderName(var prompt):
            prompt.line.paste(text)
            return .folderName(prompt)
        case .save(var prompt):
            prompt.line.paste(text)
            return .save(prompt)
        case .shell(var prompt):
            prompt.line.paste(text)
            return .shell(prompt)
        case .password(var prompt):
            prompt.paste(text)
            return .password(prompt)
        case .setup(var setup):
            setup.paste(text)
            return .setup(setup)
        case .help(var help):
            help.paste(text)
            return .help(help)
        case .savePicker, .links, .parts, .copies, .question, .info: return self
        }
    }
}

extension KeyEvent {
    /// `j` and `k` where no text is typed.
    var listMove: Int? {
        switch (key, modifiers) {
        case (.character("j"), []): 1
        case (.character("k"), []): -1
        default: nil
        }
    }
}
