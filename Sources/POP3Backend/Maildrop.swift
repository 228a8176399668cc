import MailModel
import POP3

/// The messages of a session, by number and by name.
struct Maildrop {
    struct Entry {
        let number: MessageNumber
        /// A hint.
        let sizeInOctets: Int
        /// The server's unique-id, or one derived from the message's header; see ``DerivedID``.
        let id: String
    }

    /// By number: the oldest first.
    let entries: [Entry]
    /// UIDL and LIST name the same messages, each once.
    let isConsistent: Bool
    /// Unique-ids that more than one message has.
    let ambiguous: Set<String>
    // Where in `entries` an id stands.
    private let places: [String: Int32]

    /// The most messages that a maildrop may have here; about 100 octets are kept of each.
    static let limit = 2_000_000

    init(entries: [Entry], isConsistent: Bool, ambiguous: Set<String> = []) {
        self.entries = entries
        self.isConsistent = isConsistent
        self.ambiguous = ambiguous
        places = Dictionary(entries.enumerated().map { ($0.element.id, Int32($0.offset)) }) { first, _ in first }
    }

    func entry(_ id: RemoteID) -> Entry? {
        id.uniqueID.flatMap { places[$0] }.map { entries[Int($0)] }
    }
}
