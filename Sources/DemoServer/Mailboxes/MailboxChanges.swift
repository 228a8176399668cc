/// What happened to a mailbox since a session last looked.
struct MailboxChanges: Sendable {
    /// UIDs expunged since.
    var vanished: [UInt32] = []
    /// UIDs of messages that are new to the session, ascending.
    var arrived: [UInt32] = []
    /// Those of them that no other session was told of as `\Recent`.
    var recent: [UInt32] = []
    /// Messages whose flags changed, ascending by UID; not the new ones.
    var changed: [StoredMessage] = []
    /// HIGHESTMODSEQ, to ask from next time.
    var modSeq: UInt64 = 0
}

/// A mailbox at the moment of SELECT or STATUS.
struct MailboxState: Sendable {
    var validity: UInt32
    var uidNext: UInt32
    var modSeq: UInt64
    /// Ascending UIDs of all messages.
    var uids: [UInt32]
    var recent: [UInt32]
    /// Sequence number of the first message without `\Seen`.
    var firstUnseen: Int?
    var unseen: Int
    /// All keywords in use.
    var keywords: Set<String>
}
