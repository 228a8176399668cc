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

    /// A piece of a message list; where two are as new, in the order of the accounts, then the later row first.
    ///
    /// What a search finds has no threads, nor has what can't be put into them, as on a full disk.
    package func messageWindow(
        _ source: MessageSource, _ arrangement: ListArrangement = .flat, offset: Int, count: Int
    ) async throws(StoreError) -> MessageWindow {
        let concerned = concerned(source)
        if let threads = await threads(source, arrangement) {
            return try await threads.read(offset: offset, count: count)
        }
        var window =
            concerned.count == 1
            ? try await concerned[0].messageWindow(source, offset: offset, count: count)
            : try await UnifiedWindow.read(source, of: concerned, offset: offset, count: count)
        window.arrangement = arrangement
        return window
    }

    /// The same piece again whenever one of the stores has changed it.
    ///
    /// `anchor`: Decides where each of them begins, rather than `offset`, as long as it is in the list.
    package func observeMessageWindow(
        _ source: MessageSource, _ arrangement: ListArrangement = .flat, offset: Int, count: Int,
        around anchor: ListAnchor? = nil
    ) -> StoreObservation<MessageWindow> {
        let observed = concerned(source).map { $0.observeMessageWindow(source, offset: offset, count: count) }
        return StoreObservation(signals: observed.flatMap(\.signals), changes: .lists, pace: source.pace) {
            var offset = offset
            if let anchor, let position = try await position(of: anchor.id, in: source, arrangement) {
                offset = max(0, position - anchor.row)
            }
            return try await messageWindow(source, arrangement, offset: offset, count: count)
        }
    }

    /// Index of a message in a list, or of its folded thread; nothing where it isn't in it.
    package func position(
        of id: StoredID, in source: MessageSource, _ arrangement: ListArrangement = .flat
    ) async throws(StoreError) -> Int? {
        if let threads = await threads(source, arrangement) { return try await threads.position(of: id) }
        let concerned = concerned(source)
        if concerned.count == 1 { return try await concerned[0].position(of: id, in: source) }
        return try await UnifiedWindow.position(of: id, in: source, of: concerned)
    }

    /// Index of the unread message nearest to row `index`, that row left out; nothing on that side of it.
    ///
    /// - Parameters:
    ///   - source: The list.
    ///   - arrangement: Its order.
    ///   - index: Where to begin; -1 for the list's top, its length for its end.
    ///   - forward: Whether to look further down, towards older messages.
    /// - Returns: An index in the whole list.
    /// - Throws: What the store said.
    package func nearestUnread(
        in source: MessageSource, _ arrangement: ListArrangement = .flat, from index: Int, forward: Bool
    ) async throws(StoreError) -> Int? {
        var pivot: StoredID?
        if index >= 0 {
            pivot = try await messageWindow(source, arrangement, offset: index, count: 1).rows.first?.id
        }
        let nearest =
            if let threads = await threads(source, arrangement) {
                try await threads.nearestUnread(to: pivot, forward: forward)
            } else {
                try await UnifiedWindow.nearestUnread(
                    to: pivot, forward: forward, in: source, of: concerned(source))
            }
        guard let nearest else { return nil }
        return try await position(of: nearest, in: source, arrangement)
    }

    /// Nothing where the list is flat, or must be.
    private func threads(_ source: MessageSource, _ arrangement: ListArrangement) async -> ThreadedWindow? {
        guard case .threads(let folding) = arrangement else { return nil }
        if case .search = source { return nil }
        let concerned = concerned(source)
        for store in concerned where await !store.hasThreads() { return nil }
        return ThreadedWindow(source: source, folding: folding, stores: concerned)
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
