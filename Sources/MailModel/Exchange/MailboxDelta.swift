/// What a comparison of a mailbox with its server found, backend → engine → store.
package struct MailboxDelta: Hashable, Sendable {
    /// The mailbox is not the one known: forget what is known of the server's side of it (UIDVALIDITY
    /// changed, RFC 9051 §2.3.1.1).
    ///
    /// Messages are matched again as they come.
    package var isReset: Bool
    /// Not known before, newest first.
    package var arrived: [RemoteMessage]
    /// All flags of messages known before.
    package var flags: [RemoteID: Flags]
    /// No longer on the server.
    package var vanished: [RemoteID]
    /// Where the next comparison goes on; nothing where the last one still holds.
    package var checkpoint: Checkpoint?
    /// Messages of this comparison dealt with so far and in all, for the progress bar.
    package var progress: Progress?
    /// What a person may do with the mailbox, where the server told it now.
    package var rights: MailboxRights?

    package struct Progress: Hashable, Sendable {
        package var done: Int
        package var total: Int

        package init(done: Int, total: Int) {
            self.done = done
            self.total = total
        }
    }

    package init(
        isReset: Bool = false, arrived: [RemoteMessage] = [], flags: [RemoteID: Flags] = [:],
        vanished: [RemoteID] = [], checkpoint: Checkpoint? = nil, progress: Progress? = nil,
        rights: MailboxRights? = nil
    ) {
        self.isReset = isReset
        self.arrived = arrived
        self.flags = flags
        self.vanished = vanished
        self.checkpoint = checkpoint
        self.progress = progress
        self.rights = rights
    }
}

/// A message on a server, as a comparison found it.
package struct RemoteMessage: Hashable, Sendable {
    package var id: RemoteID
    package var flags: Flags
    /// INTERNALDATE; nothing over POP3.
    package var internalDate: MailDate?
    /// RFC822.SIZE or LIST's number: a hint.
    package var sizeInOctets: Int
    /// Nothing over POP3, which has no ENVELOPE: the message must be fetched whole first.
    package var summary: MessageSummary?
    /// First words of the text, where the server has told them: a stranger's.
    package var preview: String
    /// The server's mark of its octets, which stays wherever it is moved or copied to (RFC 8474 §4).
    package var emailID: String?

    package init(
        id: RemoteID, flags: Flags = [], internalDate: MailDate? = nil, sizeInOctets: Int,
        summary: MessageSummary? = nil, preview: String = "", emailID: String? = nil
    ) {
        self.id = id
        self.flags = flags
        self.internalDate = internalDate
        self.sizeInOctets = sizeInOctets
        self.summary = summary
        self.preview = preview
        self.emailID = emailID
    }
}

/// Where a comparison ended.
///
/// Only the backend that made it can read it.
package struct Checkpoint: Hashable, Sendable, Codable {
    package let text: String

    package init(_ text: String) { self.text = text }
}
