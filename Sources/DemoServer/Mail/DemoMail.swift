/// What the embedded servers hold when they start.
///
/// Each user has mailboxes of their own; IMAP serves all of them, POP3 the INBOX.
package struct DemoMail: Sendable {
    package var users: [DemoUser]

    package init(users: [DemoUser]) { self.users = users }
}
