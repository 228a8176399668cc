import IMAP
import MailModel

/// A mailbox of the embedded servers, with all that IMAP promises about it.
struct StoredMailbox {
    /// UIDVALIDITY, different for every mailbox of a user, so it names the mailbox too.
    private(set) var validity: UInt32
    var name: MailboxName
    var role: MailboxRole?
    /// False for a mere level of the hierarchy.
    var isSelectable = true
    private(set) var uidNext: UInt32 = 1
    /// HIGHESTMODSEQ.
    private(set) var modSeq: UInt64 = 1
    /// By ascending UID.
    private(set) var messages: [StoredMessage] = []
    /// What was expunged, by ascending MODSEQ, for VANISHED (EARLIER).
    private(set) var expunged: [Expunged] = []
    /// The first message that no session was told of as `\Recent`.
    var firstRecent: UInt32 = 1

    struct Expunged {
        let uid: UInt32
        let modSeq: UInt64
    }

    init(validity: UInt32, name: MailboxName, role: MailboxRole? = nil) {
        self.validity = validity
        self.name = name
        self.role = role
    }

    /// The index of a message; nothing where it was expunged or never was.
    func index(of uid: UInt32) -> Int? {
        let index = firstIndex(from: uid)
        return index < messages.count && messages[index].uid == uid ? index : nil
    }

    /// The index of the first message with that UID or a later one.
    func firstIndex(from uid: UInt32) -> Int {
        var (low, high) = (0, messages.count)
        while low < high {
            let middle = (low + high) / 2
            if messages[middle].uid < uid { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds messages under one MODSEQ; gives their UIDs.
    mutating func append(_ added: [DemoMessage]) -> [UInt32] {
        modSeq += 1
        var uids: [UInt32] = []
        uids.reserveCapacity(added.count)
        for message in added where uidNext < .max {
            messages.append(
                StoredMessage(
                    uid: uidNext, content: message.content, received: message.received, flags: message.flags,
                    modSeq: modSeq))
            uids.append(uidNext)
            uidNext += 1
        }
        return uids
    }

    /// Changes flags under one new MODSEQ, which only messages that really change get.
    mutating func changeFlags(_ change: FlagChange, of uids: [UInt32], unchangedSince limit: UInt64?) -> FlagOutcome {
        var outcome = FlagOutcome()
        let next = modSeq + 1
        for uid in uids {
            guard let index = index(of: uid) else { continue }
            if let limit, messages[index].modSeq > limit {
                outcome.modified.append(uid)
                continue
            }
            let flags = change.applied(to: messages[index].flags)
            if flags != messages[index].flags {
                messages[index].flags = flags
                messages[index].modSeq = next
                modSeq = next
                outcome.modSeq = next
            }
            outcome.stored.append(messages[index])
        }
        return outcome
    }

    /// Takes messages out for good.
    mutating func expunge(_ uids: [UInt32]) {
        let indices = uids.compactMap { index(of: $0) }
        guard !indices.isEmpty else { return }
        modSeq += 1
        expunged += indices.map { Expunged(uid: messages[$0].uid, modSeq: modSeq) }
        let gone = Set(indices)
        messages = messages.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
    }

    /// The UIDs expunged after a MODSEQ.
    func vanished(since limit: UInt64) -> [UInt32] {
        guard let last = expunged.last, last.modSeq > limit else { return [] }
        return expunged.reversed().prefix { $0.modSeq > limit }.map(\.uid)
    }

    /// Begins a new life under another UIDVALIDITY, as after a restored backup.
    mutating func renew(validity: UInt32) {
        self.validity = validity
        let contents = messages.map { DemoMessage(content: $0.content, received: $0.received, flags: $0.flags) }
        (messages, expunged, uidNext, modSeq, firstRecent) = ([], [], 1, 1, 1)
        _ = append(contents)
    }
}

/// What STORE does to flags.
struct FlagChange: Sendable {
    enum Kind: Sendable { case replace, add, remove }

    var kind: Kind
    var flags: Flags

    func applied(to old: Flags) -> Flags {
        var new = old
        switch kind {
        case .replace: new = flags
        case .add: new.formUnion(flags)
        case .remove: new.subtract(flags)
        }
        return new
    }
}

/// What became of a STORE.
struct FlagOutcome: Sendable {
    /// The messages as they are now.
    var stored: [StoredMessage] = []
    /// UIDs left alone, as they had changed after UNCHANGEDSINCE (RFC 7162 §3.1.3).
    var modified: [UInt32] = []
    /// The new MODSEQ of those that really changed.
    var modSeq: UInt64?
}
