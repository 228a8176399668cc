import GRDB
package import MailModel

/// What is known of a message's way to another server.
package enum UploadState: Hashable, Sendable {
    /// It was sent, and whether it arrived is unknown.
    case sent
    /// The server has it; its name there, where that is known.
    case confirmed(RemoteID?)
}

/// Which server, and whose mail there: `ann@imap.example.com`.
///
/// The ledger of what was brought there belongs to it, not to an account's name, which may come to mean another.
package struct UploadTarget: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(user: String, host: String) { description = "\(user)@\(host)" }
}

extension MailDatabase {
    /// What is known of the messages shown in a mailbox.
    package func uploads(
        from mailbox: MailboxID, to target: UploadTarget
    ) async throws(StoreError) -> [StoredID: UploadState] {
        let account = account
        return try await read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT message, isConfirmed, upload.uid, upload.validity
                    FROM upload JOIN message ON message.id = upload.message
                    WHERE message.mailbox = ? AND target = ?
                    """, arguments: [mailbox.row, target.description])
            var states: [StoredID: UploadState] = [:]
            while let row = try rows.next() {
                let isConfirmed: Bool = row[1]
                states[StoredID(account: account, row: row[0])] =
                    isConfirmed ? .confirmed(RemoteID(uid: row[2], validity: row[3], uidl: nil)) : .sent
            }
            return states
        }
    }

    /// Notes that messages are about to be sent: from now on their fate is unknown until they are confirmed.
    ///
    /// Durable when this returns.
    package func noteUploading(_ ids: [StoredID], to target: UploadTarget) async throws(StoreError) {
        try await write([]) { transaction in
            for id in ids { try transaction.setUpload(id, target, isConfirmed: false, remote: nil) }
        }
    }

    /// Notes what became of messages: the server has them, or nothing is known of them any more.
    ///
    /// Durable when this returns.
    package func settleUploads(
        confirmed: [StoredID: RemoteID?], forgotten: [StoredID] = [], to target: UploadTarget
    ) async throws(StoreError) {
        try await write([]) { transaction in
            for (id, remote) in confirmed { try transaction.setUpload(id, target, isConfirmed: true, remote: remote) }
            for id in forgotten {
                try transaction.run(
                    "DELETE FROM upload WHERE message = ? AND target = ?", [id.row, target.description])
            }
        }
    }
}

extension StoreTransaction {
    fileprivate func setUpload(
        _ id: StoredID, _ target: UploadTarget, isConfirmed: Bool, remote: RemoteID?
    ) throws {
        var (uid, validity): (Int64?, Int64?) = (nil, nil)
        if case .uid(let number, let epoch) = remote { (uid, validity) = (Int64(number), Int64(epoch)) }
        // A message that is gone meanwhile has no state.
        try run(
            """
            INSERT INTO upload (message, target, isConfirmed, uid, validity)
            SELECT id, ?2, ?3, ?4, ?5 FROM message WHERE id = ?1
            ON CONFLICT (message, target) DO UPDATE SET isConfirmed = ?3, uid = ?4, validity = ?5
            """, [id.row, target.description, isConfirmed, uid, validity])
    }
}
