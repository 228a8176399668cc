package import MailModel

/// What moving a mailbox to another server comes to, or would.
package struct MovedFolder: Hashable, Sendable {
    package var source: MailboxName
    /// Nothing where it can't have a name there.
    package var destination: MailboxName?
    /// The server does not have it yet.
    package var isNew = false
    package var messages = 0
    package var octets = 0
    /// Were there before, whoever brought them.
    package var known = 0
    /// Were brought there; in a preview, would be.
    package var uploaded = 0
    /// Above the server's limit.
    package var tooLarge: [StoredID] = []
    /// The server won't have them, and why.
    package var refused: [StoredID: String] = [:]
    /// The store does not have all their octets.
    package var absent = 0
    /// Were sent, and the server neither told nor showed that it has them.
    package var unconfirmed = 0
    /// Why nothing of it could be moved.
    package var failure: String?

    package init(source: MailboxName) { self.source = source }

    /// Every message of it is there.
    package var isComplete: Bool { failure == nil && known + uploaded == messages && unconfirmed == 0 }
}
