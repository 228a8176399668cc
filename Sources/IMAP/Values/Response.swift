/// Something the server said (RFC 9051 §7).
package enum Response: Hashable, Sendable {
    /// The completion of the command that carried the tag.
    case tagged(Tag, StatusResponse)
    /// `+ …`: the server waits for more of a command; the text as it stands (RFC 9051 §7.6).
    case continuation([UInt8])
    /// Untagged OK, NO, BAD, BYE or PREAUTH.
    case status(StatusResponse)
    case capability([Capability])
    case enabled([Capability])
    case list(ListEntry)
    case listSubscribed(ListEntry)
    case mailboxStatus(MailboxStatus)
    /// Flags that the selected mailbox knows.
    case flags([Flag])
    /// Numbers in the server's order, with the highest MODSEQ among them (RFC 7162 §3.1.5).
    case search([UInt32], modSeq: UInt64?)
    case extendedSearch(ExtendedSearch)
    case sort([UInt32], modSeq: UInt64?)
    case thread([[ThreadMember]])
    case exists(UInt32)
    case recent(UInt32)
    /// A sequence number whose message is gone; all later ones move up by one.
    case expunge(UInt32)
    /// UIDs that are gone; `earlier` says that no sequence number moves (RFC 7162 §3.2.10).
    case vanished(SequenceSet, earlier: Bool)
    case fetch(FetchResponse)
    case namespace(NamespaceResponse)
    /// Names and values that a server tells of itself (RFC 2971); only strangers' text.
    case id([BodyParameter])
    case quota(root: [UInt8], [QuotaResource])
    case quotaRoot(mailbox: [UInt8], roots: [[UInt8]])
    case myRights(mailbox: [UInt8], rights: [UInt8])
    /// Anything else: a response of an extension that was never asked for.
    case unknown(keyword: String)
}

/// A status response (RFC 9051 §7.1).
package struct StatusResponse: Hashable, Sendable {
    package enum Condition: Hashable, Sendable { case ok, no, bad, bye, preauth }

    package var condition: Condition
    package var code: ResponseCode?
    /// For people.
    ///
    /// A stranger's text.
    package var text: String

    package init(_ condition: Condition, code: ResponseCode? = nil, text: String = "") {
        self.condition = condition
        self.code = code
        self.text = text
    }
}

/// A message of a thread (RFC 5256 §4), with how many levels are above it.
///
/// A thread is a list of these, each behind its parent. One whose first member is not
/// at depth 0 has lost its root.
package struct ThreadMember: Hashable, Sendable {
    package var number: UInt32
    package var depth: Int

    package init(number: UInt32, depth: Int) {
        self.number = number
        self.depth = depth
    }
}
