import MailEngine
import MailModel
import MailStore

/// The person before the screen, who sees what the store has.
final class Person {
    /// What `u` would take back.
    private struct Undoable {
        var changes: [(number: Int, change: DayRecord.Change, mailbox: String)]
        /// It was done to mailboxes, and nobody keeps count of what becomes of them then.
        var mailboxes: [String] = []
        /// The mailbox that was made.
        var made: String?
        var isLoose = false
        /// What was known when it was done.
        var known: Int
    }

    private let server: MailServer
    private let store: MailDatabase
    private let record: DayRecord
    private var undoables: [Undoable] = []

    init(_ server: MailServer, store: MailDatabase, record: DayRecord) {
        self.server = server
        self.store = store
        self.record = record
    }

    /// Does one thing; what the program refuses is not done.
    func play(_ act: PersonAct, with engine: AccountEngine) async throws {
        do {
            switch act {
            case .flag(let flag, let isSet, let mailbox, let picks):
                try await set(flag, isSet, in: mailbox, picks, engine)
            case .move(let mailbox, let picks, let destination):
                try await move(in: mailbox, picks, to: destination, engine)
            case .copy(let mailbox, let pick, let destination):
                try await copy(in: mailbox, pick, to: destination, engine)
            case .deleteForever(let mailbox, let pick): try await delete(in: mailbox, pick, engine)
            case .undo: try await undo(engine)
            case .create(let text): try await create(text, engine)
            case .rename(let mailbox, let text): try await rename(mailbox, to: text, engine)
            case .delete(let mailbox): try await delete(mailbox, engine)
            case .empty(let mailbox): try await empty(mailbox, engine)
            case .look(let mailbox):
                guard let row = try await self.mailbox(mailbox) else { return }
                record.tell("person: looks at \(row.name)")
                await engine.look(at: row.name)
            case .checkNow:
                record.tell("person: checks now")
                await engine.checkNow()
            }
        } catch let error as StoreError {
            record.tell("person: \(error.description)")
        } catch let refusal as MailboxRefusal {
            record.tell("person: \(refusal.description)")
        }
    }

    // MARK: - Choosing

    private func mailbox(_ pick: Pick) async throws -> MailboxRow? {
        let rows = try await store.mailboxRows().filter(\.isSelectable)
        return pick.from(rows.filter { $0.name == .inbox } + rows)
    }

    private func own(_ pick: Pick) async throws -> MailboxRow? {
        let names = Set(DayPlan.names.map { server.mailbox($0) })
        return pick.from(try await store.mailboxRows().filter { names.contains($0.name) })
    }

    private func rows(in mailbox: MailboxRow) async throws -> [MessageRow] {
        // From then on they follow whatever happens.
        try await store.catchUpThreads()
        return try await store.messageWindow(.mailbox(mailbox.id), offset: 0, count: 10_000).rows
    }

    private func messages(in mailbox: Pick, _ picks: [Pick]) async throws -> (rows: [MessageRow], mailbox: MailboxRow)?
    {
        guard let mailbox = try await self.mailbox(mailbox) else { return nil }
        let rows = try await rows(in: mailbox)
        var chosen: [MessageRow] = []
        for pick in picks {
            if let row = pick.from(rows), !chosen.contains(where: { $0.id == row.id }) { chosen.append(row) }
        }
        return chosen.isEmpty ? nil : (chosen, mailbox)
    }

    // MARK: - Messages

    private func set(
        _ flag: Flag, _ isSet: Bool, in mailbox: Pick, _ picks: [Pick], _ engine: AccountEngine
    ) async throws {
        guard let (rows, mailbox) = try await messages(in: mailbox, picks) else { return }
        let changed = rows.filter { $0.flags.contains(flag) != isSet }
        let begin = record.now()
        let submitted = try await engine.submit(.setFlag(flag, isSet, on: rows.map(\.id)))
        // A delta may have come between the look and the deed.
        let isLoose = submitted.messages != changed.count
        let numbers = (isLoose ? rows : changed).map(\.number)
        record.tell("person: \(flag) \(isSet) on \(numbers) in \(mailbox.name)")
        note(.flag(flag, isSet), on: numbers, in: mailbox, since: begin, isLoose: isLoose)
        remember(
            submitted,
            Undoable(
                changes: numbers.map { ($0, .flag(flag, !isSet), mailbox.name.text) }, isLoose: isLoose,
                known: record.known))
    }

    private func move(in mailbox: Pick, _ picks: [Pick], to destination: Pick, _ engine: AccountEngine) async throws {
        guard let (rows, mailbox) = try await messages(in: mailbox, picks),
            let target = try await self.mailbox(destination), target.id != mailbox.id
        else { return }
        let begin = record.now()
        let submitted = try await engine.submit(.move(rows.map(\.id), to: .mailbox(target.id)))
        let isLoose = submitted.messages != rows.count
        let numbers = rows.map(\.number)
        record.tell("person: \(numbers) from \(mailbox.name) to \(target.name)")
        note(.place(target.name.text), on: numbers, in: mailbox, since: begin, isLoose: isLoose)
        remember(
            submitted,
            Undoable(
                changes: numbers.map { ($0, .place(mailbox.name.text), target.name.text) }, isLoose: isLoose,
                known: record.known))
    }

    private func copy(in mailbox: Pick, _ pick: Pick, to destination: Pick, _ engine: AccountEngine) async throws {
        guard let (rows, mailbox) = try await messages(in: mailbox, [pick]),
            let target = try await self.mailbox(destination), target.id != mailbox.id
        else { return }
        let begin = record.now()
        let submitted = try await engine.submit(.copy(rows.map(\.id), to: .mailbox(target.id)))
        record.tell("person: copy of \(rows.map(\.number)) from \(mailbox.name) to \(target.name)")
        let numbers = rows.map(\.number)
        note(.copy(to: target.name.text), on: numbers, in: mailbox, since: begin, isLoose: submitted.messages == 0)
        remember(
            submitted, Undoable(changes: numbers.map { ($0, .copyTakenBack, target.name.text) }, known: record.known))
    }

    private func delete(in mailbox: Pick, _ pick: Pick, _ engine: AccountEngine) async throws {
        guard let (rows, mailbox) = try await messages(in: mailbox, [pick]) else { return }
        let begin = record.now()
        let submitted = try await engine.submit(.deleteForever(rows.map(\.id)))
        record.tell("person: \(rows.map(\.number)) in \(mailbox.name) deleted for good")
        note(.removal, on: rows.map(\.number), in: mailbox, since: begin, isLoose: submitted.messages == 0)
        remember(submitted, Undoable(changes: [], known: record.known))
    }

    /// What can't be undone is in the way of what was done before, once: `u` says so, and does nothing.
    private func remember(_ submitted: SubmittedAction, _ undoable: Undoable) {
        if submitted.canBeUndone || submitted.messages > 0 { undoables.append(undoable) }
    }

    private func undo(_ engine: AccountEngine) async throws {
        let begin = record.now()
        let undoable = undoables.popLast()
        if let made = undoable?.made { record.note(.person, .unmade, of: made, isLoose: true) }
        defer {
            for change in undoable?.changes ?? [] {
                record.note(
                    .person, change.change, on: [change.number], in: change.mailbox, since: begin,
                    isLoose: undoable?.isLoose ?? true, known: undoable?.known)
            }
            for name in undoable?.mailboxes ?? [] { record.note(.person, .made, of: name, isLoose: true) }
        }
        let text = try await engine.undo()
        record.tell("person: u \(text ?? "-")")
    }

    private func note(
        _ change: DayRecord.Change, on numbers: [Int], in mailbox: MailboxRow, since begin: Int, isLoose: Bool
    ) {
        record.note(.person, change, on: numbers, in: mailbox.name.text, since: begin, isLoose: isLoose)
    }

    // MARK: - Mailboxes

    private func create(_ text: String, _ engine: AccountEngine) async throws {
        let name = server.mailbox(text).text
        let submitted = try await engine.submit(.createMailbox(MailboxPath(text), in: try Desk.name))
        record.tell("person: \(name) made")
        record.note(.person, .made, of: name)
        remember(submitted, Undoable(changes: [], mailboxes: [name], made: name, known: record.known))
    }

    private func rename(_ pick: Pick, to text: String, _ engine: AccountEngine) async throws {
        guard let row = try await own(pick) else { return }
        let new = server.mailbox(text).text
        let submitted = try await engine.submit(.renameMailbox(row.id, to: MailboxPath(text)))
        record.tell("person: \(row.name) renamed to \(new)")
        record.note(.person, .renamed(to: new), of: row.name.text)
        remember(submitted, Undoable(changes: [], mailboxes: [row.name.text, new], known: record.known))
    }

    private func delete(_ pick: Pick, _ engine: AccountEngine) async throws {
        guard let row = try await own(pick) else { return }
        let begin = record.now()
        let inner = try await store.mailboxRows().filter { $0.name.text.hasPrefix(row.name.text) }
        let before = try await numbers(in: inner)
        let submitted = try await engine.submit(.deleteMailbox(row.id))
        record.tell("person: \(row.name) deleted with \(before)")
        let trash = server.trash.text
        for (name, numbers) in before {
            record.note(.person, .place(trash), on: numbers, in: name, since: begin, isLoose: true)
            record.note(.person, .deleted, of: name)
        }
        let back = before.flatMap { name, numbers in
            numbers.map { (number: $0, change: DayRecord.Change.place(name), mailbox: trash) }
        }
        remember(
            submitted,
            Undoable(changes: back, mailboxes: Array(before.keys), isLoose: true, known: record.known))
    }

    private func empty(_ pick: Pick, _ engine: AccountEngine) async throws {
        guard let row = try await own(pick) else { return }
        let begin = record.now()
        let before = try await rows(in: row).map(\.number)
        let submitted = try await engine.submit(.emptyMailbox(row.id))
        record.tell("person: \(row.name) emptied of \(before)")
        // What came meanwhile went with it.
        record.note(.person, .deleted, of: row.name.text, isLoose: true)
        note(.removal, on: before, in: row, since: begin, isLoose: false)
        remember(submitted, Undoable(changes: [], known: record.known))
    }

    private func numbers(in mailboxes: [MailboxRow]) async throws -> [String: [Int]] {
        var numbers: [String: [Int]] = [:]
        for mailbox in mailboxes { numbers[mailbox.name.text] = try await rows(in: mailbox).map(\.number) }
        return numbers
    }
}

extension MessageRow {
    /// Which of the day's messages it is.
    var number: Int { Int(subject.dropFirst("Message ".count)) ?? 0 }
}
