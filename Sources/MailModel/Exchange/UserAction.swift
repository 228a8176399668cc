/// What a person did, screen → engine.
///
/// Written to the journal before anything else happens.
package enum UserAction: Hashable, Sendable {
    case setFlag(Flag, Bool, on: [StoredID])
    case move([StoredID], to: Destination)
    case copy([StoredID], to: Destination)
    /// Out of the store and off the server, for good.
    case deleteForever([StoredID])

    package enum Destination: Hashable, Sendable {
        case mailbox(MailboxID)
        /// Each message's own account's mailbox for this; made where there is none.
        case role(MailboxRole)
    }

    package var messages: [StoredID] {
        switch self {
        case .setFlag(_, _, let ids), .move(let ids, _), .copy(let ids, _), .deleteForever(let ids): ids
        }
    }

    /// The same on other messages.
    package func on(_ ids: [StoredID]) -> UserAction {
        switch self {
        case .setFlag(let flag, let value, _): .setFlag(flag, value, on: ids)
        case .move(_, let destination): .move(ids, to: destination)
        case .copy(_, let destination): .copy(ids, to: destination)
        case .deleteForever: .deleteForever(ids)
        }
    }
}
