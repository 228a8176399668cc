import MailArchive
import MailEngine
import MailModel
import MailStore

/// Brings what is under paths that a person named into one account's mailboxes.
struct ArchiveImport {
    /// What became of each mailbox: account, name, numbers.
    private(set) var lines: [[String]] = []
    /// What could not be read; all else was taken.
    private(set) var failures: [ProgramError] = []

    private let open: OpenAccount
    private let folder: MailboxName?

    init(into open: OpenAccount, folder: MailboxName?) {
        self.open = open
        self.folder = folder
    }

    /// Takes all that is under a path.
    ///
    /// - Throws: What the store said. What could not be read is noted and told.
    mutating func take(_ path: String) async throws {
        do {
            let found = try ArchivePlace.find(at: path)
            for place in found.places {
                let isNamed = place.path == path
                try await take(place, into: mailboxName(of: place, isNamed: isNamed))
            }
            if found.places.isEmpty, found.others.isEmpty {
                note(ArchiveError(.unreadable, path, "there is no mail here"))
            }
            if let other = found.others.first { note(Self.noMail(other, of: found.others.count)) }
        } catch let error as ArchiveError {
            note(error)
        }
    }

    /// - Parameters:
    ///   - place: What is to be taken.
    ///   - isNamed: A person named this very file or folder.
    /// - Returns: Where it goes.
    /// - Throws: `ArchiveError` where no folder can be called so.
    private func mailboxName(of place: ArchivePlace, isNamed: Bool) throws -> MailboxName {
        // What stands between levels here can't stand in one.
        var levels = place.folder.map { $0.replacing("/", with: "_") }
        if let folder {
            if isNamed { levels = [] }
            if levels.first?.uppercased() == MailboxName.inbox.text { levels.removeFirst() }
            levels.insert(folder.text, at: 0)
        }
        guard !levels.isEmpty else { return .inbox }
        guard let name = MailboxName(levels.joined(separator: "/")) else {
            throw ArchiveError(.unreadable, place.path, "no mailbox can have its name")
        }
        return name
    }

    private mutating func take(_ place: ArchivePlace, into name: MailboxName) async throws {
        var reader = try ArchiveReader(place)
        let mailbox = try await open.store.localMailbox(named: name)
        var messages = try await MessageImport(into: mailbox, of: open.store, now: WallClock.now)
        var (taken, known, shown) = (0, 0, ContinuousClock.now)
        while let next = reader.next() {
            switch next {
            case .failure(let error): note(error)
            case .success(let message) where messages.wants(digest: message.shape.digest):
                if try await take(message, into: &messages) { taken += 1 }
            case .success: known += 1
            }
            guard ContinuousClock.now - shown > .milliseconds(100) else { continue }
            shown = .now
            let (done, total) = reader.progress
            ProgressLine.draw(
                "\(open.account.name): \(name)", fraction: Double(done) / Double(max(1, total)),
                "\(100 * done / max(1, total)) %, \(taken + known) messages")
        }
        try await messages.keep()
        let facts = "\(taken) brought in" + (known > 0 ? ", \(known) there already" : "")
        lines.append([open.account.name.text, name.text, facts])
    }

    /// - Returns: Whether all of it could be read; nothing of it stays otherwise.
    private mutating func take(_ message: ArchivedMessage, into messages: inout MessageImport) async throws -> Bool {
        var octets = message.octets()
        while true {
            let piece: [UInt8]?
            do throws(ArchiveError) {
                piece = try octets.next()
            } catch {
                note(error)
                try await messages.discardMessage()
                return false
            }
            guard let piece else { break }
            try await messages.append(piece)
        }
        try await messages.endMessage(flags: message.flags, date: message.date)
        return true
    }

    private static func noMail(_ path: String, of count: Int) -> ArchiveError {
        let more = count == 1 ? "" : count == 2 ? ", like another file there" : ", like \(count - 1) other files there"
        return ArchiveError(.unreadable, path, "this is no mail, and left out\(more)")
    }

    private mutating func note(_ error: ArchiveError) {
        let failure = ProgramError(error)
        ProgressLine.clear()
        StandardStreams.report(failure.text)
        failures.append(failure)
    }
}
