package import MailModel

/// A mailbox and what is in it at the start, oldest message first.
package struct DemoMailbox: Sendable {
    package var name: MailboxName
    /// Told to clients that ask for special uses (RFC 6154).
    package var role: MailboxRole?
    package var messages: [DemoMessage]

    package init(name: MailboxName, role: MailboxRole? = nil, messages: [DemoMessage] = []) {
        self.name = name
        self.role = role
        self.messages = messages
    }
}
