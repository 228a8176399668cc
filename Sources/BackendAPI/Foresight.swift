package import MailModel

/// What will be asked first on a new connection, so that a backend can ask it together with the login: the names of
/// all mailboxes, and what has changed in one of them.
///
/// Nothing of it is promised: what is not asked for later is thrown away.
package struct Foresight: Hashable, Sendable {
    /// The mailbox that will be compared first.
    package var mailbox: MailboxName
    /// Where its last comparison ended.
    package var checkpoint: Checkpoint

    package init(mailbox: MailboxName, checkpoint: Checkpoint) {
        self.mailbox = mailbox
        self.checkpoint = checkpoint
    }
}
