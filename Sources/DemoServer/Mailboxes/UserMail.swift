import MailModel

/// One user's mailboxes while the servers run, shared by all sessions of that user.
///
/// Everything is in memory. Sessions ask with UIDs, never with sequence numbers: those
/// are each session's own.
actor UserMail {
    /// The most mailboxes a user may have, and the most octets APPEND may add.
    static let mostMailboxes = 1000
    static let mostOctetsAdded = 1 << 30

    var mailboxes: [StoredMailbox] = []
    var subscribed: Set<MailboxName> = []
    /// Sessions that watch a mailbox, by their own number.
    private var watchers: [Int: Watcher] = [:]
    private var nextWatcher = 1
    private var nextValidity: UInt32
    private var octetsAdded = 0
    /// The POP3 session that has the maildrop to itself (RFC 1939 §4).
    private var isMaildropLocked = false

    private struct Watcher {
        var validity: UInt32
        /// True once told and not yet asked for what happened, so that news never pile up.
        var isTold = false
        let tell: @Sendable () -> Void
    }

    /// Takes over what a user has at the start.
    ///
    /// - Parameters:
    ///   - contents: The mailboxes; INBOX is added where it is missing.
    ///   - firstValidity: UIDVALIDITY of the first one, the next ones count on.
    init(_ contents: [DemoMailbox], firstValidity: UInt32) {
        nextValidity = firstValidity
        var contents = contents
        if !contents.contains(where: { $0.name == .inbox }) { contents.insert(DemoMailbox(name: .inbox), at: 0) }
        for content in contents {
            var mailbox = StoredMailbox(validity: nextValidity, name: content.name, role: content.role)
            nextValidity += 1
            _ = mailbox.append(content.messages)
            mailbox.firstRecent = mailbox.uidNext
            mailboxes.append(mailbox)
            subscribed.insert(content.name)
        }
        for level in mailboxes.flatMap({ MailboxHierarchy.levels(above: $0.name) })
        where !mailboxes.contains(where: { $0.name == level }) {
            var mailbox = StoredMailbox(validity: nextValidity, name: level)
            mailbox.isSelectable = false
            nextValidity += 1
            mailboxes.append(mailbox)
        }
    }

    func newValidity() -> UInt32 {
        defer { nextValidity += 1 }
        return nextValidity
    }

    func index(of name: MailboxName) throws(MailboxError) -> Int {
        guard let index = mailboxes.firstIndex(where: { $0.name == name && $0.isSelectable }) else {
            throw .noSuchMailbox
        }
        return index
    }

    func index(of validity: UInt32) -> Int? { mailboxes.firstIndex { $0.validity == validity } }

    // MARK: - Watching

    /// Has a session told of changes; gives the number to end it with.
    func watch(_ validity: UInt32, tell: @escaping @Sendable () -> Void) -> Int {
        defer { nextWatcher += 1 }
        watchers[nextWatcher] = Watcher(validity: validity, tell: tell)
        return nextWatcher
    }

    func endWatch(_ number: Int) { watchers[number] = nil }

    /// Tells every session that watches the mailbox.
    func tellWatchers(of validity: UInt32) {
        for (number, watcher) in watchers where watcher.validity == validity && !watcher.isTold {
            watchers[number]?.isTold = true
            watcher.tell()
        }
    }

    /// What happened since `modSeq`, and from now on the session is told again.
    ///
    /// - Parameters:
    ///   - validity: The mailbox; of one deleted meanwhile nothing is told.
    ///   - modSeq: What the session knows.
    ///   - lastUID: The last message it knows.
    ///   - watcher: The session's own number.
    ///   - claimsRecent: Whether new messages become this session's `\Recent` ones.
    /// - Returns: The changes; nothing where the mailbox is gone.
    func changes(
        in validity: UInt32, since modSeq: UInt64, after lastUID: UInt32, watcher: Int, claimsRecent: Bool
    ) -> MailboxChanges? {
        watchers[watcher]?.isTold = false
        guard let index = index(of: validity) else { return nil }
        var changes = MailboxChanges(modSeq: mailboxes[index].modSeq)
        guard mailboxes[index].modSeq > modSeq else { return changes }
        changes.vanished = mailboxes[index].vanished(since: modSeq)
        let firstNew = mailboxes[index].firstIndex(from: lastUID + 1)
        changes.changed = mailboxes[index].messages[..<firstNew].filter { $0.modSeq > modSeq }
        changes.arrived = mailboxes[index].messages[firstNew...].map(\.uid)
        changes.recent = changes.arrived.filter { $0 >= mailboxes[index].firstRecent }
        if claimsRecent { mailboxes[index].firstRecent = mailboxes[index].uidNext }
        return changes
    }

    // MARK: - The maildrop

    /// Gives one POP3 session the maildrop, or nothing where another one has it.
    func lockMaildrop() -> Maildrop? {
        guard !isMaildropLocked, let inbox = mailboxes.first(where: { $0.name == .inbox }) else { return nil }
        isMaildropLocked = true
        return Maildrop(inbox.messages, validity: inbox.validity)
    }

    /// The UPDATE state (RFC 1939 §6).
    func removeFromMaildrop(_ uids: [UInt32]) {
        guard let inbox = mailboxes.first(where: { $0.name == .inbox }) else { return }
        expunge(uids, in: inbox.validity, onlyDeleted: false)
    }

    func unlockMaildrop() { isMaildropLocked = false }

    // MARK: - Octets

    /// Counts octets that a client adds.
    func addOctets(_ count: Int) throws(MailboxError) {
        guard octetsAdded + count <= Self.mostOctetsAdded else { throw .overQuota }
        octetsAdded += count
    }
}
