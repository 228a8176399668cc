import MailArchive
import MailEngine
import MailModel
import MailStore

/// Takes one account's mailboxes out of the store into an archive, one after another.
struct ArchiveExport {
    /// What became of each mailbox: account, name, numbers.
    private(set) var lines: [[String]] = []
    /// What went wrong with a mailbox; the others are there all the same.
    private(set) var failures: [ProgramError] = []

    /// Up to this size a message is read once and held; a larger one is read twice.
    private static let heldSize = 1 << 20

    private let open: OpenAccount
    private var writer: any ArchiveWriter
    private var count = Count()
    /// Messages left out of all mailboxes.
    private var absent = 0

    private struct Count {
        var written = 0
        var known = 0
        /// Their octets are on the server only.
        var absent = 0
    }

    init(from open: OpenAccount, to writer: any ArchiveWriter) {
        self.open = open
        self.writer = writer
    }

    /// Writes all messages of a mailbox whose octets are here.
    ///
    /// - Throws: What the store said. What went wrong in the archive is noted.
    mutating func write(_ mailbox: MailboxRow) async throws {
        count = Count()
        do {
            try writer.openFolder(mailbox.path)
            try await writeMessages(of: mailbox)
            let closed = try writer.closeFolder()
            if closed.isUnchanged { (count.known, count.written) = (count.known + count.written, 0) }
            if !closed.lostKeywords.isEmpty { note(lost: closed.lostKeywords, in: mailbox) }
        } catch let error as ArchiveError {
            failures.append(ProgramError(error))
            return
        }
        var facts = "\(count.written) written"
        if count.known > 0 { facts += ", \(count.known) there already" }
        if count.absent > 0 { facts += ", \(count.absent) left out" }
        lines.append([open.account.name.text, mailbox.name.text, facts])
        absent += count.absent
    }

    private mutating func note(lost keywords: Set<String>, in mailbox: MailboxRow) {
        failures.append(
            ProgramError(
                status: .badData,
                what: "a Maildir has no letter for the keywords \(keywords.sorted().joined(separator: ", "))",
                place: "\(open.account.name): \(mailbox.name)",
                advice: "their messages are there without them; mbox keeps all"))
    }

    private mutating func writeMessages(of mailbox: MailboxRow) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var meter = TransferMeter(total: mailbox.messages, at: .zero)
        var shown = start
        var done = 0
        var last: StoredEntry?
        while true {
            let entries = try await open.store.entries(in: mailbox.id, after: last)
            for entry in entries {
                try await write(entry)
                done += 1
                guard clock.now - shown > .milliseconds(100) else { continue }
                shown = clock.now
                meter.advance(to: done, at: shown - start)
                ProgressLine.draw(
                    "\(open.account.name): \(mailbox.name)",
                    fraction: Double(done) / Double(max(done, mailbox.messages)),
                    ProgressLine.facts(of: meter.progress))
            }
            guard let end = entries.last else { return }
            last = end
        }
    }

    private mutating func write(_ entry: StoredEntry) async throws {
        guard entry.isWhole, let content = try await open.store.storedContent(of: entry.id) else {
            count.absent += 1
            return
        }
        var held: [UInt8]?
        if content.sizeInOctets <= Self.heldSize { held = try await open.store.content(of: entry.id) }
        let shape: MessageShape
        if let held {
            shape = .of(held)
        } else {
            var scanner = MessageShape.Scanner()
            for try await octets in content { scanner.take(octets) }
            shape = scanner.finish()
        }
        let isWanted = try writer.begin(
            ArchiveEntry(flags: entry.flags, date: entry.date, sender: entry.sender, shape: shape))
        guard isWanted else {
            count.known += 1
            return
        }
        if let held { try writer.write(held) } else { for try await octets in content { try writer.write(octets) } }
        try writer.end()
        count.written += 1
    }

    /// To be called when all mailboxes are written: what was left out is a failure, too.
    mutating func finish() {
        guard absent > 0 else { return }
        let messages = absent == 1 ? "1 message is" : "\(absent) messages are"
        failures.append(
            ProgramError(
                status: .badData, what: "\(messages) on the server only and left out", place: open.account.name.text,
                advice: "postern sync --account \(open.account.name.asWord) --bodies brings them here"))
    }
}

extension AccountName {
    /// As a shell takes it for one word.
    var asWord: String { text.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } ? text : "'\(text)'" }
}

extension ProgramError {
    init(_ error: ArchiveError) {
        let (status, advice): (Status, String) =
            switch error.kind {
            case .unreadable: (.badData, "")
            case .unwritable: (.cannotCreate, "")
            case .exists: (.cannotCreate, "--overwrite replaces it, or name another place")
            case .busy: (.tryLater, "try again when it is done")
            }
        self.init(status: status, what: error.reason, place: error.path, advice: advice)
    }
}
