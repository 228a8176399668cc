import GRDB
import MailModel

/// What one action does to one message.
extension StoreTransaction {
    /// What decides how a change of a message is made.
    private struct Subject {
        var isOurs: Bool
        /// The mailbox it is shown in.
        var mailbox: Int64
        var remote: RemoteID?
        var remoteMailbox: Int64?
        /// Where it is as far as the server has been told or is being told.
        var settledMailbox: Int64
    }

    /// Nothing where the message is gone or hidden.
    private func subject(_ message: Int64) throws -> Subject? {
        guard
            let row = try row(
                """
                SELECT isOurs, mailbox, uid, validity, uidl, remoteMailbox, settledMailbox
                FROM message WHERE id = ? AND mailbox IS NOT NULL
                """, [message])
        else { return nil }
        return Subject(
            isOurs: row[0], mailbox: row[1], remote: RemoteID(uid: row[2], validity: row[3], uidl: row[4]),
            remoteMailbox: row[5], settledMailbox: row[6] ?? row[1])
    }

    /// - Returns: The mailbox where the message was shown; nothing where it is there already, or gone.
    func move(_ message: Int64, to destination: Int64) throws -> Int64? {
        guard let subject = try subject(message), subject.mailbox != destination else { return nil }
        try dropWaitingMoves(of: message)
        if subject.isOurs {
            try run("UPDATE message SET settledMailbox = ? WHERE id = ?", [destination, message])
        } else {
            try dropWaiting(.move, of: message)
            let earlier = try journal(of: message).last { $0.kind == .move }
            if earlier?.mailbox ?? subject.settledMailbox != destination {
                try run(
                    "INSERT INTO journal (kind, message, mailbox) VALUES (?, ?, ?)",
                    [JournalRecord.Kind.move.rawValue, message, destination])
            }
        }
        try derive(message)
        return subject.mailbox
    }

    /// Out of the store at once where the message is ours; else hidden until the server has removed it.
    ///
    /// The server's copy of ours stays in the ledger, so that it is not taken for a new message.
    func delete(_ message: Int64) throws -> Bool {
        guard let subject = try subject(message) else { return false }
        guard subject.isOurs else {
            for kind in [JournalRecord.Kind.setFlag, .move] { try dropWaiting(kind, of: message) }
            try run("DELETE FROM transfer WHERE message = ? AND NOT isSent", [message])
            try run(
                "INSERT INTO journal (kind, message) VALUES (?, ?)",
                [JournalRecord.Kind.delete.rawValue, message])
            try derive(message)
            return true
        }
        if let remote = subject.remote {
            let proof = try proof(of: message)
            try removeCopy(remote, in: subject.remoteMailbox, proof)
        }
        try remove(message)
        return true
    }

    /// Queues the removal of a copy whose message is gone here.
    func removeCopy(_ remote: RemoteID, in mailbox: Int64?, _ proof: MessageProof?) throws {
        var (uid, validity, uidl): (Int64?, Int64?, String?) = (nil, nil, nil)
        switch remote {
        case .uid(let number, let epoch): (uid, validity) = (Int64(number), Int64(epoch))
        case .uidl(let text): uidl = text
        }
        try run(
            """
            INSERT OR IGNORE INTO ledger (remoteMailbox, uid, validity, uidl, digest, headerDigest)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [mailbox, uid, validity, uidl, proof.map { Octets($0.digest) }, proof?.headerDigest.map { Octets($0) }])
        try run(
            "INSERT INTO journal (kind, mailbox, uid, validity, uidl) VALUES (?, ?, ?, ?, ?)",
            [JournalRecord.Kind.removeCopy.rawValue, mailbox, uid, validity, uidl])
    }

    /// Takes changes that no connection has taken yet out of the journal: a newer one replaces them.
    private func dropWaiting(_ kind: JournalRecord.Kind, of message: Int64) throws {
        let waiting = try journal(of: message).filter { $0.kind == kind && $0.isUntaken }
        for record in waiting { try run("DELETE FROM journal WHERE id = ?", [record.id]) }
    }

    /// The mailbox that an action names, made where it is named by a role that none has.
    func mailbox(_ destination: UserAction.Destination) throws -> Int64 {
        switch destination {
        case .mailbox(let id):
            guard id.account == account, try exists("SELECT 1 FROM mailbox WHERE id = ?", [id.row]) else {
                throw StoreError.noSuchMailbox(id)
            }
            return id.row
        case .role(let role):
            let known = try number(
                """
                SELECT id FROM mailbox WHERE isSelectable AND (role = ?1 OR lower(name) = lower(?2))
                ORDER BY role IS ?1 DESC, id LIMIT 1
                """, [role.rawValue, role.usualName])
            return try known ?? makeMailbox(for: role)
        }
    }

    private func makeMailbox(for role: MailboxRole) throws -> Int64 {
        let tree = try mailboxTree()
        return try makeMailbox(tree.topName(role.usualName) ?? .inbox, as: role, like: tree)
    }
}
