import MailModel
import POP3

/// The messages of a session, by number and by name.
struct Maildrop {
    struct Entry {
        let number: MessageNumber
        /// A hint.
        let sizeInOctets: Int
        /// The server's unique-id, or one derived from the message's header; see ``DerivedID``.
        var id: String
    }

    /// By number: the oldest first.
    let entries: [Entry]
    /// UIDL and LIST name the same messages, each once.
    let isConsistent: Bool
    /// Unique-ids that more than one message has.
    let ambiguous: Set<String>
    // Places in `entries` in the order of the ids: a twelfth of the memory of a dictionary.
    private let order: [Int32]

    /// The most messages that a maildrop may have here; about 100 octets are kept of each.
    static let limit = 2_000_000

    init(entries: [Entry], isConsistent: Bool, ambiguous: Set<String> = []) {
        self.entries = entries
        self.isConsistent = isConsistent
        self.ambiguous = ambiguous
        order = Self.ordered(entries)
    }

    func entry(_ id: RemoteID) -> Entry? {
        guard let id = id.uniqueID else { return nil }
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[Int(order[middle])].id < id { low = middle + 1 } else { high = middle }
        }
        guard low < order.count, entries[Int(order[low])].id == id else { return nil }
        return entries[Int(order[low])]
    }

    /// Places of the messages that have no id, or one that a message before has; in their order.
    static func placesWithoutOwnName(_ entries: [Entry]) -> [Int] {
        let order = ordered(entries)
        var places = order.prefix { entries[Int($0)].id.isEmpty }
        for (place, next) in zip(order, order.dropFirst()) where entries[Int(place)].id == entries[Int(next)].id {
            if !entries[Int(next)].id.isEmpty { places.append(next) }
        }
        return places.map { Int($0) }.sorted()
    }

    // By id; of equal ids the older message first.
    private static func ordered(_ entries: [Entry]) -> [Int32] {
        entries.indices.map { Int32($0) }.sorted { left, right in
            let (first, second) = (entries[Int(left)].id, entries[Int(right)].id)
            return first == second ? left < right : first < second
        }
    }
}
