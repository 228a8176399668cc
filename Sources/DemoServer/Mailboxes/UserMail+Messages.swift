import MailModel

/// Messages: what is in a mailbox, and what sessions do with it.
extension UserMail {
    func state(of name: MailboxName, claimsRecent: Bool = false) throws(MailboxError) -> MailboxState {
        let index = try index(of: name)
        let mailbox = mailboxes[index]
        let unseen = mailbox.messages.indices.filter { !mailbox.messages[$0].flags.contains(.seen) }
        let state = MailboxState(
            validity: mailbox.validity, uidNext: mailbox.uidNext, modSeq: mailbox.modSeq,
            uids: mailbox.messages.map(\.uid), recent: mailbox.messages.map(\.uid).filter { $0 >= mailbox.firstRecent },
            firstUnseen: unseen.first.map { $0 + 1 }, unseen: unseen.count,
            keywords: mailbox.messages.reduce(into: []) { $0.formUnion($1.flags.keywords) })
        if claimsRecent { mailboxes[index].firstRecent = mailbox.uidNext }
        return state
    }

    /// Those of the messages that are still there, in the order asked for.
    func messages(_ uids: ArraySlice<UInt32>, in validity: UInt32) -> [StoredMessage] {
        guard let index = index(of: validity) else { return [] }
        let mailbox = mailboxes[index]
        return uids.compactMap { uid in mailbox.index(of: uid).map { mailbox.messages[$0] } }
    }

    func messages(in name: MailboxName) throws(MailboxError) -> [StoredMessage] {
        mailboxes[try index(of: name)].messages
    }

    /// UIDs expunged after a MODSEQ, for QRESYNC.
    func vanished(from validity: UInt32, since modSeq: UInt64) -> [UInt32] {
        index(of: validity).map { mailboxes[$0].vanished(since: modSeq) } ?? []
    }

    /// Adds messages at the end.
    @discardableResult
    func append(_ messages: [DemoMessage], to name: MailboxName) throws(MailboxError) -> (
        validity: UInt32, uids: [UInt32]
    ) {
        let index = try index(of: name)
        let uids = mailboxes[index].append(messages)
        tellWatchers(of: mailboxes[index].validity)
        return (mailboxes[index].validity, uids)
    }

    func changeFlags(
        _ change: FlagChange, of uids: [UInt32], in validity: UInt32, unchangedSince limit: UInt64? = nil
    ) -> FlagOutcome {
        guard let index = index(of: validity) else { return FlagOutcome() }
        let before = mailboxes[index].modSeq
        let outcome = mailboxes[index].changeFlags(change, of: uids, unchangedSince: limit)
        if mailboxes[index].modSeq != before { tellWatchers(of: validity) }
        return outcome
    }

    /// Expunges those of `uids` that are there; with `onlyDeleted` those with `\Deleted`.
    func expunge(_ uids: [UInt32], in validity: UInt32, onlyDeleted: Bool) {
        guard let index = index(of: validity) else { return }
        let mailbox = mailboxes[index]
        let condemned = uids.filter { uid in
            guard let place = mailbox.index(of: uid) else { return false }
            return !onlyDeleted || mailbox.messages[place].flags.contains(.deleted)
        }
        mailboxes[index].expunge(condemned)
        if !condemned.isEmpty { tellWatchers(of: validity) }
    }

    /// Copies messages with flags and INTERNALDATE (RFC 9051 §6.4.7).
    ///
    /// - Returns: The target's UIDVALIDITY, the UIDs copied and those they became, in the same order.
    func copy(_ uids: [UInt32], from validity: UInt32, to name: MailboxName) throws(MailboxError) -> CopyOutcome {
        let target = try index(of: name)
        let copied = messages(uids[...], in: validity)
        let added = mailboxes[target].append(
            copied.map { DemoMessage(content: $0.content, received: $0.received, flags: $0.flags) })
        if !added.isEmpty { tellWatchers(of: mailboxes[target].validity) }
        return CopyOutcome(validity: mailboxes[target].validity, from: copied.map(\.uid), to: added)
    }

    struct CopyOutcome: Sendable {
        let validity: UInt32
        let from: [UInt32]
        let to: [UInt32]
    }
}
