import MailModel

/// What a message is, as far as is settled: the server's last word, or ours where the message is ours.
struct SettledState: Hashable, Sendable {
    /// Row of the mailbox.
    var mailbox: Int64?
    var flags: Flags
}

/// A change in the journal: what the server does not know yet.
enum PendingChange: Hashable, Sendable {
    case setFlag(Flag, Bool)
    /// To the mailbox of that row.
    case move(to: Int64)
    case copy
    /// Gone here as soon as it is asked for.
    case delete
    /// Only the server's copy goes: the program's own doing, which nobody has to see.
    case removeCopy
}

/// What the screens show of a message.
struct EffectiveState: Hashable, Sendable {
    /// Row of the mailbox; nothing where the message is hidden.
    var mailbox: Int64?
    var flags: Flags
    /// A person's change has not reached the server yet.
    var isPending: Bool

    /// Applies the pending changes, oldest first, to what is settled.
    ///
    /// A change that the server refuses is left out the next time, and the old state is back: nothing is ever undone.
    init(_ settled: SettledState, pending: [PendingChange]) {
        mailbox = settled.mailbox
        flags = settled.flags
        isPending = false
        for change in pending { apply(change) }
    }

    private mutating func apply(_ change: PendingChange) {
        switch change {
        case .setFlag(let flag, true): flags.insert(flag)
        case .setFlag(let flag, false): flags.remove(flag)
        // A deleted message stays hidden, whatever was asked for after.
        case .move(let destination): mailbox = mailbox == nil ? nil : destination
        case .copy: break
        case .delete: mailbox = nil
        case .removeCopy: return
        }
        isPending = true
    }
}
