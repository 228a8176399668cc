import MailModel

/// A line of the folder list.
struct FolderItem: Hashable, Sendable {
    enum Target: Hashable, Sendable {
        case mailbox(MailboxID)
        case allInboxes
        /// A level of the hierarchy that holds no messages itself.
        case level
    }

    var target: Target
    /// A stranger's text.
    var title: String
    /// 0 at the left.
    var depth: Int
    var unread: Int
    var total: Int
    /// A person has said that it is not one to be seen.
    var isUnsubscribed = false
    /// An account's number, where lines of several stand together.
    var accountNumber: Int?

    var source: MessageSource? {
        switch target {
        case .mailbox(let id): .mailbox(id)
        case .allInboxes: .allInboxes
        case .level: nil
        }
    }
}

extension MailboxRole {
    /// The order at the top of the folder list.
    static let listed: [MailboxRole] = [.inbox, .drafts, .sent, .archive, .trash, .junk]
}
