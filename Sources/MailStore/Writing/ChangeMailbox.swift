import GRDB
import MailModel

/// What an action does to one mailbox.
///
/// One that is only here is changed at once. A server's keeps its name, and its place in the list, until the server
/// has carried the change out: everything else that is queued is named by it.
extension StoreTransaction {
    func mailboxTree() throws -> MailboxTree {
        let found = try rows("SELECT \(MailboxRecord.columns) FROM mailbox")
        return MailboxTree(found.compactMap { MailboxRecord.mailboxRow($0, account: account) })
    }

    func makeMailbox(_ name: MailboxName, as role: MailboxRole? = nil, like tree: MailboxTree) throws -> Int64 {
        try run(
            "INSERT INTO mailbox (name, role, delimiter, isLocal) VALUES (?, ?, ?, ?)",
            [name.text, role?.rawValue, tree.delimiter.map(String.init), tree.isLocal])
        let mailbox = db.lastInsertedRowID
        if !tree.isLocal { try queue(.createMailbox, of: mailbox) }
        return mailbox
    }

    /// Gives a mailbox another name, with all that is in it.
    func rename(_ row: MailboxRow, to name: MailboxName) throws {
        let subtree = try mailboxTree().subtree(of: row)
        if try subtree.allSatisfy(isOnlyHere) { return try renameHere(row, to: name) }
        try dropWaiting(.renameMailbox, of: row.id.row)
        let underWay = try journal(ofMailbox: row.id.row).last { $0.kind == .renameMailbox }?.name
        if underWay ?? row.name != name { try queue(.renameMailbox, of: row.id.row, name: name) }
    }

    /// Takes a mailbox away that shows no message any more.
    ///
    /// A mere level of a server's names goes by itself.
    func deleteMailbox(_ row: MailboxRow) throws {
        try dropWaiting(.renameMailbox, of: row.id.row)
        guard try isOnlyHere(row) else {
            if row.isSelectable { try queue(.deleteMailbox, of: row.id.row) }
            return
        }
        try dropMoves(to: row.id.row)
        guard try !isInUse(row.id.row) else { throw StoreError.refused(.notEmpty(row.shownName)) }
        try run("DELETE FROM mailbox WHERE id = ?", [row.id.row])
    }

    /// Something is put into a mailbox: one that was to be deleted is wanted again.
    ///
    /// - Throws: Where its deletion is on its way to the server.
    func welcome(to mailbox: Int64) throws {
        if try dropWaiting(.deleteMailbox, of: mailbox) { return }
        if try journal(ofMailbox: mailbox).contains(where: { $0.kind == .deleteMailbox }) {
            throw StoreError.refused(.gone)
        }
    }

    /// Makes a mailbox again that ``deleteMailbox(_:)`` has taken away, under its old number.
    func restore(_ row: MailboxRow) throws {
        guard try !dropWaiting(.deleteMailbox, of: row.id.row) else { return }
        if try !exists("SELECT 1 FROM mailbox WHERE id = ?", [row.id.row]) {
            guard try !exists("SELECT 1 FROM mailbox WHERE name = ?", [row.name.text]) else {
                throw StoreError.refused(.exists(row.shownName))
            }
            try run(
                "INSERT INTO mailbox (id, name, delimiter, isLocal) VALUES (?, ?, ?, ?)",
                [row.id.row, row.name.text, row.delimiter.map(String.init), row.isLocal])
        }
        if !row.isLocal { try queue(.createMailbox, of: row.id.row) }
    }

    /// Says whether the mailbox is one that a person wants to see: shown at once, and queued for the server.
    func subscribe(_ isWanted: Bool, to row: MailboxRow) throws {
        try run("UPDATE mailbox SET isSubscribed = ? WHERE id = ?", [isWanted, row.id.row])
        // One that waits is the opposite: then the server has, or will have, what is wanted.
        if try !dropWaiting(.subscribe, of: row.id.row) {
            try queue(.subscribe, of: row.id.row, isSet: isWanted)
        }
    }

    /// The server did not want to subscribe to the mailbox, or to let go of it; a later change may still do.
    func refuseSubscription(_ record: JournalRecord) throws {
        try run(
            """
            UPDATE mailbox SET isSubscribed = ?1 WHERE id = ?2
                AND NOT EXISTS (SELECT 1 FROM journal WHERE mailbox = ?2 AND kind = ?3)
            """, [!record.isSet, record.mailbox, record.kind.rawValue])
    }

    /// What the server has made of a change of a mailbox.
    func settleMailbox(_ record: JournalRecord) throws {
        guard let mailbox = record.mailbox else { return }
        switch record.kind {
        case .deleteMailbox: try removeUnlisted(mailbox)
        case .renameMailbox:
            let row = try mailboxTree().rows.first { $0.id.row == mailbox }
            if let row, let name = record.name { try renameHere(row, to: name) }
        default: break
        }
    }

    private func renameHere(_ row: MailboxRow, to name: MailboxName) throws {
        let tree = try mailboxTree()
        let subtree = tree.subtree(of: row)
        let names = subtree.compactMap { MailboxTree.name(of: $0, after: row, isCalled: name) }
        let others = Set(tree.rows.map(\.name)).subtracting(subtree.map(\.name))
        // Another program may have made one of that name meanwhile: the next listing tells which there are.
        guard names.count == subtree.count, others.isDisjoint(with: names) else { return }
        // Outermost first: a name that moves up takes one that has just become free.
        for (inner, name) in zip(subtree, names).reversed() {
            try run("UPDATE mailbox SET name = ? WHERE id = ?", [name.text, inner.id.row])
        }
    }

    // MARK: - The journal

    private func journal(ofMailbox mailbox: Int64) throws -> [JournalRecord] {
        try rows(
            "SELECT \(JournalRecord.columns) FROM journal WHERE mailbox = ? AND message IS NULL ORDER BY id", [mailbox]
        ).compactMap(JournalRecord.init)
    }

    private func queue(
        _ kind: JournalRecord.Kind, of mailbox: Int64, name: MailboxName? = nil, isSet: Bool? = nil
    ) throws {
        try run(
            "INSERT INTO journal (kind, mailbox, payload, isSet) VALUES (?, ?, ?, ?)",
            [kind.rawValue, mailbox, name?.text, isSet])
    }

    /// No server has it, or has been told of it.
    private func isOnlyHere(_ row: MailboxRow) throws -> Bool {
        try row.isLocal || journal(ofMailbox: row.id.row).contains { $0.kind == .createMailbox && $0.isUntaken }
    }

    private func isInUse(_ mailbox: Int64) throws -> Bool {
        try exists(
            "SELECT 1 FROM message WHERE settledMailbox = ?1 OR mailbox = ?1 OR remoteMailbox = ?1", [mailbox])
    }

    /// - Returns: Whether there was such a change that no connection had taken yet.
    @discardableResult
    private func dropWaiting(_ kind: JournalRecord.Kind, of mailbox: Int64) throws -> Bool {
        let waiting = try journal(ofMailbox: mailbox).filter { $0.kind == kind && $0.isUntaken }
        for record in waiting { try run("DELETE FROM journal WHERE id = ?", [record.id]) }
        return !waiting.isEmpty
    }
}
