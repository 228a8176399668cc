package import BackendAPI
import IMAP

extension IMAPBackend {
    /// STATUS with SIZE (RFC 8438; part of RFC 9051), which may take a server that has not counted long.
    package func inboxSize() async throws(BackendError) -> MailboxSize? {
        let link = try connected()
        guard link.capabilities.contains(.statusSize) || link.capabilities.contains(.imap4rev2) else { return nil }
        let inbox = Array("INBOX".utf8)
        do throws(BackendError) {
            let tag = try await link.connection.send(.status(mailbox: inbox, [.messages, .size])) { response in
                if case .mailboxStatus(let status) = response { status.items[.size] != nil } else { false }
            }
            for case .mailboxStatus(let status) in try await link.connection.answer(to: tag).1 {
                guard let messages = status.items[.messages], let octets = status.items[.size] else { continue }
                return MailboxSize(messages: Int(clamping: messages), octets: Int(clamping: octets))
            }
            return nil
        } catch {
            throw withoutSecret(error)
        }
    }
}
