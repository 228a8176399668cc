import MailModel
import Testing

@testable import MailStore

/// A POP3 account's folders and messages in memory, as plainly as can be.
private struct Model: Equatable {
    /// The person's own folders; the others are always there.
    var own: Set<String> = []
    /// Where each message is, by its number.
    var places: [Int: String] = [:]

    var folders: [String] { RandomFolderTests.fixed + own.sorted() }

    func inside(_ folder: String) -> Set<String> { own.filter { $0 == folder || $0.hasPrefix(folder + "/") } }

    func numbers(in folder: String) -> [Int] { places.filter { $0.value == folder }.keys.sorted(by: >) }

    /// A path with all that it is in.
    static func levels(_ path: String) -> [String] {
        let levels = path.split(separator: "/")
        return (1...levels.count).map { levels.prefix($0).joined(separator: "/") }
    }

    mutating func create(_ path: String) { own.formUnion(Self.levels(path)) }

    mutating func rename(_ old: String, to new: String) {
        func renamed(_ name: String) -> String { new + name.dropFirst(old.count) }
        let moved = inside(old)
        own.subtract(moved)
        own.formUnion(moved.map(renamed))
        own.formUnion(Self.levels(new))
        for (number, place) in places where moved.contains(place) { places[number] = renamed(place) }
    }

    mutating func delete(_ folder: String) {
        let gone = inside(folder)
        own.subtract(gone)
        for (number, place) in places where gone.contains(place) { places[number] = "Trash" }
    }
}

/// Store and model side by side.
private struct Run {
    let store: MailDatabase
    var generator: SeededGenerator
    var model = Model()
    /// What undo brings back, latest last.
    var past: [Model] = []
    private var next = 1

    init(_ store: MailDatabase, seed: Int) {
        self.store = store
        generator = SeededGenerator(seed: UInt64(seed))
    }

    mutating func step() async throws {
        switch Int.random(in: 0..<14, using: &generator) {
        case 0, 1, 2: try await keep()
        case 3, 4: try await create()
        case 5, 6: try await rename()
        case 7: try await delete()
        case 8, 9, 10: try await move()
        case 11, 12: try await undo()
        default: try await emptyTrash()
        }
    }

    private mutating func keep() async throws {
        let numbers = next..<next + Int.random(in: 1...4, using: &generator)
        next = numbers.upperBound
        _ = try await store.keepMessages(
            numbers.map { whole($0) }, in: store.id("INBOX"), now: MailDate(secondsSince1970: 1000))
        // What came by itself is not undone with what was done before.
        for number in numbers {
            model.places[number] = "INBOX"
            for index in past.indices { past[index].places[number] = "INBOX" }
        }
    }

    private mutating func create() async throws {
        let path = Self.paths.randomElement(using: &generator) ?? "a"
        let isTaken = model.own.contains(path)
        do {
            _ = try await store.submit(.createMailbox(MailboxPath(path), in: account))
            try #require(!isTaken)
            past.append(model)
            model.create(path)
        } catch StoreError.refused {
            try #require(isTaken)
        }
    }

    private mutating func rename() async throws {
        guard let old = model.own.sorted().randomElement(using: &generator) else { return }
        let new = Self.paths.randomElement(using: &generator) ?? "a"
        var after = model
        after.rename(old, to: new)
        let isPossible = !new.hasPrefix(old + "/") && (new == old || !model.own.contains(new))
        do {
            _ = try await store.submit(.renameMailbox(store.id(old), to: MailboxPath(new)))
            try #require(isPossible)
            if new == old { return }
            past.append(model)
            model = after
        } catch StoreError.refused {
            try #require(!isPossible)
        }
    }

    private mutating func delete() async throws {
        guard let folder = model.own.sorted().randomElement(using: &generator) else { return }
        past.append(model)
        _ = try await store.submit(.deleteMailbox(store.id(folder)))
        model.delete(folder)
    }

    private mutating func move() async throws {
        let folder = model.folders.randomElement(using: &generator) ?? "INBOX"
        let numbers = model.places.keys.sorted().filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
        var ids: [StoredID] = []
        for number in numbers {
            ids.append(try await store.row("message \(number)", in: model.places[number] ?? "").id)
        }
        let submitted = try await store.submit(.move(ids, to: .mailbox(store.id(folder))))
        if submitted.canBeUndone { past.append(model) }
        for number in numbers { model.places[number] = folder }
    }

    private mutating func undo() async throws {
        let undone = try await store.undo()
        try #require((undone == nil) == past.isEmpty)
        model = past.popLast() ?? model
    }

    private mutating func emptyTrash() async throws {
        let gone = model.numbers(in: "Trash")
        let emptied = try await store.submit(.emptyMailbox(store.id("Trash")))
        for number in gone {
            model.places[number] = nil
            for index in past.indices { past[index].places[number] = nil }
        }
        // Undoing it is told to be impossible, and changes nothing.
        if emptied.messages > 0 { past.append(model) }
    }

    private static let paths = ["a", "b", "c", "a/x", "a/y", "b/x", "c/x/deep", "a/x/deep", "x"]

    func compare() async throws {
        let rows = try await store.mailboxRows()
        try #require(Set(rows.map(\.name.text)) == Set(model.folders))
        for row in rows {
            let found = try await store.rows(row.name.text).map { Int($0.date.secondsSince1970) }
            try #require(found == model.numbers(in: row.name.text))
            try #require([row.messages, row.unread] == [found.count, found.count])
        }
    }
}

@Suite("Any sequence of what a person does to folders")
struct RandomFolderTests {
    static let fixed = ["INBOX", "Drafts", "Sent", "Archive", "Trash", "Junk"]

    @Test("leaves the store as a plain model says, undo included, with exact counts", arguments: 1...8)
    func random(_ seed: Int) async throws {
        var run = Run(try await pop3Store(), seed: seed)
        for _ in 0..<100 {
            try await run.step()
            try await run.compare()
        }
    }
}
