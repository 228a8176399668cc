import MailModel

/// Texts of the messages around the open one, set in lines and ready to be shown.
struct ReadAhead {
    private static let mostMessages = 6
    /// Of a longer one nothing is kept: it costs more memory than it saves time.
    private static let mostLines = 20_000

    /// Oldest first.
    private var messages: [(id: StoredID, message: ReadableMessage)] = []

    func message(_ id: StoredID) -> ReadableMessage? { messages.first { $0.id == id }?.message }

    mutating func keep(_ message: ReadableMessage, of id: StoredID) {
        guard message.lines.count <= Self.mostLines, self.message(id) == nil else { return }
        if messages.count == Self.mostMessages { messages.removeFirst() }
        messages.append((id, message))
    }
}
