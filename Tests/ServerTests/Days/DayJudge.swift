import MailModel
import MailStore
import TestKit

/// Compares the end of a day with what was done on it.
///
/// What a party did to a message must have its effect, unless somebody else did something to the same message that the
/// person's program did not know of yet.
struct DayJudge {
    private let record: DayRecord.State
    private let end: DayEnd
    private let touches: [Int: [DayRecord.Touch]]
    private let names: MailboxNames

    init(_ record: DayRecord.State, _ end: DayEnd) {
        self.record = record
        self.end = end
        touches = Dictionary(grouping: record.touches, by: \.number)
        names = MailboxNames(record.mailboxes)
    }

    func judge() -> DayJudgement {
        var judgement = DayJudgement()
        for (number, delivered) in record.delivered.sorted(by: { $0.key < $1.key }) {
            let places = end.places(of: number)
            let history = touches[number, default: []]
            if places.isEmpty, !mayBeGone(number, history, delivered.mailbox) { judgement.lost.append("\(number)") }
            let most = most(history, delivered.mailbox)
            if places.count > most {
                judgement.doubled.append("\(number) in \(places.map(\.mailbox)), at most \(most)")
            }
            judgement.lostActions += complaints(of: number, history, places, delivered.flags, delivered.mailbox)
        }
        judgement.lostActions += complaintsOfMailboxes()
        return judgement
    }

    // MARK: - Being there

    private func mayBeGone(_ number: Int, _ history: [DayRecord.Touch], _ first: String) -> Bool {
        if history.contains(where: { $0.change == .removal }) { return true }
        return isCaught(history) || mailboxes(history, first).contains { names.wasDeleted($0) }
    }

    /// Came into a mailbox when the server had just said that it is empty: DELETE has no condition (RFC 9051 §6.3.5).
    private func isCaught(_ history: [DayRecord.Touch]) -> Bool {
        record.mailboxes.contains { unmade in
            guard unmade.change == .unmade else { return false }
            return history.contains { arrival in
                guard let mailbox = arrival.change.mailbox else { return false }
                return arrival.end > unmade.moment && !arrival.isBehindItsBack && names.areOne(mailbox, unmade.name)
            }
        }
    }

    /// Two that move a message at the same time may each get it there (RFC 6851 §3.3).
    ///
    /// A copy whose answer was lost is looked for where it was to go before it is made again, and somebody may have moved
    /// it on by then. Of a rebuilding that another one comes across, both mailboxes may be left.
    private func most(_ history: [DayRecord.Touch], _ first: String) -> Int {
        let copies = history.count { if case .copy = $0.change { true } else { false } }
        let moves = history.filter { $0.change.isMove && ($0.party == .person || !$0.isLoose) }
        let rivals = moves.filter { move in moves.contains { areAtOnce(move, $0) } }
        let twins = copies > 0 ? Set(moves.map(\.party)).count : max(0, Set(rivals.map(\.party)).count - 1)
        let isTwice =
            isShaky(history, first) && history.contains { if case .carried = $0.change { true } else { false } }
        return 1 + copies + twins + (isTwice ? 1 : 0)
    }

    /// Each may have been done by its party before the other one's was seen.
    ///
    /// The server learns of what the person does any time later.
    private func areAtOnce(_ one: DayRecord.Touch, _ other: DayRecord.Touch) -> Bool {
        guard one.party != other.party else { return false }
        if one.party == .person { return other.end > one.known && one.end > other.known }
        if other.party == .person { return areAtOnce(other, one) }
        return one.begin < other.end && other.begin < one.end
    }

    /// It was in a mailbox that two have changed: with that Dovecot itself gets confused.
    private func isShaky(_ history: [DayRecord.Touch], _ first: String) -> Bool {
        mailboxes(history, first).contains { name in
            let parties = record.mailboxes.filter { names.areOne($0.name, name) && !$0.change.isHarmless }.map(\.party)
            return Set(parties).count > 1
        }
    }

    private func mailboxes(_ history: [DayRecord.Touch], _ first: String) -> [String] {
        [first] + history.flatMap { [$0.mailbox, $0.change.mailbox].compactMap(\.self) }
    }

    // MARK: - Having its effect

    private func complaints(
        of number: Int, _ history: [DayRecord.Touch], _ places: [(mailbox: String, flags: Set<String>)],
        _ delivered: Flags, _ first: String
    ) -> [String] {
        var complaints: [String] = []
        for flag in DayPlan.flags {
            guard let value = value(of: flag, history, delivered), !places.isEmpty, !isShaky(history, first) else {
                continue
            }
            // A copy has the flags of its moment.
            let isSo = places.contains { $0.flags.contains(flag.word) == value }
            if !isSo { complaints.append("\(number) is \(value ? "not " : "")\(flag)") }
        }
        let own = history.filter { $0.party == .person && $0.change.isMoveOrRemoval }
        // What is deleted for good is out of sight: a later `u` for an earlier move does nothing to it.
        guard let last = own.last(where: { $0.change == .removal }) ?? own.last,
            !last.isLoose, !isContested(last, history), !isShaky(history, first), !wasRefused(last)
        else { return complaints }
        switch last.change {
        case .place(let mailbox) where !places.contains { names.areOne($0.mailbox, mailbox) }:
            complaints.append("\(number) is not in \(mailbox) but in \(places.map(\.mailbox))")
        case .removal where places.count >= most(history, first):
            complaints.append("\(number) is still in \(places.map(\.mailbox))")
        default: break
        }
        return complaints
    }

    /// What must be so; nothing where that can't be known.
    private func value(of flag: Flag, _ history: [DayRecord.Touch], _ delivered: Flags) -> Bool? {
        // Of several, the one that had it may be gone.
        if history.contains(where: \.change.isCopy), history.contains(where: { $0.change == .removal }) { return nil }
        let mine = history.filter { $0.change.flag?.flag == flag }
        guard let last = mine.last else {
            return delivered.contains(flag)
        }
        // A copy that the person takes back goes with what others have marked on it before the server learned of it.
        let takenBack = history.filter { $0.change == .copyTakenBack && $0.end > last.known }
        if last.party != .person, takenBack.contains(where: { names.areOne($0.mailbox, last.mailbox) }) { return nil }
        if Set(mine.map(\.party)).count == 1, case .client = last.party {
            // What it marked may have been carried somewhere else by a third at that moment.
            let isOpen =
                last.isLoose || isCrossed(last) || history.contains { $0.party != last.party && $0.change.isMove }
            return isOpen ? nil : last.change.flag?.value
        }
        guard let own = mine.last(where: { $0.party == .person }), !own.isLoose, !isContested(own, history),
            !wasRefused(own)
        else { return nil }
        return own.change.flag?.value
    }

    /// Where nobody can get in nothing can be moved to; of what can't be taken out of there the person was told.
    private func wasRefused(_ own: DayRecord.Touch) -> Bool {
        if let target = own.change.mailbox, end.broken.contains(target) { return true }
        return end.broken.contains(own.mailbox)
            && record.story.contains {
                $0.hasPrefix("note: The server refused to") && $0.contains("doesn't exist: \(own.mailbox) ")
            }
    }

    /// A third did something to the mailbox at that moment: Dovecot says yes to a flag in one that is just renamed, and
    /// forgets it.
    private func isCrossed(_ touch: DayRecord.Touch) -> Bool {
        let others = record.mailboxes.filter {
            $0.party != touch.party && !$0.change.isHarmless && names.areOne($0.name, touch.mailbox)
        }
        // Each is noted before, as one that need not come to anything, and after.
        return others.filter { $0.isLoose && $0.moment < touch.end }.contains { begun in
            let after = others.first { $0.party == begun.party && !$0.isLoose && $0.moment > begun.moment }
            return (after?.moment ?? .max) > touch.begin
        }
    }

    /// Somebody else did something to the same thing, and the person's program did not know.
    private func isContested(_ own: DayRecord.Touch, _ history: [DayRecord.Touch]) -> Bool {
        let isContested = history.contains { other in
            guard other.party != .person, other.end > own.known else { return false }
            switch other.change {
            case .flag(let flag, _): return own.change.flag?.flag == flag
            case .carried: return !other.isBehindItsBack
            case .place, .removal: return true
            case .copy, .copyTakenBack: return false
            }
        }
        return isContested
            || record.mailboxes.contains { other in
                guard other.party != .person, other.moment > own.known else { return false }
                let concerned = [own.mailbox, own.change.mailbox].compactMap(\.self)
                return concerned.contains { names.areOne($0, other.name) } && !isFollowed(other)
            }
            || ownMailboxChanges(after: own)
    }

    /// What was in the mailbox before can be found again: it has got another name, or other UIDs, and nothing else has
    /// been done to it, to what it is in, or to one of these names, before the person's program looked again.
    private func isFollowed(_ touch: DayRecord.MailboxTouch) -> Bool {
        if touch.change.isHarmless { return true }
        guard touch.isBehindItsBack, touch.change.isFollowable else { return false }
        return !record.mailboxes.contains { other in
            other.moment > touch.known && names.isTouched(touch.name, with: other.name)
                && !(other.party == touch.party && other.change.isFollowable && other.isBehindItsBack)
        }
    }

    /// The person did something to the mailbox itself later.
    private func ownMailboxChanges(after own: DayRecord.Touch) -> Bool {
        let concerned = [own.mailbox, own.change.mailbox].compactMap(\.self)
        return record.mailboxes.contains { other in
            other.party == .person && other.moment > own.begin && concerned.contains { names.areOne($0, other.name) }
        }
    }

    // MARK: - Mailboxes

    /// A mailbox that the person has made is there, unless somebody did anything else to one of that name.
    private func complaintsOfMailboxes() -> [String] {
        record.mailboxes.compactMap { made in
            guard made.party == .person, case .made = made.change, !made.isLoose, end.mailboxes[made.name] == nil,
                record.mailboxes.count(where: { names.areOne($0.name, made.name) || names.holds($0.name, made.name) })
                    == 1
            else { return nil }
            return "\(made.name) is not there"
        }
    }
}

/// Names that may have been one mailbox's, one after the other.
private struct MailboxNames {
    private var groups: [Set<String>] = []
    private var deleted: Set<String> = []

    init(_ touches: [DayRecord.MailboxTouch]) {
        for touch in touches {
            switch touch.change {
            case .renamed(let new): join(touch.name, new)
            case .deleted: deleted.insert(touch.name)
            // What came in while it was under way went with the old one.
            case .rebuilt: deleted.insert(touch.name)
            case .made, .unmade: break
            }
        }
    }

    func areOne(_ left: String, _ right: String) -> Bool {
        left == right || groups.contains { $0.contains(left) && $0.contains(right) }
    }

    /// What is done to the mailbox `other` is done to this one as well: it is the same one, or around it.
    func isTouched(_ name: String, with other: String) -> Bool {
        let names = groups.first { $0.contains(name) } ?? [name]
        return names.contains { areOne($0, other) || $0.hasPrefix(other + "/") }
    }

    func wasDeleted(_ name: String) -> Bool { deleted.contains { areOne($0, name) } }

    /// Whether a mailbox is in another one, by name.
    func holds(_ outer: String, _ inner: String) -> Bool {
        inner.hasPrefix(outer + "/") || inner.hasPrefix(outer + ".")
    }

    private mutating func join(_ old: String, _ new: String) {
        // What is in it goes with it, whatever that has been called before.
        let inner = Set(DayPlan.names).union(groups.joined()).filter { $0.hasPrefix(old + "/") }
        for pair in [(old, new)] + inner.map({ ($0, new + $0.dropFirst(old.count)) }) {
            let joined = groups.filter { $0.contains(pair.0) || $0.contains(pair.1) }
            groups.removeAll { $0.contains(pair.0) || $0.contains(pair.1) }
            groups.append(joined.reduce([pair.0, pair.1]) { $0.union($1) })
        }
    }
}

extension DayRecord.Change {
    var flag: (flag: Flag, value: Bool)? {
        if case .flag(let flag, let value) = self { (flag, value) } else { nil }
    }

    var isMove: Bool {
        switch self {
        case .place, .carried: true
        case .flag, .copy, .copyTakenBack, .removal: false
        }
    }

    var isCopy: Bool {
        switch self {
        case .copy, .carried: true
        case .flag, .place, .copyTakenBack, .removal: false
        }
    }

    /// What decides where a message is.
    var isMoveOrRemoval: Bool {
        switch self {
        case .place, .copyTakenBack, .removal: true
        case .flag, .copy, .carried: false
        }
    }

    /// Where to.
    var mailbox: String? {
        switch self {
        case .place(let name), .carried(let name), .copy(let name): name
        case .flag, .copyTakenBack, .removal: nil
        }
    }
}

extension DayRecord.MailboxTouch.Change {
    /// The messages can be found again where nothing else happens.
    var isFollowable: Bool {
        switch self {
        case .renamed, .rebuilt: true
        case .made, .deleted, .unmade: false
        }
    }

    /// Nothing happens to what was in the mailbox before.
    var isHarmless: Bool {
        switch self {
        case .made, .unmade: true
        case .renamed, .deleted, .rebuilt: false
        }
    }
}
