/// A journalled change, engine → backend.
///
/// Carrying one out twice does no harm.
package struct RemoteAction: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case storeFlags(add: Flags, remove: Flags, on: [RemoteID], in: MailboxName)
        case move([RemoteID], from: MailboxName, to: MailboxName)
        case copy([RemoteID], from: MailboxName, to: MailboxName)
        /// Off the server for good: \Deleted + UID EXPUNGE, or DELE.
        case remove([RemoteID], from: MailboxName)
        case createMailbox(MailboxName)
        /// With all that is in it (RFC 9051 §6.3.6).
        case renameMailbox(MailboxName, to: MailboxName)
        /// Only where it has no messages any more (RFC 9051 §6.3.5).
        case deleteMailbox(MailboxName)
        /// Whether it is among those that a person wants to see (SUBSCRIBE and UNSUBSCRIBE, RFC 9051 §6.3.7).
        case subscribe(Bool, to: MailboxName)
        case append(content: [UInt8], flags: Flags, internalDate: MailDate?, to: MailboxName)
    }

    /// The journal's number for it.
    package var id: Int64
    package var kind: Kind
    /// It was sent before and its fate is unknown.
    ///
    /// Before what can't be repeated blindly (COPY, APPEND) a backend looks whether the first try arrived.
    package var isRepeat: Bool
    /// The newest message that was known in the mailbox that messages are moved or copied to, when that was sent first;
    /// nothing where none was.
    ///
    /// What was brought there by it has a higher UID (RFC 9051 §2.3.1.1).
    package var newestBefore: RemoteID?
    /// Of a repeat: the messages that Message-ID and size don't tell from another one that was sent there, which may
    /// have been moved without them.
    package var twins: Set<RemoteID>

    package init(
        id: Int64, kind: Kind, isRepeat: Bool = false, newestBefore: RemoteID? = nil, twins: Set<RemoteID> = []
    ) {
        self.id = id
        self.kind = kind
        self.isRepeat = isRepeat
        self.newestBefore = newestBefore
        self.twins = twins
    }
}

/// What became of a remote action.
package enum ActionOutcome: Hashable, Sendable {
    /// Done; `assigned` says what moved and copied messages are called now, by their old
    /// names, where the server told (COPYUID, APPENDUID: RFC 4315).
    ///
    /// `strangers` are names that mean other messages by now: to these nothing was done.
    case done(assigned: [RemoteID: RemoteID], strangers: Set<RemoteID> = [])

    /// The server said no and will go on saying so. `reason` is the server's text.
    case refused(reason: String)

    /// Nothing was done: what the action names is called otherwise by now, or is gone. The next listing and the next
    /// comparison tell, and then it is to be tried again.
    case outdated(reason: String)

    /// The server said not now: nothing is done, or not all of it, and the action waits.
    case postponed(Postponement, serverText: String)
}
