package import MailModel

/// One user of the embedded servers, and how the demo's configuration reads their mail.
package struct DemoUser: Sendable {
    /// What the user logs in with.
    package var name: String
    package var password: String
    /// The account's name in the reader's tabs.
    package var title: String
    package var mailProtocol: MailProtocol
    package var mode: StorageMode
    package var mailboxes: [DemoMailbox]

    package init(
        name: String, password: String, title: String, mailProtocol: MailProtocol = .imap,
        mode: StorageMode = .leaveOnServer(removeAfter: nil), mailboxes: [DemoMailbox]
    ) {
        self.name = name
        self.password = password
        self.title = title
        self.mailProtocol = mailProtocol
        self.mode = mode
        self.mailboxes = mailboxes
    }
}
