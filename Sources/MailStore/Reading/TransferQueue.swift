import GRDB
package import MailModel

/// A message that a person has moved or copied to another account, and that is not known to be there.
package struct Transfer: Hashable, Sendable {
    /// The row in the store that gives the message away.
    package var id: Int64
    /// Names this transfer, and no other one ever.
    package var token: String
    /// The message as it is now.
    package var entry: StoredEntry
    package var subject: String
    /// It was deleted here after it was sent.
    package var isGone: Bool
    /// All its octets are here, and no doubt about them.
    package var isReady: Bool
    package var destination: MailboxID
    /// What the destination was called when it was chosen.
    package var destinationName: MailboxName
    package var isMove: Bool
    package var isSent: Bool
    /// Where the destination ended before the message was sent there.
    package var sentAfter: MailboxPoint?
}

extension MailDatabase {
    /// What goes from here to an account, oldest first.
    package func transfers(to account: AccountName) async throws(StoreError) -> [Transfer] {
        let giver = self.account
        return try await read { db in
            try Row.fetchAll(
                try db.cachedStatement(sql: TransferQueue.selection), arguments: [account.text]
            ).compactMap { TransferQueue.transfer($0, from: giver, to: account) }
        }
    }

    /// Whether an account has to do something about what goes there from here.
    package func hasTransfers(to account: AccountName) async throws(StoreError) -> Bool {
        try await read { db in
            try Bool.fetchOne(
                try db.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM transfer JOIN message ON message.id = transfer.message
                            WHERE account = ? AND (isSent OR \(TransferQueue.isReady)))
                        """), arguments: [account.text]) ?? false
        }
    }

    /// Whether anything goes from here to another account.
    package func isGiving() async throws(StoreError) -> Bool {
        try await read { try Int64.fetchOne($0, sql: "SELECT id FROM transfer LIMIT 1") != nil }
    }

    /// Messages that go to other accounts and whose octets have to be fetched from the server first, by mailbox.
    package func transfersWithoutContent() async throws(StoreError) -> [MailboxID: [StoredID: WantedMessage]] {
        let account = account
        return try await read { db in
            let rows = try Row.fetchCursor(
                try db.cachedStatement(
                    sql: """
                        SELECT message.id, remoteMailbox, uid, message.validity, size
                        FROM transfer JOIN message ON message.id = transfer.message
                        WHERE remoteMailbox IS NOT NULL AND uid IS NOT NULL AND NOT \(TransferQueue.isReady)
                        """))
            var missing: [MailboxID: [StoredID: WantedMessage]] = [:]
            while let row = try rows.next() {
                guard let remote = RemoteID(uid: row[2], validity: row[3], uidl: nil) else { continue }
                missing[MailboxID(account: account, row: row[1]), default: [:]][
                    StoredID(account: account, row: row[0])] = WantedMessage(id: remote, sizeInOctets: row[4])
            }
            return missing
        }
    }

    /// What other accounts have given and this one has, and where they may not know it yet.
    package func receivedTokens() async throws(StoreError) -> Set<String> {
        try await read { try String.fetchSet($0, sql: "SELECT token FROM received") }
    }

    /// The mailbox of that number, as the folder list has it.
    package func mailboxRow(_ id: MailboxID) async throws(StoreError) -> MailboxRow? {
        try await mailboxRows().first { $0.id == id }
    }

    /// The message that the server calls so, or else the newest of that Message-ID and size; nothing where it is not shown.
    package func shownMessage(
        _ remote: RemoteID?, messageID: String, sizeInOctets: Int, in mailbox: MailboxID
    ) async throws(StoreError) -> StoredID? {
        let account = account
        return try await read { db in
            let found =
                if case .uid(let uid, let validity) = remote {
                    try Int64.fetchOne(
                        db,
                        sql: """
                            SELECT id FROM message
                            WHERE remoteMailbox = ? AND uid = ? AND validity = ? AND mailbox IS NOT NULL
                            """, arguments: [mailbox.row, Int64(uid), Int64(validity)])
                } else {
                    try Int64.fetchOne(
                        db,
                        sql: """
                            SELECT id FROM message WHERE mailbox = ? AND messageID = ? AND size = ?
                            ORDER BY id DESC LIMIT 1
                            """, arguments: [mailbox.row, messageID, sizeInOctets])
                }
            return found.map { StoredID(account: account, row: $0) }
        }
    }
}

private enum TransferQueue {
    static let isReady = """
        (NOT isDoubtful AND EXISTS (SELECT 1 FROM part WHERE part.message = message.id AND section = ''))
        """

    static let selection = """
        SELECT transfer.id, token, transfer.mailbox, mailboxName, isMove, isSent, transfer.validity, uidNext,
            message.id, flags, keywords, date, sender, messageID, size, \(isReady), subject, message.mailbox IS NULL
        FROM transfer JOIN message ON message.id = transfer.message
        WHERE account = ? ORDER BY transfer.id
        """

    static func transfer(_ row: Row, from giver: AccountName, to account: AccountName) -> Transfer? {
        guard let name = MailboxName(row[3] as String) else { return nil }
        var point: MailboxPoint?
        if let validity = row[6] as Int64?, let next = row[7] as Int64? {
            point = MailboxPoint(
                validity: UInt32(truncatingIfNeeded: validity), uidNext: UInt32(truncatingIfNeeded: next))
        }
        let entry = StoredEntry(
            id: StoredID(account: giver, row: row[8]), flags: Flags(bits: row[9], keywordText: row[10]),
            date: MailDate(secondsSince1970: row[11]), sender: AddressText.read(row[12]).first?.address ?? "",
            messageID: row[13], sizeInOctets: row[14], isWhole: row[15])
        return Transfer(
            id: row[0], token: row[1], entry: entry, subject: row[16], isGone: row[17], isReady: row[15],
            destination: MailboxID(account: account, row: row[2]), destinationName: name, isMove: row[4],
            isSent: row[5], sentAfter: point)
    }
}
