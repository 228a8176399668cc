import GRDB
package import MailModel

extension MailDatabase {
    /// Deletes for good what has been in a Trash that is only here for its time, and begins the time of what is new
    /// in it.
    ///
    /// Copies that the server still has go with it, as with everything that is deleted for good. As with every
    /// ``Deadline``, a message has to be seen overdue twice, here an hour apart. Nothing is written where there is
    /// nothing to do.
    ///
    /// - Parameters:
    ///   - keep: How long messages stay in Trash; nothing: for ever.
    ///   - now: The time.
    ///   - limit: At most so many at once, so that nobody waits for the store.
    /// - Returns: Number of messages deleted.
    /// - Throws: What the disk said; nothing is deleted then.
    package func emptyTrash(
        after keep: Duration?, now: MailDate, limit: Int = 500
    ) async throws(StoreError) -> Int {
        let trash = TrashTime(keep: keep?.components.seconds, now: now.secondsSince1970)
        guard try await read({ try trash.isConcerned($0) }) else { return 0 }
        return try await write([.lists, .journal]) { transaction in
            try transaction.run("UPDATE message SET trashedAt = ? WHERE trashedAt = 0", [trash.arrival(transaction)])
            guard let deadline = trash.deadline else { return 0 }
            let past = try transaction.pastTwice(deadline, now: trash.now, limit: limit)
            return try past.count { try transaction.delete($0) }
        }
    }
}

/// The time of what is in Trash, as it stands now.
private struct TrashTime {
    /// In seconds.
    let keep: Int64?
    let now: Int64

    /// An hour, in which a machine that starts with a wrong clock has asked for the right one.
    private static let pause: Int64 = 3600

    var deadline: Deadline? {
        keep.map { keep in
            Deadline(
                moment: "trashedAt + \(keep)", firstSeen: "trashDueSince", applies: "trashedAt > 0",
                isPossible: "mailbox IS NOT NULL", pause: Self.pause)
        }
    }

    func isConcerned(_ db: Database) throws -> Bool {
        let isNew = "SELECT 1 FROM message WHERE trashedAt = 0"
        let isSeen = "SELECT 1 FROM message WHERE trashDueSince IS NOT NULL"
        let isOver = "SELECT 1 FROM message WHERE trashedAt > 0 AND trashedAt <= ?"
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS (\(isNew)) OR EXISTS (\(isSeen)) OR EXISTS (\(isOver))",
            arguments: [keep.map { now - $0 } ?? Int64.min]) ?? false
    }

    /// When what is new in Trash has come there.
    ///
    /// A clock that is behind what was fetched last is wrong: by it a message's time would be over too early.
    func arrival(_ transaction: StoreTransaction) throws -> Int64 {
        let kept = try transaction.number(
            "SELECT keptAt FROM message WHERE keptAt IS NOT NULL ORDER BY id DESC LIMIT 1")
        return max(now, kept ?? now, 1)
    }
}
