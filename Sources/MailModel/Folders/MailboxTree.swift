/// An account's mailboxes together, and what may be done to them: asked by the screen before, by the store when it
/// is done.
package struct MailboxTree: Sendable {
    package let rows: [MailboxRow]

    package init(_ rows: [MailboxRow]) { self.rows = rows }

    /// What making a folder, or giving one another name, comes to.
    package struct Place: Hashable, Sendable {
        /// Folders that it is to be in and that are not there yet, outermost first; a server makes its own.
        package var parents: [MailboxName]
        package var name: MailboxName
    }

    /// Where a new folder goes.
    package func making(_ path: MailboxPath) throws(MailboxRefusal) -> Place {
        try place(of: path, except: [])
    }

    /// Where a folder goes by its new name, with all that is in it.
    package func renaming(_ mailbox: MailboxID, to path: MailboxPath) throws(MailboxRefusal) -> Place {
        let subtree = try deleting(mailbox)
        guard let row = subtree.last else { throw .gone }
        let place = try place(of: path, except: Set(subtree.map(\.id)))
        guard !isInside(place.name, row) else { throw .insideItself }
        // A level of the tree that is no mailbox itself may have one of the same name already.
        let taken = Set(rows.map(\.name)).subtracting(subtree.map(\.name))
        for inner in subtree {
            let name = Self.name(of: inner, after: row, isCalled: place.name)
            guard let name, !taken.contains(name) else { throw .exists(Self.text(name ?? inner.name, inner.delimiter)) }
        }
        return place
    }

    /// A folder and all that is in it, innermost first, itself last.
    package func deleting(_ mailbox: MailboxID) throws(MailboxRefusal) -> [MailboxRow] {
        guard let row = rows.first(where: { $0.id == mailbox }) else { throw .gone }
        if row.role != nil { throw .fixed(row.shownName) }
        let subtree = subtree(of: row)
        if let fixed = subtree.first(where: { $0.role != nil }) {
            throw .holdsFixed(row.shownName, inner: fixed.shownName)
        }
        if let kept = subtree.last(where: { !$0.rights.contains(.deleteMailbox) }) { throw .notAllowed(kept.shownName) }
        return subtree
    }

    /// A folder and all that is in it, innermost first, itself last.
    package func subtree(of row: MailboxRow) -> [MailboxRow] {
        rows.filter { $0.id == row.id || isInside($0.name, row) }
            .sorted { $0.name.text.utf8.count > $1.name.text.utf8.count }
    }

    /// What `inner` is called once `outer`, itself or one that it is in, has the name.
    package static func name(of inner: MailboxRow, after outer: MailboxRow, isCalled name: MailboxName) -> MailboxName?
    {
        MailboxName(name.text + inner.name.text.dropFirst(outer.name.text.count))
    }

    // MARK: - Names

    /// The account's mailboxes are here and on no server.
    package var isLocal: Bool { inbox?.isLocal ?? false }

    /// What stands between the levels of names.
    package var delimiter: Character? { inbox?.delimiter }

    /// A mailbox as the folder list has it, or would have it where it is not there.
    package func shownName(of name: MailboxName) -> String {
        rows.first { $0.name == name }?.shownName ?? name.shownLevels(by: delimiter).joined(separator: "/")
    }

    /// What a mailbox at the top of the tree is called.
    package func topName(_ level: String) -> MailboxName? { MailboxName(prefix + level) }

    private var inbox: MailboxRow? { rows.first { $0.name == .inbox } }

    private func isInside(_ name: MailboxName, _ outer: MailboxRow) -> Bool {
        outer.delimiter.map { name.text.hasPrefix("\(outer.name.text)\($0)") } ?? false
    }

    private func place(of path: MailboxPath, except own: Set<MailboxID>) throws(MailboxRefusal) -> Place {
        guard inbox != nil else { throw .unknown }
        if let row = row(shownAs: path.levels[...]), !own.contains(row.id) {
            throw .exists(row.shownName)
        }
        let outer = (1..<path.levels.count).reversed().lazy.compactMap { row(shownAs: path.levels.prefix($0)) }.first
        if let outer, !outer.rights.contains(.makeInside) { throw .noneInside(outer.shownName) }
        var names: [MailboxName] = []
        var text = ""
        for (index, level) in path.levels.enumerated() {
            if let delimiter, level.contains(delimiter) { throw .delimiter(delimiter) }
            let isLast = index == path.levels.count - 1
            if !isLast, let known = known(path.levels[...index]) {
                text = known
                continue
            }
            if index > 0, delimiter == nil { throw .flat }
            let before = index == 0 ? prefix : text + (delimiter.map(String.init) ?? "")
            text = before + level
            guard let name = MailboxName(text) else { throw .tooLong }
            names.append(name)
        }
        guard let name = names.popLast() else { throw .empty }
        return Place(parents: isLocal ? names : [], name: name)
    }

    /// Some servers (Courier) have every other mailbox below INBOX.
    private var prefix: String {
        if let told = inbox?.personalPrefix { return told }
        guard let delimiter, rows.count > 1 else { return "" }
        let prefix = "INBOX\(delimiter)"
        return rows.allSatisfy { $0.name == .inbox || $0.name.text.hasPrefix(prefix) } ? prefix : ""
    }

    private func row(shownAs levels: ArraySlice<String>) -> MailboxRow? {
        let wanted = levels.map { $0.lowercased() }
        return rows.first { $0.shownPath.map { $0.lowercased() } == wanted }
    }

    /// The text of the name that a beginning of a path has already, in the spelling that is there.
    private func known(_ levels: ArraySlice<String>) -> String? {
        if let row = row(shownAs: levels) { return row.name.text }
        let wanted = levels.map { $0.lowercased() }
        let inner = rows.first { row in
            row.role == nil && row.shownPath.prefix(wanted.count).map { $0.lowercased() } == wanted
        }
        guard let inner, let delimiter = inner.delimiter else { return nil }
        return inner.path.dropLast(inner.shownPath.count - wanted.count).joined(separator: String(delimiter))
    }

    private static func text(_ name: MailboxName, _ delimiter: Character?) -> String {
        delimiter.map { name.text.split(separator: $0).joined(separator: "/") } ?? name.text
    }
}
