/// In what order a message list stands.
package enum ListArrangement: Hashable, Sendable {
    /// One row a message, newest first.
    case flat
    /// Replies below what they answer, oldest first; the thread with the newest message stands first.
    case threads(ThreadFolding)
}

/// A message that is to be in a window, wherever it stands in the list.
package struct ListAnchor: Hashable, Sendable {
    package var id: StoredID
    /// How far from the window's beginning.
    package var row: Int

    package init(_ id: StoredID, row: Int) {
        self.id = id
        self.row = row
    }
}

/// Which threads show one row only.
package struct ThreadFolding: Hashable, Sendable {
    /// Whether those are that are no exceptions.
    package var isFolded: Bool
    package var exceptions: Set<ThreadID>

    package init(isFolded: Bool = false, exceptions: Set<ThreadID> = []) {
        self.isFolded = isFolded
        self.exceptions = exceptions
    }

    package func folds(_ thread: ThreadID) -> Bool { isFolded != exceptions.contains(thread) }
}

/// A thread of one account's store.
///
/// Two threads become one when a message comes that answers both: a number may cease to mean anything.
package struct ThreadID: Hashable, Sendable {
    package var account: AccountName
    package var number: Int64

    package init(account: AccountName, number: Int64) {
        self.account = account
        self.number = number
    }
}

/// Where a row stands in its thread.
package struct ThreadPlace: Hashable, Sendable {
    package var id: ThreadID
    /// One for each message above it in the thread, from the top, itself the last: whether another reply to the same
    /// message follows further down.
    package var branches: [Bool]
    /// Messages of the thread that the list has, shown or not.
    package var messages: Int
    /// All of them in their order, where this row stands for a folded thread; else none.
    package var folded: [MessageRow]

    package init(id: ThreadID, branches: [Bool] = [], messages: Int = 1, folded: [MessageRow] = []) {
        self.id = id
        self.branches = branches
        self.messages = messages
        self.folded = folded
    }
}
