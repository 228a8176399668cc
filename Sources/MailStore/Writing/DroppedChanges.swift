import GRDB

/// Changes of a person's that can't be carried out any more: what they are about is gone from the server.
package struct DroppedChanges: Hashable, Sendable {
    var count: Int
    /// What is gone.
    let thing: String

    init(count: Int, with thing: String) {
        self.count = count
        self.thing = thing
    }

    /// What a person should read; nothing where nothing was dropped.
    package var note: String? {
        guard count > 0 else { return nil }
        return
            "\(count == 1 ? "A change was" : "\(count) changes were") dropped: the \(thing) is no longer on the server"
    }
}

extension StoreTransaction {
    /// Number of a person's changes of a message that are lost if it goes; that it should go is not.
    func changesOfPerson(to message: Int64) throws -> Int {
        // Its way into another account, too.
        let transfers = try number("SELECT count(*) FROM transfer WHERE message = ?", [message]) ?? 0
        return try Int(transfers) + journal(of: message).count { $0.kind != .delete && $0.kind != .removeCopy }
    }
}
