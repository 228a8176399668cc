import GRDB
package import MailModel

/// A message that another account has now.
package struct ArrivedTransfer: Hashable, Sendable {
    package var transfer: Transfer
    /// The mailbox that it came to.
    package var mailbox: MailboxID
    /// Its number there, where no server has it.
    package var stored: StoredID?
    /// The server's name for it, where that told it.
    package var remote: RemoteID?

    package init(_ transfer: Transfer, in mailbox: MailboxID, stored: StoredID? = nil, remote: RemoteID? = nil) {
        self.transfer = transfer
        self.mailbox = mailbox
        self.stored = stored
        self.remote = remote
    }
}

/// The giving side of what goes to another account; the order of the steps is `TransferIntake`'s.
extension MailDatabase {
    /// Notes that these are about to be given to a server: from now on their fate is unknown.
    ///
    /// Durable when this returns.
    package func noteSending(_ transfers: [Transfer], after point: MailboxPoint) async throws(StoreError) {
        try await write([]) { transaction in
            for transfer in transfers {
                try transaction.run(
                    "UPDATE transfer SET isSent = 1, validity = ?, uidNext = ? WHERE id = ?",
                    [Int64(point.validity), Int64(point.uidNext), transfer.id])
            }
        }
    }

    /// Notes that these are not there, whatever was begun: they wait again.
    package func noteUnsent(_ transfers: [Transfer]) async throws(StoreError) {
        try await write([]) { transaction in
            for transfer in transfers {
                try transaction.run(
                    "UPDATE transfer SET isSent = 0, validity = NULL, uidNext = NULL WHERE id = ?", [transfer.id])
            }
        }
    }

    /// Writes down that messages are where they go to, and with it takes away here what was moved.
    ///
    /// Durable when this returns.
    package func settle(_ arrived: [ArrivedTransfer]) async throws(StoreError) {
        try await write([.lists, .journal]) { transaction in
            for arrival in arrived {
                try transaction.run("DELETE FROM transfer WHERE id = ?", [arrival.transfer.id])
                guard transaction.changedRows == 1, arrival.transfer.isMove else { continue }
                _ = try transaction.delete(arrival.transfer.entry.id.row)
            }
        }
        undoHistory.note(arrived.filter(\.transfer.isMove))
    }

    /// Gives up: the messages stay where they are.
    package func drop(_ transfers: [Transfer]) async throws(StoreError) {
        try await write([.lists, .journal]) { transaction in
            for transfer in transfers { try transaction.run("DELETE FROM transfer WHERE id = ?", [transfer.id]) }
        }
    }

    /// The same for all transfers of these messages.
    package func dropTransfers(of messages: [StoredID]) async throws(StoreError) {
        try await write([.lists, .journal]) { transaction in
            for id in messages { try transaction.run("DELETE FROM transfer WHERE message = ?", [id.row]) }
        }
    }

    /// Forgets what the givers know by now.
    package func forgetReceived(_ tokens: Set<String>) async throws(StoreError) {
        guard !tokens.isEmpty else { return }
        try await write([]) { transaction in
            for token in tokens { try transaction.run("DELETE FROM received WHERE token = ?", [token]) }
        }
    }
}

extension StoreTransaction {
    /// Queues messages for another account; they stay where they are until they are there.
    func submitTransfer(_ messages: [Int64], to row: MailboxRow, isMove: Bool) throws -> Outcome {
        var changed: [UndoHistory.Change: [Int64]] = [:]
        for message in messages {
            let shown = try number("SELECT mailbox FROM message WHERE id = ? AND mailbox IS NOT NULL", [message])
            guard let origin = shown else { continue }
            // A message moves to one place.
            if isMove { try dropWaitingMoves(of: message) }
            try run(
                """
                INSERT INTO transfer (message, token, account, mailbox, mailboxName, isMove)
                VALUES (?, lower(hex(randomblob(16))), ?, ?, ?, ?)
                """, [message, row.id.account.text, row.id.row, row.name.text, isMove])
            changed[.callBack(to: origin), default: []].append(message)
        }
        let count = changed.reduce(0) { $0 + $1.value.count }
        let place = "\(row.id.account) / \(row.shownName)"
        let text = "\(Self.count(count)) \(isMove ? "moved" : "copied") to \(place)"
        guard isMove else { return Self.lasting(text, of: count) }
        return Self.outcome(changed, text: text, undone: "Undone: \(text)")
    }

    /// Takes moves to other accounts back that have not begun.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    func dropWaitingMoves(of message: Int64) throws -> Bool {
        try run("DELETE FROM transfer WHERE message = ? AND isMove AND NOT isSent", [message])
        return changedRows > 0
    }

    /// Whether the message is being given to another account.
    func isBeingMoved(_ message: Int64) throws -> Bool {
        try exists("SELECT 1 FROM transfer WHERE message = ? AND isMove", [message])
    }

    /// The message that a transfer has brought, nothing where it has brought none; the message is nothing where it
    /// was deleted since.
    func received(_ token: String) throws -> Int64?? {
        try row("SELECT message FROM received WHERE token = ?", [token]).map { $0[0] }
    }

    func noteReceived(_ token: String, _ message: Int64) throws {
        try run("INSERT INTO received (token, message) VALUES (?, ?)", [token, message])
    }
}
