import GRDB
import MailModel

/// The columns that a line of the folder list needs, and how a row becomes one.
enum MailboxRecord {
    /// A mailbox that was never compared has only the server's numbers.
    static let columns = """
        id, name, delimiter, role, isSelectable, isLocal,
        CASE WHEN checkpoint IS NULL THEN max(messages, coalesce(serverTotal, 0)) ELSE messages END,
        CASE WHEN checkpoint IS NULL THEN max(unread, coalesce(serverUnseen, 0)) ELSE unread END,
        isSubscribed, rights, personalPrefix
        """

    /// Nothing where the name is none, as in a damaged file.
    static func mailboxRow(_ row: Row, account: AccountName) -> MailboxRow? {
        guard let name = MailboxName(row[1] as String) else { return nil }
        let delimiter: String? = row[2]
        let role: String? = row[3]
        let rights: String? = row[9]
        return MailboxRow(
            id: MailboxID(account: account, row: row[0]), name: name, delimiter: delimiter?.first,
            role: role.flatMap(MailboxRole.init), isSelectable: row[4], isLocal: row[5],
            isSubscribed: row[8], messages: row[6], unread: row[7],
            rights: rights.map { MailboxRights(letters: $0) } ?? .all, personalPrefix: row[10])
    }
}
