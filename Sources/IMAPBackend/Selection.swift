import IMAP
import MailModel

/// The selected mailbox, as the server has told it on this connection.
struct Selection {
    /// What was seen on the side, while other commands ran or IDLE waited.
    struct News {
        /// Something changed since the last comparison began.
        var isPending = false
        /// By how much EXISTS grew.
        var grown = 0
        /// UIDs that EXPUNGE or VANISHED took.
        var vanished = SequenceSet()
        /// Flags that were told without being asked for.
        var flags: [UInt32: [IMAP.Flag]] = [:]
        /// More happened than could be noted: only a full comparison finds it.
        var isIncomplete = false
    }

    /// Flags noted at most, each a few dozen octets.
    private static let flagsLimit = 10_000

    let mailbox: MailboxName
    /// Tells this selection from the next one of the same mailbox.
    let serial: Int
    var validity: UInt32 = 0
    var uidNext: UInt32?
    /// Nothing can be changed in it; nothing where the server does not say whether.
    var isReadOnly: Bool?
    /// Nothing where the mailbox keeps no mod-sequences.
    var highestModSeq: UInt64?
    var map = SequenceMap()
    var news = News()
    /// Where a comparison on this selection ended: who knows that lacks nothing but `news`.
    var inStepAt: SyncPoint?
    /// How many times messages disappeared: sequence numbers from before are void then.
    var removals = 0

    init(mailbox: MailboxName, serial: Int) {
        self.mailbox = mailbox
        self.serial = serial
    }

    /// Takes an untagged response that tells of the mailbox.
    ///
    /// `isOpening` while SELECT is under way, when all is the mailbox's state and nothing is
    /// news; `isClaimed` where a command asked for it.
    mutating func note(_ response: Response, isOpening: Bool, isClaimed: Bool) throws(ProtocolViolation) {
        switch response {
        case .exists(let count):
            if !isOpening, Int(count) != map.count {
                news.isPending = true
                news.grown += max(Int(count) - map.count, 0)
            }
            if Int(count) < map.count { news.isIncomplete = true }
            map.setCount(Int(count))
        case .expunge(let number): try noteExpunge(number)
        case .vanished(let uids, earlier: false): noteVanished(uids)
        case .fetch(let fetch): noteFetch(fetch, isNews: !isOpening && !isClaimed)
        case .status(let status): note(status.code, isOpening: isOpening)
        default: break
        }
    }

    mutating func note(_ code: ResponseCode?, isOpening: Bool) {
        switch code {
        case .uidValidity(let validity):
            // One that changes in mid-session makes all that is known void.
            if self.validity != 0, self.validity != validity { news.isIncomplete = true }
            self.validity = validity
        case .uidNext(let next): uidNext = next
        case .highestModSeq(let modSeq): if isOpening { highestModSeq = modSeq == 0 ? nil : modSeq }
        case .word(.noModSeq): highestModSeq = nil
        case .word(.readOnly): isReadOnly = true
        case .word(.readWrite): isReadOnly = false
        default: break
        }
    }

    private mutating func noteExpunge(_ number: UInt32) throws(ProtocolViolation) {
        let uid = try map.expunge(number: number)
        removals += 1
        news.isPending = true
        if let uid { news.vanished.insert(uid) } else { news.isIncomplete = true }
    }

    private mutating func noteVanished(_ uids: SequenceSet) {
        map.vanish(uids: uids)
        removals += 1
        news.isPending = true
        news.vanished.formUnion(uids)
    }

    private mutating func noteFetch(_ fetch: FetchResponse, isNews: Bool) {
        if let uid = fetch.uid { map.setUID(uid, ofNumber: fetch.sequenceNumber) }
        guard isNews else {
            // An answer that came after news of the same message is the newer of the two.
            if let uid = fetch.uid, let flags = fetch.flags, news.flags[uid] != nil { news.flags[uid] = flags }
            return
        }
        news.isPending = true
        guard let flags = fetch.flags, let uid = fetch.uid ?? map.uid(ofNumber: fetch.sequenceNumber),
            news.flags.count < Self.flagsLimit
        else {
            news.isIncomplete = true
            return
        }
        news.flags[uid] = flags
    }
}
