/// What the lists, the search and the threads need of a message, without its text.
///
/// IMAP takes it from ENVELOPE and BODYSTRUCTURE, POP3 from the whole message. All
/// text is a stranger's, decoded, and may hold control characters.
package struct MessageSummary: Hashable, Sendable {
    package var subject: String
    package var from: [Address]
    package var replyTo: [Address]
    package var to: [Address]
    package var cc: [Address]
    /// The Date field; nothing where there is none or it can't be read.
    package var sentDate: MailDate?
    /// Message-ID without its angle brackets; empty where there is none.
    package var messageID: String
    /// References, and In-Reply-To where it adds one: oldest first, without brackets.
    package var references: [String]
    /// The message's MIME tree; nothing where it isn't known yet.
    package var structure: MessagePart?

    package init(
        subject: String = "", from: [Address] = [], replyTo: [Address] = [], to: [Address] = [], cc: [Address] = [],
        sentDate: MailDate? = nil, messageID: String = "", references: [String] = [], structure: MessagePart? = nil
    ) {
        self.subject = subject
        self.from = from
        self.replyTo = replyTo
        self.to = to
        self.cc = cc
        self.sentDate = sentDate
        self.messageID = messageID
        self.references = references
        self.structure = structure
    }
}
