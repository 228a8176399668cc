/// What a backend does differently for some servers.
package enum Quirk: String, Hashable, Sendable, CaseIterable {
    /// ID, with name and version, before anything else once logged in, whether the server says that it knows it or not
    /// (RFC 2971).
    case introductionFirst = "introduction-first"
    /// No initial response, whatever the server says (RFC 4959).
    case noInitialResponse = "no-initial-response"
    /// What is to be gone for good goes to Trash first, and is expunged there.
    case expungeArchives = "expunge-archives"
    /// Mailboxes are not asked for their MAILBOXID, whatever the server says (RFC 8474).
    case noMailboxIDs = "no-mailbox-ids"
    /// A refused password was perhaps a person's own.
    case appPassword = "app-password"
    /// A refused password: none would have done.
    case tokensOnly = "tokens-only"
}
