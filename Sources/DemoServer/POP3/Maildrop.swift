/// A user's INBOX as one POP3 session sees it, unchanged from login to QUIT (RFC 1939 §4, §5).
struct Maildrop {
    private let validity: UInt32
    private let messages: [StoredMessage]
    private var isDeleted: [Bool]
    private let sizes: [Int]

    init(_ messages: [StoredMessage] = [], validity: UInt32 = 0) {
        self.validity = validity
        self.messages = messages
        isDeleted = [Bool](repeating: false, count: messages.count)
        sizes = messages.map { $0.content.octets.count }
    }

    /// Numbers of the messages not marked as deleted, ascending from 1.
    var numbers: [Int] { messages.indices.filter { !isDeleted[$0] }.map { $0 + 1 } }

    /// UIDs to remove in the UPDATE state.
    var deleted: [UInt32] { messages.indices.filter { isDeleted[$0] }.map { messages[$0].uid } }

    var sizeInOctets: Int { numbers.reduce(0) { $0 + sizes[$1 - 1] } }

    /// A message by its number, unless it is marked as deleted.
    subscript(_ number: Int) -> StoredMessage? {
        messages.indices.contains(number - 1) && !isDeleted[number - 1] ? messages[number - 1] : nil
    }

    func size(of number: Int) -> Int { sizes[number - 1] }

    /// The unique-id (RFC 1939 §7): the message's UID in the INBOX's one life.
    func uniqueID(of number: Int) -> String { "\(validity).\(messages[number - 1].uid)" }

    mutating func delete(_ number: Int) { isDeleted[number - 1] = true }

    mutating func reset() { isDeleted = [Bool](repeating: false, count: messages.count) }
}
