import IMAP
import MailModel

/// A search made ready for a mailbox: its numbers are UIDs, its texts are folded.
struct SearchCriteria {
    private let key: SearchKey
    private let recent: Set<UInt32>
    /// RFC 7162 §3.1.5: the answer then tells a MODSEQ.
    let usesModSeq: Bool

    init(_ key: SearchKey, in selection: Selection) {
        self.key = Self.resolve(key, in: selection)
        recent = selection.recent
        usesModSeq = Self.usesModSeq(key)
    }

    /// The parser has limited how deep keys nest.
    private static func resolve(_ key: SearchKey, in selection: Selection) -> SearchKey {
        switch key {
        // Numbers that are not in use find nothing.
        case .numbers(let messages): .uids(SequenceSet(selection.resolve(messages) ?? []))
        case .all(let keys): .all(keys.map { resolve($0, in: selection) })
        case .or(let first, let second): .or(resolve(first, in: selection), resolve(second, in: selection))
        case .not(let key): .not(resolve(key, in: selection))
        case .header(let name, let text): .header(name, text: SearchText.folded(text))
        case .text(let text): .text(SearchText.folded(text))
        case .body(let text): .body(SearchText.folded(text))
        default: key
        }
    }

    private static func usesModSeq(_ key: SearchKey) -> Bool {
        switch key {
        case .modSeq: true
        case .all(let keys): keys.contains(where: usesModSeq)
        case .or(let first, let second): usesModSeq(first) || usesModSeq(second)
        case .not(let key): usesModSeq(key)
        default: false
        }
    }

    func matches(_ message: StoredMessage) -> Bool {
        var text = SearchText(message)
        return matches(key, message, &text)
    }

    private func matches(_ key: SearchKey, _ message: StoredMessage, _ text: inout SearchText) -> Bool {
        switch key {
        case .everything: true
        case .recent: recent.contains(message.uid)
        case .new: recent.contains(message.uid) && !message.flags.contains(.seen)
        case .old: !recent.contains(message.uid)
        case .all(let keys): keys.allSatisfy { matches($0, message, &text) }
        case .or(let first, let second): matches(first, message, &text) || matches(second, message, &text)
        case .not(let key): !matches(key, message, &text)
        case .flag(let flag): message.flags.contains(flag)
        case .uids(let uids): uids.contains(message.uid)
        case .numbers: false
        case .modSeq(let modSeq): message.modSeq >= modSeq
        case .header(let name, let wanted): text.header(name, contains: wanted)
        case .text(let wanted): text.contains(wanted, inHeaderToo: true)
        case .body(let wanted): text.contains(wanted, inHeaderToo: false)
        case .larger(let size): text.sizeInOctets > size
        case .smaller(let size): text.sizeInOctets < size
        case .before(let day, let isSent): self.day(of: message, isSent, text).map { $0 < day } ?? false
        case .on(let day, let isSent): self.day(of: message, isSent, text).map { $0 == day } ?? false
        case .since(let day, let isSent): self.day(of: message, isSent, text).map { $0 >= day } ?? false
        }
    }

    private func day(of message: StoredMessage, _ isSent: Bool, _ text: SearchText) -> Int? {
        isSent ? text.sentDay : CalendarDate(message.received).daysSince1970
    }
}
