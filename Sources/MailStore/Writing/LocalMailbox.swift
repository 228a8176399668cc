import GRDB
package import MailModel

extension MailDatabase {
    /// The mailbox of that name in an account whose mailboxes are only here, made where there is none.
    package func localMailbox(named name: MailboxName) async throws(StoreError) -> MailboxID {
        let account = account
        return try await write(.lists) { transaction in
            let known = try transaction.number("SELECT id FROM mailbox WHERE name = ?", [name.text])
            let row = try known ?? transaction.makeMailbox(name, like: transaction.mailboxTree())
            return MailboxID(account: account, row: row)
        }
    }
}
