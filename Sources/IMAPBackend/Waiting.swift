package import BackendAPI
import IMAP
package import MailModel

extension IMAPBackend {
    /// IDLE is renewed before a router forgets the connection; servers allow 29 minutes (RFC 2177 §3).
    private static let renewal = Duration.seconds(11 * 60 + 30)

    package func waitForChange(in mailbox: MailboxName) async throws(BackendError) {
        do {
            while try await waitOnce(in: mailbox) == false {}
        } catch {
            throw withoutSecret(error)
        }
    }

    /// One IDLE; true where something changed.
    private func waitOnce(in mailbox: MailboxName) async throws(BackendError) -> Bool {
        try await takeTurn()
        let idle: (connection: IMAPConnection, tag: Tag)?
        do {
            idle = try await beginIdle(in: mailbox)
        } catch {
            giveTurn()
            throw error
        }
        giveTurn()
        guard let idle else { return true }
        let timer = Task {
            if (try? await Task.sleep(for: Self.renewal)) != nil { await idle.connection.stopIdle() }
        }
        defer { timer.cancel() }
        return try await news(of: idle.tag, over: idle.connection)
    }

    /// Nothing where the mailbox has changed already.
    private func beginIdle(in mailbox: MailboxName) async throws(BackendError) -> (IMAPConnection, Tag)? {
        let link = try connected()
        let wasSelected = await link.connection.selection?.mailbox == mailbox
        let selection = try await select(mailbox)
        if selection.news.isPending { return nil }
        // While another mailbox was open, nobody told of this one.
        if !wasSelected, let seen = memory.seen[mailbox], seen != Sight(selection) { return nil }
        return (link.connection, try await link.connection.send(.idle))
    }

    private func news(of tag: Tag, over connection: IMAPConnection) async throws(BackendError) -> Bool {
        do {
            if try await connection.next(tag) != nil {
                await connection.stopIdle()
                await connection.abandon(tag)
                return true
            }
        } catch {
            // Cancelled: whoever is next finds the connection in order.
            await connection.stopIdle()
            throw error
        }
        let status = try await connection.finish(tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        return false
    }
}
