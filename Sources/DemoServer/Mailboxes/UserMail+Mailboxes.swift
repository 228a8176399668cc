import MailModel

/// Mailboxes as such: listed, made, removed, renamed, subscribed to.
extension UserMail {
    /// A mailbox as LIST tells it.
    struct Listing: Sendable {
        var name: MailboxName
        var role: MailboxRole?
        var isSelectable: Bool
        var isSubscribed: Bool
        var hasChildren: Bool
    }

    /// All mailboxes, INBOX first, then by name.
    func listings() -> [Listing] {
        let names = mailboxes.map(\.name)
        return mailboxes.map { mailbox in
            Listing(
                name: mailbox.name, role: mailbox.role, isSelectable: mailbox.isSelectable,
                isSubscribed: subscribed.contains(mailbox.name),
                hasChildren: names.contains { MailboxHierarchy.isBelow($0, mailbox.name) })
        }.sorted { ($0.name == .inbox ? 0 : 1, $0.name) < ($1.name == .inbox ? 0 : 1, $1.name) }
    }

    /// Makes a mailbox and the levels above it.
    ///
    /// - Returns: Its UIDVALIDITY.
    /// - Throws: `.alreadyExists`, `.overQuota`, or `.cannot` for a name with an empty level.
    @discardableResult
    func create(_ name: MailboxName, role: MailboxRole? = nil) throws(MailboxError) -> UInt32 {
        let levels = name.text.split(separator: MailboxHierarchy.delimiter, omittingEmptySubsequences: false)
        guard levels.allSatisfy({ !$0.isEmpty }), levels.count <= 32 else { throw .cannot }
        if let index = mailboxes.firstIndex(where: { $0.name == name }) {
            guard !mailboxes[index].isSelectable else { throw .alreadyExists }
            mailboxes[index].isSelectable = true
            return mailboxes[index].validity
        }
        for level in MailboxHierarchy.levels(above: name) where !mailboxes.contains(where: { $0.name == level }) {
            try insert(StoredMailbox(validity: newValidity(), name: level))
        }
        let mailbox = StoredMailbox(validity: newValidity(), name: name, role: role)
        try insert(mailbox)
        return mailbox.validity
    }

    /// Removes a mailbox with its messages; where there are others below it, its level stays.
    func delete(_ name: MailboxName) throws(MailboxError) {
        let index = try index(of: name)
        guard name != .inbox else { throw .cannot }
        let validity = mailboxes[index].validity
        if mailboxes.contains(where: { MailboxHierarchy.isBelow($0.name, name) }) {
            mailboxes[index] = StoredMailbox(validity: newValidity(), name: name)
            mailboxes[index].isSelectable = false
        } else {
            mailboxes.remove(at: index)
        }
        tellWatchers(of: validity)
    }

    /// Renames a mailbox and those below it; INBOX gives its messages away and stays (RFC 9051 §6.3.6).
    func rename(_ old: MailboxName, to new: MailboxName) throws(MailboxError) {
        guard let index = mailboxes.firstIndex(where: { $0.name == old }) else { throw .noSuchMailbox }
        guard !MailboxHierarchy.isBelow(new, old) else { throw .cannot }
        guard !mailboxes.contains(where: { $0.name == new }) else { throw .alreadyExists }
        if old == .inbox {
            let uids = mailboxes[index].messages.map(\.uid)
            try create(new)
            _ = try copy(uids, from: mailboxes[index].validity, to: new)
            expunge(uids, in: mailboxes[index].validity, onlyDeleted: false)
            return
        }
        for level in MailboxHierarchy.levels(above: new) where !mailboxes.contains(where: { $0.name == level }) {
            try create(level)
        }
        for index in mailboxes.indices {
            let name = mailboxes[index].name
            guard name == old || MailboxHierarchy.isBelow(name, old) else { continue }
            guard let renamed = MailboxName(new.text + name.text.dropFirst(old.text.count)) else { throw .cannot }
            mailboxes[index].name = renamed
        }
    }

    func subscribe(_ name: MailboxName) throws(MailboxError) {
        guard subscribed.count < Self.mostMailboxes else { throw .overQuota }
        subscribed.insert(name)
    }

    func unsubscribe(_ name: MailboxName) { subscribed.remove(name) }

    /// Gives a mailbox a new UIDVALIDITY and new UIDs, as a server does after a restored backup.
    func renewValidity(of name: MailboxName) throws(MailboxError) {
        let index = try index(of: name)
        let old = mailboxes[index].validity
        mailboxes[index].renew(validity: newValidity())
        tellWatchers(of: old)
    }

    private func insert(_ mailbox: StoredMailbox) throws(MailboxError) {
        guard mailboxes.count < Self.mostMailboxes else { throw .overQuota }
        mailboxes.append(mailbox)
    }
}
