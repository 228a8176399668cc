import Digests
package import MailModel

/// A message with all its octets, ready to be kept.
package struct WholeMessage: Sendable {
    package enum Content: Sendable {
        case octets([UInt8])
        /// Written ahead, piece by piece.
        case staged(StagedContent)

        package var sizeInOctets: Int {
            switch self {
            case .octets(let octets): octets.count
            case .staged(let staged): staged.sizeInOctets
            }
        }
    }

    /// The server's name for it; nothing for one that was never on a server.
    package var remote: RemoteID?
    package var content: Content
    package var summary: MessageSummary
    /// Flags to begin with; a message that the store has already keeps its own.
    package var flags: Flags
    /// When it arrived.
    package var date: MailDate
    /// The first words of the text.
    package var snippet: String
    /// What the server said of its size, where it should have been exact (LIST, RFC 1939 §5).
    package var announcedSize: Int?
    /// It is not what the announced size was of: to be fetched again before the server's copy may go.
    package var isDoubtful: Bool
    /// The server's mark of its octets (RFC 8474).
    package var emailID: String?
    /// Names the transfer that brings it from another account, which brings it once.
    package var token: String?

    package init(
        remote: RemoteID?, content: Content, summary: MessageSummary, flags: Flags = [], date: MailDate,
        snippet: String = "", announcedSize: Int? = nil, isDoubtful: Bool = false
    ) {
        self.remote = remote
        self.content = content
        self.summary = summary
        self.flags = flags
        self.date = date
        self.snippet = snippet
        self.announcedSize = announcedSize
        self.isDoubtful = isDoubtful
    }

    var sizeInOctets: Int { content.sizeInOctets }

    var digest: [UInt8] {
        switch content {
        case .octets(let octets): MessageDigest.sha256.hash(octets)
        case .staged(let staged): staged.digest
        }
    }
}

/// What became of a message that was to be kept.
package struct KeptMessage: Hashable, Sendable {
    package var remote: RemoteID?
    /// The row that has it now; nothing where it was deleted here for good before, and is not taken again.
    package var id: StoredID?
    /// The store did not have these octets before.
    package var isNew: Bool
}
