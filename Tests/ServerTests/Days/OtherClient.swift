import MailModel
import TestKit

/// Another reader of the same mail, over a connection of its own.
///
/// Blocks: it lives in a thread of its own.
final class OtherClient {
    private let wire: IMAPWire
    private let server: MailServer
    private let party: DayRecord.Party
    private let record: DayRecord
    private let name: String

    init(_ server: MailServer, number: Int, record: DayRecord) throws(ServerFailure) {
        wire = try server.wire()
        self.server = server
        self.record = record
        party = .client(number)
        name = "client \(number)"
    }

    /// Does one thing; what the server refuses is not done.
    func play(_ act: OtherAct) {
        do throws(ServerFailure) {
            try carryOut(act)
        } catch {
            record.tell("\(name): \(error.description)")
            if error.isSilence { record.noteSilence() }
        }
    }

    func leave() { try? wire.run("LOGOUT") }

    private func carryOut(_ act: OtherAct) throws(ServerFailure) {
        switch act {
        case .append(let number, let flags, let mailbox): try append(number, flags, to: mailbox)
        case .flag(let flag, let isSet, let mailbox, let message): try set(flag, isSet, in: mailbox, message)
        case .move(let mailbox, let message, let destination): try move(in: mailbox, message, to: destination)
        case .copy(let mailbox, let message, let destination): try copy(in: mailbox, message, to: destination)
        case .remove(let mailbox, let message): try remove(in: mailbox, message)
        case .create(let text): try create(text)
        case .rename(let mailbox, let text): try rename(mailbox, to: text)
        case .delete(let mailbox): try delete(mailbox)
        case .rebuild(let mailbox): try rebuild(mailbox)
        }
    }

    // MARK: - Choosing

    /// Those that there are, INBOX more often than others.
    private func mailbox(_ pick: Pick) throws(ServerFailure) -> String? {
        pick.from(["INBOX", "INBOX"] + (try wire.mailboxes().filter { !$0.contains(Self.makeshift) }))
    }

    private func own(_ pick: Pick) throws(ServerFailure) -> String? {
        let names = Set(DayPlan.names.map { server.mailbox($0).text })
        return pick.from(try wire.mailboxes().filter(names.contains))
    }

    private func message(
        in mailbox: Pick, _ pick: Pick
    ) throws(ServerFailure) -> (uid: UInt32, number: Int, mailbox: String)? {
        guard let name = try self.mailbox(mailbox), let line = pick.from(try wire.open(name)) else { return nil }
        return (line.uid, line.number, name)
    }

    // MARK: - Messages

    private func append(_ number: Int, _ flags: [Flag], to mailbox: Pick) throws(ServerFailure) {
        guard let target = try self.mailbox(mailbox) else { return }
        record.tell("\(name): \(number) \(flags) appended to \(target)")
        record.noteDelivered(number, Flags(flags), in: target)
        let message = IMAPWire.Message(
            octets: Mail.short(number), flags: flags.map(\.word).joined(separator: " "),
            date: IMAPWire.dateTime(1_700_000_000 + Int64(number)))
        do throws(ServerFailure) {
            try wire.append(message, to: target)
        } catch {
            record.note(party, .removal, on: [number], in: target, since: record.now())
            throw error
        }
    }

    private func set(
        _ flag: Flag, _ isSet: Bool, in mailbox: Pick, _ pick: Pick
    ) throws(ServerFailure) {
        let begin = record.now()
        guard let message = try message(in: mailbox, pick) else { return }
        var isLoose = true
        defer {
            record.note(
                party, .flag(flag, isSet), on: [message.number], in: message.mailbox, since: begin, isLoose: isLoose)
        }
        record.tell("\(name): \(flag) \(isSet) on \(message.number) in \(message.mailbox)")
        try wire.run("UID STORE \(message.uid) \(isSet ? "+" : "-")FLAGS.SILENT (\(flag.word))")
        isLoose = false
    }

    private func move(in mailbox: Pick, _ pick: Pick, to destination: Pick) throws(ServerFailure) {
        guard let target = try self.mailbox(destination), let message = try message(in: mailbox, pick),
            message.mailbox != target
        else { return }
        let begin = record.now()
        var isRefused = true
        defer {
            record.noteMove(
                by: party, of: message.number, from: message.mailbox, to: target, since: begin, isRefused: isRefused)
        }
        record.tell("\(name): \(message.number) from \(message.mailbox) to \(target)")
        try wire.run("UID MOVE \(message.uid) \"\(target)\"")
        isRefused = false
    }

    private func copy(in mailbox: Pick, _ pick: Pick, to destination: Pick) throws(ServerFailure) {
        guard let target = try self.mailbox(destination), let message = try message(in: mailbox, pick),
            message.mailbox != target
        else { return }
        let begin = record.now()
        defer { record.note(party, .copy(to: target), on: [message.number], in: message.mailbox, since: begin) }
        record.tell("\(name): copy of \(message.number) from \(message.mailbox) to \(target)")
        try wire.run("UID COPY \(message.uid) \"\(target)\"")
    }

    private func remove(in mailbox: Pick, _ pick: Pick) throws(ServerFailure) {
        guard let message = try message(in: mailbox, pick) else { return }
        let begin = record.now()
        defer { record.note(party, .removal, on: [message.number], in: message.mailbox, since: begin) }
        record.tell("\(name): \(message.number) in \(message.mailbox) removed")
        try wire.run("UID STORE \(message.uid) +FLAGS.SILENT (\\Deleted)")
        try wire.run("UID EXPUNGE \(message.uid)")
    }

    // MARK: - Mailboxes

    private static let makeshift = "Makeshift"

    private func create(_ text: String) throws(ServerFailure) {
        let mailbox = server.mailbox(text).text
        record.tell("\(name): \(mailbox) created")
        try wire.run("CREATE \"\(mailbox)\"")
        record.note(party, .made, of: mailbox)
    }

    private func rename(_ pick: Pick, to text: String) throws(ServerFailure) {
        let new = server.mailbox(text).text
        guard let old = try own(pick), old != new else { return }
        _ = try wire.open("INBOX")
        record.tell("\(name): \(old) renamed to \(new)")
        // Noted before too: others may see it as soon as it is done.
        record.note(party, .renamed(to: new), of: old, isLoose: true)
        try wire.run("RENAME \"\(old)\" \"\(new)\"")
        record.note(party, .renamed(to: new), of: old)
    }

    private func delete(_ pick: Pick) throws(ServerFailure) {
        guard let mailbox = try own(pick) else { return }
        let begin = record.now()
        let numbers = try wire.open(mailbox).map(\.number)
        _ = try wire.open("INBOX")
        record.tell("\(name): \(mailbox) deleted, with \(numbers)")
        defer { record.note(party, .removal, on: numbers, in: mailbox, since: begin) }
        record.note(party, .deleted, of: mailbox, isLoose: true)
        try wire.run("DELETE \"\(mailbox)\"")
        record.note(party, .deleted, of: mailbox)
    }

    /// As programs do it that repair a mailbox: out of the way, another one, all messages over.
    private func rebuild(_ pick: Pick) throws(ServerFailure) {
        guard let mailbox = try own(pick), !(try wire.mailboxes().contains { $0.hasPrefix(mailbox + "/") }) else {
            return
        }
        let old = server.mailbox("\(Self.makeshift)\(name.suffix(1))").text
        let begin = record.now()
        _ = try wire.open("INBOX")
        record.note(party, .rebuilt, of: mailbox, isLoose: true)
        record.note(party, .renamed(to: old), of: mailbox, isLoose: true)
        try wire.run("RENAME \"\(mailbox)\" \"\(old)\"")
        defer { record.note(party, .rebuilt, of: mailbox) }
        try wire.run("CREATE \"\(mailbox)\"")
        let numbers = try wire.open(old).map(\.number)
        record.tell("\(name): \(mailbox) rebuilt, with \(numbers)")
        if !numbers.isEmpty {
            defer { record.note(party, .carried(to: mailbox), on: numbers, in: mailbox, since: begin) }
            try wire.run("UID COPY 1:* \"\(mailbox)\"")
        }
        _ = try wire.open("INBOX")
        try wire.run("DELETE \"\(old)\"")
    }
}

extension IMAPWire.Line {
    /// Which of the day's messages it is.
    var number: Int { Mail.number(of: header) ?? 0 }
}

extension Flag {
    /// As IMAP has it.
    var word: String {
        switch self {
        case .seen: #"\Seen"#
        case .answered: #"\Answered"#
        case .flagged: #"\Flagged"#
        case .draft: #"\Draft"#
        case .deleted: #"\Deleted"#
        case .forwarded: "$Forwarded"
        case .junk: "$Junk"
        case .notJunk: "$NotJunk"
        case .keyword(let word): word
        }
    }
}
