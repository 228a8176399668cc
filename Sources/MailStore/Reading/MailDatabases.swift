package import MailModel

/// All accounts' stores: lists that go across accounts are merged here, the others are passed on.
package struct MailDatabases: Sendable {
    package let stores: [MailDatabase]

    package init(_ stores: [MailDatabase]) { self.stores = stores }

    package subscript(account: AccountName) -> MailDatabase? { stores.first { $0.account == account } }

    /// The stores that have a share in a source.
    private func concerned(_ source: MessageSource) -> [MailDatabase] {
        switch source {
        case .mailbox(let id), .search(_, .mailbox(let id)): stores.filter { $0.account == id.account }
        case .search(_, .account(let account)): stores.filter { $0.account == account }
        case .allInboxes, .search(_, .everywhere): stores
        }
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

    /// The next unread message further down the list, or from its top where there is none below.
    package func nextUnread(
        after id: StoredID?, in source: MessageSource
    ) async throws(StoreError) -> StoredID? {
        let concerned = concerned(source)
        if concerned.count == 1 { return try await concerned[0].nextUnread(after: id, in: source) }
        let below = try await UnifiedWindow.nextUnread(after: id, in: source, of: concerned)
        if below != nil || id == nil { return below }
        return try await UnifiedWindow.nextUnread(after: nil, in: source, of: concerned)
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
