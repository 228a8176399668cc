import IMAP
import MailModel

/// Where a comparison ended: what a checkpoint says in IMAP's words.
struct SyncPoint: Hashable, Sendable {
    var validity: UInt32
    /// All messages below this UID, and from `floor` on, are known, and those of `early`.
    var uidNext: UInt32
    /// Flags are known as of this mod-sequence; nothing where the server keeps none (RFC 7162).
    var modSeq: UInt64?
    /// EXISTS when the comparison ended.
    var messages: Int
    /// Messages below this UID were not fetched yet; nothing where all were.
    var floor: UInt32?
    /// UIDs below `floor` that were fetched before it was their turn.
    var early = SequenceSet()

    init(validity: UInt32, uidNext: UInt32, modSeq: UInt64?, messages: Int, floor: UInt32?) {
        self.validity = validity
        self.uidNext = uidNext
        self.modSeq = modSeq
        self.messages = messages
        self.floor = floor
    }

    /// Reads what ``checkpoint`` wrote; nothing for anything else, which is then a first time.
    init?(_ checkpoint: Checkpoint) {
        let words = checkpoint.text.split(separator: " ")
        guard words.count == 6 || words.count == 7, words[0] == "imap1", let validity = UInt32(words[1]),
            let uidNext = UInt32(words[2]),
            let messages = UInt32(words[4])
        else { return nil }
        self.init(
            validity: validity, uidNext: uidNext, modSeq: UInt64(words[3]), messages: Int(messages),
            floor: UInt32(words[5]))
        if words.count == 7 {
            guard let early = SequenceSet(String(words[6])) else { return nil }
            self.early = early
        }
    }

    /// `imap1 UIDVALIDITY UIDNEXT HIGHESTMODSEQ EXISTS floor [early]`, with `-` for what there is not.
    var checkpoint: Checkpoint {
        var words = [
            "imap1", "\(validity)", "\(uidNext)", modSeq.map { "\($0)" } ?? "-", "\(messages)",
            floor.map { "\($0)" } ?? "-",
        ]
        if !early.isEmpty { words.append("\(early)") }
        return Checkpoint(words.joined(separator: " "))
    }

    /// UIDs that are known.
    var known: SequenceSet {
        let first = max(floor ?? 1, 1)
        return uidNext > first ? early.union(SequenceSet(first...(uidNext - 1))) : early
    }
}
