/// Why a user's mailboxes refuse something.
enum MailboxError: Error, Equatable {
    case noSuchMailbox
    case alreadyExists
    /// INBOX can't be deleted, nothing can be created in it twice, and such.
    case cannot
    /// More mailboxes or octets than the servers keep.
    case overQuota
}
