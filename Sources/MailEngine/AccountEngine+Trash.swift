import BackendAPI
import Logging
import MailModel
import MailStore

extension AccountEngine {
    /// Deletes for good what has been in the account's Trash for its time, if that Trash is here.
    ///
    /// An IMAP account's Trash is the server's, and so is what becomes of it.
    func emptyTrash() async throws(StoreError) {
        guard account.mailProtocol == .pop3 else { return }
        var count = 0
        var deleted = 0
        repeat {
            deleted = try await store.emptyTrash(after: account.keepTrash, now: clock.now())
            count += deleted
        } while deleted > 0
        if count > 0 { log.notice("\(count) messages deleted from Trash: their time there was over") }
    }

    /// The same where there is no connection that a failing store could end.
    func emptyTrashOffline() async {
        do throws(StoreError) {
            try await emptyTrash()
        } catch {
            log.warning("Trash can't be emptied: \(error)")
        }
    }

    /// Makes the mailboxes that a POP3 account has here, before its server is reached for the first time.
    func makeLocalMailboxes() async {
        guard account.mailProtocol == .pop3, !store.isReadOnly else { return }
        do throws(StoreError) {
            try await store.ensureLocalMailboxes()
        } catch {
            log.warning("the folders can't be made: \(error)")
        }
    }
}
