import GRDB

/// What a person wants of the server's copy of one message.
extension StoreTransaction {
    /// Writes down the wish, and does at once what can be done for it: a removal is queued, or taken back.
    ///
    /// A removal whose fate is unknown may have happened before it is taken back; then the next comparison says so.
    ///
    /// - Returns: The wish before; nothing where there is no copy, or nothing to change.
    func setWish(_ wish: CopyWish, of message: Int64) throws -> CopyWish? {
        guard
            let row = try row(
                "SELECT copyWish FROM message WHERE id = ? AND mailbox IS NOT NULL AND \(Removal.hasCopy)", [message])
        else { return nil }
        let before = row[0] as CopyWish? ?? .none
        guard before != wish else { return nil }
        try run("UPDATE message SET copyWish = ? WHERE id = ?", [wish, message])
        if wish == .goes {
            try requestRemoval(of: message)
        } else {
            // Whoever asked for it, a person or the mode: the mode asks again where it still wants it.
            try run(
                "DELETE FROM journal WHERE message = ? AND kind = ?",
                [message, JournalRecord.Kind.removeCopy.rawValue])
        }
        return before
    }
}
