import IMAP
import MailModel

/// A session's selected mailbox as the client has been told of it.
///
/// Sequence numbers are places in `uids`; they change only when an expunge is told.
struct Selection {
    let name: MailboxName
    let validity: UInt32
    let isReadOnly: Bool
    /// The number under which the mailbox tells this session of changes.
    let watcher: Int
    private(set) var uids: [UInt32]
    var recent: Set<UInt32>
    /// What the session has seen of the mailbox's changes.
    private(set) var modSeq: UInt64
    /// Expunged, but the client has not been told yet.
    private(set) var vanished: [UInt32] = []
    /// Changes of this session's own, which it has answered already.
    private var ownModSeqs: Set<UInt64> = []

    init(_ request: SelectRequest, state: MailboxState, watcher: Int) {
        name = request.name
        validity = state.validity
        isReadOnly = request.isReadOnly
        self.watcher = watcher
        uids = state.uids
        recent = Set(state.recent)
        modSeq = state.modSeq
    }

    /// A message's sequence number.
    func number(of uid: UInt32) -> Int? {
        let index = firstIndex(from: uid)
        return index < uids.count && uids[index] == uid ? index + 1 : nil
    }

    /// The UIDs that a command names, ascending.
    ///
    /// - Returns: Nothing where a sequence number is beyond the last message, which RFC 9051 §9 forbids;
    ///   UIDs that don't exist are passed over (§6.4.9).
    func resolve(_ messages: MessageSet) -> [UInt32]? {
        var ranges = messages.set.ranges
        let last = messages.isUID ? uids.last ?? 0 : UInt32(uids.count)
        switch messages.set.star {
        case .largest: if last > 0 { ranges.append(last...last) }
        case .through(let first): if last > 0 { ranges.append(min(first, last)...max(first, last)) }
        case nil: break
        }
        let set = SequenceSet(unsorted: ranges)
        if messages.isUID {
            return set.ranges.flatMap { range in
                uids[firstIndex(from: range.lowerBound)...].prefix { $0 <= range.upperBound }
            }
        }
        // Liberal: clients ask for `1:*` of an empty mailbox.
        guard let highest = set.ranges.last?.upperBound else { return [] }
        guard highest <= last else { return nil }
        return set.ranges.flatMap { uids[(Int($0.lowerBound) - 1)..<Int($0.upperBound)] }
    }

    /// Remembers a change as answered.
    mutating func own(_ modSeq: UInt64?) {
        if let modSeq { ownModSeqs.insert(modSeq) }
    }

    /// Takes in what happened; gives the messages whose flags are news to the client.
    mutating func take(_ changes: MailboxChanges) -> [StoredMessage] {
        uids.append(contentsOf: changes.arrived)
        recent.formUnion(changes.recent)
        vanished.append(contentsOf: changes.vanished.filter { number(of: $0) != nil })
        modSeq = changes.modSeq
        let news = changes.changed.filter { !ownModSeqs.contains($0.modSeq) && number(of: $0.uid) != nil }
        ownModSeqs = []
        return news
    }

    /// Forgets the vanished messages, as the client is told now.
    ///
    /// - Returns: Their sequence numbers in the order in which EXPUNGE tells them, highest first, and
    ///   their UIDs.
    mutating func forgetVanished() -> (numbers: [Int], uids: [UInt32]) {
        guard !vanished.isEmpty else { return ([], []) }
        let gone = Set(vanished)
        let numbers = uids.indices.filter { gone.contains(uids[$0]) }.map { $0 + 1 }
        uids.removeAll(where: gone.contains)
        vanished = []
        return (numbers.reversed(), gone.sorted())
    }

    private func firstIndex(from uid: UInt32) -> Int {
        var (low, high) = (0, uids.count)
        while low < high {
            let middle = (low + high) / 2
            if uids[middle] < uid { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
