package import BackendAPI
import IMAP
package import MailModel

extension IMAPBackend {
    @discardableResult
    package func waitForChange(in mailbox: MailboxName) async throws(BackendError) -> Set<MailboxName> {
        do {
            while true {
                let changed = try await waitOnce(in: mailbox)
                if !changed.isEmpty { return changed }
            }
        } catch {
            throw withoutSecret(error)
        }
    }

    /// One IDLE; what has changed, or nothing where the server or a clock ended it.
    private func waitOnce(in mailbox: MailboxName) async throws(BackendError) -> Set<MailboxName> {
        try await takeTurn()
        let idle: (connection: IMAPConnection, tag: Tag)?
        do {
            idle = try await beginIdle(in: mailbox)
        } catch {
            giveTurn()
            throw error
        }
        giveTurn()
        guard let idle else { return await changed(mailbox) }
        let interval = memory.renewal.interval
        let timer = Task {
            if (try? await Task.sleep(for: interval)) != nil { await idle.connection.stopIdle() }
        }
        defer { timer.cancel() }
        do {
            return try await news(of: idle.tag, over: idle.connection, mailbox)
        } catch {
            if case .unreachable = error, let quiet = await idle.connection.quietBeforeEnd {
                memory.renewal.noteDeath(afterQuiet: quiet)
            }
            throw error
        }
    }

    /// Nothing where something has changed already.
    private func beginIdle(in mailbox: MailboxName) async throws(BackendError) -> (IMAPConnection, Tag)? {
        let link = try connected()
        let wasSelected = await link.connection.selection?.mailbox == mailbox
        let selection = try await select(mailbox)
        if selection.news.isPending { return nil }
        // While another mailbox was open, nobody told of this one.
        if !wasSelected, let seen = memory.seen[mailbox], seen != Sight(selection) { return nil }
        return try await link.connection.sendIdle().map { (link.connection, $0) }
    }

    private func news(
        of tag: Tag, over connection: IMAPConnection, _ mailbox: MailboxName
    ) async throws(BackendError) -> Set<MailboxName> {
        do {
            if try await connection.next(tag) != nil {
                await connection.stopIdle()
                await connection.abandon(tag)
                return await changed(mailbox)
            }
        } catch {
            // Cancelled: whoever is next finds the connection in order.
            await connection.stopIdle()
            throw error
        }
        let status = try await connection.finish(tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        return []
    }

    /// What the server has told of; the mailbox that is waited for, unless it has told of others alone.
    private func changed(_ mailbox: MailboxName) async -> Set<MailboxName> {
        guard let link else { return [mailbox] }
        let connection = link.connection
        var names = Set(await connection.takeMailboxNews().compactMap { MailboxName(wire: $0, isUTF8: link.usesUTF8) })
        let hasNews = await connection.selection.map { $0.mailbox != mailbox || $0.news.isPending } ?? true
        if names.isEmpty || hasNews { names.insert(mailbox) }
        return names
    }
}
