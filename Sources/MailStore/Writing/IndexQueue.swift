import GRDB

/// What a transaction changes in the full-text index, carried out at its end.
///
/// FTS5 collects words in memory, but writes them out whenever another statement that may fail half-way comes in
/// between: mixed with insertions into other tables, indexing costs five times as much.
final class IndexQueue {
    /// A message's words as the index has them, or is to have them.
    struct Words {
        var message: Int64
        var subject: String
        var sender: String
        var recipients: String
        var text: String
    }

    private enum Change {
        case insert(Words)
        case delete(Words)
    }

    private var changes: [Change] = []

    func insert(_ words: Words) { changes.append(.insert(words)) }

    /// The index keeps no text: to take a message out, it must be told the same words again.
    func delete(_ words: Words) { changes.append(.delete(words)) }

    /// Number of changes that wait.
    var count: Int { changes.count }

    func flush(_ db: Database) throws {
        guard !changes.isEmpty else { return }
        for change in changes {
            switch change {
            case .insert(let words): try db.run(Self.insertion) { $0.add(words) }
            case .delete(let words): try db.run(Self.deletion) { $0.add(words) }
            }
        }
        changes = []
    }

    private static let insertion =
        "INSERT INTO search (rowid, subject, sender, recipients, text) VALUES (?, ?, ?, ?, ?)"
    private static let deletion = """
        INSERT INTO search (search, rowid, subject, sender, recipients, text) VALUES ('delete', ?, ?, ?, ?, ?)
        """
}

extension Binding {
    fileprivate mutating func add(_ words: IndexQueue.Words) {
        add(words.message)
        for text in [words.subject, words.sender, words.recipients, words.text] { add(text) }
    }
}
