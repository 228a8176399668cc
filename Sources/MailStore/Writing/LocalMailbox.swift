import GRDB
package import MailModel

extension MailDatabase {
    /// The mailbox of that name, made as one that is only here where there is none.
    package func localMailbox(named name: MailboxName) async throws(StoreError) -> MailboxID {
        let account = account
        return try await write(.lists) { transaction in
            try transaction.run(
                "INSERT INTO mailbox (name, isLocal, delimiter) VALUES (?, 1, '/') ON CONFLICT (name) DO NOTHING",
                [name.text])
            let row = try transaction.number("SELECT id FROM mailbox WHERE name = ?", [name.text])
            guard let row else { throw StoreError.failed(reason: "a mailbox is gone that was just made") }
            return MailboxID(account: account, row: row)
        }
    }
}
