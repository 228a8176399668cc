package import BackendAPI
package import MailModel
import MailStore

extension AccountEngine {
    /// Connects, brings everything in step once, and disconnects: `postern sync`.
    ///
    /// The caller holds the store's lock.
    ///
    /// - Parameters:
    ///   - only: Names of the mailboxes to compare; nothing for all.
    ///   - bodies: Whether to fetch the bodies of all messages too.
    /// - Throws: What ended it early, or what the server has put off; what came before is kept.
    package func synchroniseOnce(only: Set<MailboxName>?, bodies: Bool) async throws(BackendError) {
        fetchesWhole = bodies
        do {
            try await connect()
            try await synchronise(only: only)
            if bodies { try await downloadAll(only: only) }
        } catch {
            await breakOff()
            throw error
        }
        await leave()
        if let left = deferrals.first { throw .postponed(left.why, serverText: left.serverText) }
    }

    /// Connects, fetches one whole message, and disconnects: `postern show`.
    package func fetchOnce(_ id: StoredID) async throws(ReadingError) -> [UInt8] {
        do {
            try await connect()
            let octets = try await octets(of: id, part: nil)
            await leave()
            return octets
        } catch {
            await breakOff()
            throw ReadingError(error)
        }
    }

    private func downloadAll(only: Set<MailboxName>?) async throws(BackendError) {
        let rows = try await stored { () async throws(StoreError) in try await store.mailboxRows() }
        for mailbox in rows where mailbox.isSelectable && !mailbox.isLocal && only?.contains(mailbox.name) != false {
            publish(.syncing(doing: mailbox.path.last ?? mailbox.name.text))
            try await download(missingIn: mailbox)
        }
    }
}
