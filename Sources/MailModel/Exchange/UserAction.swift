/// What a person did, screen → engine.
///
/// Written to the journal before anything else happens.
package enum UserAction: Hashable, Sendable {
    case setFlag(Flag, Bool, on: [StoredID])
    /// All that a list shows, however long it is: `\Seen`.
    case markAllRead(MessageSource)
    case move([StoredID], to: Destination)
    case copy([StoredID], to: Destination)
    /// Out of the store and off the server, for good.
    case deleteForever([StoredID])
    case createMailbox(MailboxPath, in: AccountName)
    /// With all that is in it.
    case renameMailbox(MailboxID, to: MailboxPath)
    /// With all that is in it; the messages go to Trash.
    case deleteMailbox(MailboxID)
    /// Whether the server is to have it among those that a person wants to see.
    case subscribe(Bool, to: MailboxID)
    /// All its messages out of the store and off the server, for good.
    case emptyMailbox(MailboxID)
    /// The server's copy stays there whatever the account's mode says, or follows the mode again.
    case keepOnServer(Bool, on: [StoredID])
    /// The server's copy goes as soon as the message is whole and durable here, whatever the account's mode says.
    case removeFromServer([StoredID])

    package enum Destination: Hashable, Sendable {
        case mailbox(MailboxID)
        /// Each message's own account's mailbox for this; made where there is none.
        case role(MailboxRole)
    }

    /// The messages that it names.
    package var messages: [StoredID] {
        switch self {
        case .setFlag(_, _, let ids), .move(let ids, _), .copy(let ids, _), .deleteForever(let ids),
            .keepOnServer(_, let ids), .removeFromServer(let ids):
            ids
        case .markAllRead, .createMailbox, .renameMailbox, .deleteMailbox, .emptyMailbox, .subscribe: []
        }
    }

    /// What of it is to be done in each account; `accounts` are all that there are.
    package func shares(among accounts: [AccountName]) -> [AccountName: UserAction] {
        switch self {
        case .markAllRead(let source): Dictionary(source.accounts(of: accounts).map { ($0, self) }) { $1 }
        case .createMailbox(_, let account): [account: self]
        case .renameMailbox(let id, _), .deleteMailbox(let id), .emptyMailbox(let id), .subscribe(_, let id):
            [id.account: self]
        case .setFlag(let flag, let value, let ids): Self.grouped(ids) { .setFlag(flag, value, on: $0) }
        case .move(let ids, let destination): Self.grouped(ids) { .move($0, to: destination) }
        case .copy(let ids, let destination): Self.grouped(ids) { .copy($0, to: destination) }
        case .deleteForever(let ids): Self.grouped(ids) { .deleteForever($0) }
        case .keepOnServer(let isKept, let ids): Self.grouped(ids) { .keepOnServer(isKept, on: $0) }
        case .removeFromServer(let ids): Self.grouped(ids) { .removeFromServer($0) }
        }
    }

    private static func grouped(
        _ ids: [StoredID], _ share: ([StoredID]) -> UserAction
    ) -> [AccountName: UserAction] {
        Dictionary(grouping: ids, by: \.account).mapValues(share)
    }
}
