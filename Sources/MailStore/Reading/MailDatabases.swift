package import MailModel

/// All accounts' stores: lists that go across accounts are merged here, the others are passed on.
package struct MailDatabases: Sendable {
    package let stores: [MailDatabase]

    package init(_ stores: [MailDatabase]) { self.stores = stores }

    package subscript(account: AccountName) -> MailDatabase? { stores.first { $0.account == account } }

    /// The stores that have a share in a source.
    private func concerned(_ source: MessageSource) -> [MailDatabase] {
        let accounts = Set(source.accounts(of: stores.map(\.account)))
        return stores.filter { accounts.contains($0.account) }
    }

    /// A piece of a message list, newest first by date, then in the order of the accounts, then by row.
    package func messageWindow(
        _ source: MessageSource, offset: Int, count: Int
    ) async throws(StoreError) -> MessageWindow {
        let concerned = concerned(source)
        if concerned.count == 1 { return try await concerned[0].messageWindow(source, offset: offset, count: count) }
        return try await UnifiedWindow.read(source, of: concerned, offset: offset, count: count)
    }

    /// The same piece again whenever one of the stores has changed it.
    package func observeMessageWindow(
        _ source: MessageSource, offset: Int, count: Int
    ) -> StoreObservation<MessageWindow> {
        let concerned = concerned(source)
        let observed = concerned.map { $0.observeMessageWindow(source, offset: offset, count: count) }
        return StoreObservation(signals: observed.flatMap(\.signals), changes: .lists, pace: source.pace) {
            try await messageWindow(source, offset: offset, count: count)
        }
    }

    /// Index of a message in a list; nothing where it isn't in it.
    package func position(of id: StoredID, in source: MessageSource) async throws(StoreError) -> Int? {
        let concerned = concerned(source)
        if concerned.count == 1 { return try await concerned[0].position(of: id, in: source) }
        return try await UnifiedWindow.position(of: id, in: source, of: concerned)
    }

    /// Index of the unread message nearest to row `index`, that row left out; nothing on that side of it.
    ///
    /// - Parameters:
    ///   - source: The list.
    ///   - index: Where to begin; -1 for the list's top, its length for its end.
    ///   - forward: Whether to look further down, towards older messages.
    /// - Returns: An index in the whole list.
    /// - Throws: What the store said.
    package func nearestUnread(
        in source: MessageSource, from index: Int, forward: Bool
    ) async throws(StoreError) -> Int? {
        var pivot: StoredID?
        if index >= 0 { pivot = try await messageWindow(source, offset: index, count: 1).rows.first?.id }
        let nearest = try await UnifiedWindow.nearestUnread(
            to: pivot, forward: forward, in: source, of: concerned(source))
        guard let nearest else { return nil }
        return try await position(of: nearest, in: source)
    }

    /// All accounts' mailboxes, account by account.
    package func mailboxRows() async throws(StoreError) -> [MailboxRow] {
        var rows: [MailboxRow] = []
        for store in stores { rows += try await store.mailboxRows() }
        return rows
    }

    /// All accounts' mailboxes, again whenever they change.
    package func observeMailboxRows() -> StoreObservation<[MailboxRow]> {
        StoreObservation(
            signals: stores.flatMap { $0.observeMailboxRows().signals }, changes: .lists, pace: .milliseconds(50)
        ) { try await mailboxRows() }
    }
}
