package import MailModel

/// An account that takes messages from elsewhere (APPEND, RFC 9051 §6.3.12).
package protocol MailUploading: MailBackend {
    /// Makes a mailbox that other programs see, too; does nothing where there is one.
    ///
    /// - Throws: `.refused` where the server does not want it.
    func makeMailbox(_ mailbox: MailboxName) async throws(BackendError)

    /// The largest message that the mailbox takes, in octets; nothing where the server names no limit (RFC 7889).
    func appendLimit(of mailbox: MailboxName) async throws(BackendError) -> Int?

    /// What is in a mailbox now, a window at a time, in the server's order.
    ///
    /// - Parameters:
    ///   - mailbox: Which.
    ///   - start: Where the last window said the next begins; 0 for the first, which sees what is new.
    /// - Returns: The window.
    /// - Throws: `.refused` where there is no such mailbox.
    func presentMessages(in mailbox: MailboxName, from start: Int) async throws(BackendError) -> PresentWindow

    /// Where a mailbox ends now.
    ///
    /// - Throws: `.refused` where there is no such mailbox.
    func end(of mailbox: MailboxName) async throws(BackendError) -> MailboxPoint

    /// What has come to a mailbox since; nothing where it is another mailbox by now (UIDVALIDITY).
    ///
    /// - Throws: `.refused` where there is no such mailbox.
    func arrivals(
        in mailbox: MailboxName, since point: MailboxPoint
    ) async throws(BackendError) -> [PresentMessage]?

    /// Stores messages in a mailbox, in their order.
    ///
    /// - Returns: What became of each.
    /// - Throws: Where the connection broke, which leaves unknown what has arrived; `.refused` where the server takes
    ///   nothing more, as it has no room.
    func upload(_ messages: [UploadMessage], to mailbox: MailboxName) async throws(BackendError) -> [UploadOutcome]
}

/// A message on its way to a server.
package struct UploadMessage: Sendable {
    package enum Content: Sendable {
        case octets([UInt8])
        /// Piece by piece, for a message too large to be held; nothing after the last.
        case pieces(@Sendable () async throws -> [UInt8]?)
    }

    package var content: Content
    package var sizeInOctets: Int
    /// There is a NUL among the octets, which not every server takes.
    package var holdsNUL: Bool
    package var flags: Flags
    package var internalDate: MailDate

    package init(content: Content, sizeInOctets: Int, holdsNUL: Bool, flags: Flags, internalDate: MailDate) {
        self.content = content
        self.sizeInOctets = sizeInOctets
        self.holdsNUL = holdsNUL
        self.flags = flags
        self.internalDate = internalDate
    }
}

/// What became of a message that was to be stored on a server.
package enum UploadOutcome: Hashable, Sendable {
    /// Its name there, where the server told (APPENDUID, RFC 4315).
    case stored(RemoteID?)
    case tooLarge
    /// The server, or its protocol, won't have it; `reason` may be the server's text.
    case refused(reason: String)
}

/// A piece of what is in a mailbox.
package struct PresentWindow: Hashable, Sendable {
    package var messages: [PresentMessage]
    /// UIDVALIDITY: names given under another one mean nothing now.
    package var validity: UInt32
    /// Nothing where this is the last.
    package var next: Int?

    package init(messages: [PresentMessage], validity: UInt32, next: Int?) {
        self.messages = messages
        self.validity = validity
        self.next = next
    }
}

/// As much of a message on a server as recognises it.
package struct PresentMessage: Hashable, Sendable {
    package var id: RemoteID
    /// Without its angle brackets; empty where there is none.
    package var messageID: String
    package var sizeInOctets: Int

    package init(id: RemoteID, messageID: String, sizeInOctets: Int) {
        self.id = id
        self.messageID = messageID
        self.sizeInOctets = sizeInOctets
    }
}
