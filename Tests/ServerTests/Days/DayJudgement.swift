import MailModel
import MailStore
import TestKit

/// What a day has come to: all of it should be nothing.
struct DayJudgement: Sendable {
    /// Messages that are nowhere on the server, and nobody has removed.
    var lost: [String] = []
    /// Messages that are there more often than anybody has put them there.
    var doubled: [String] = []
    /// Where the store is not what the server is.
    var differing: [String] = []
    /// What the person did and nobody else undid, and which has not come to anything; and what nobody did and is so.
    var lostActions: [String] = []
    /// The day could not be played to its end.
    var failures: [String] = []

    /// The server was of no use to anybody: nothing can be learned of such a day.
    var isVoid = false

    static func failure(_ text: String) -> DayJudgement { DayJudgement(failures: [text]) }

    var isClean: Bool { isVoid || text.isEmpty }

    var text: String {
        let kinds = [
            ("lost", lost), ("doubled", doubled), ("differing", differing), ("lost actions", lostActions),
            ("failed", failures),
        ]
        return kinds.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
            .joined(separator: "\n    ")
    }
}

/// What a server has at the end.
struct DayEnd: Sendable {
    struct Message: Hashable, Sendable {
        var number: Int
        var flags: Set<String>
        /// INTERNALDATE, as IMAP has it.
        var date: String
    }

    struct Mailbox: Sendable {
        var messages: [Message]
        var unseen: Int
    }

    var mailboxes: [String: Mailbox] = [:]
    /// All that the server lists: Dovecot lists also what two have deleted at the same time and nobody can open.
    var listed: [String] = []

    /// Mailboxes that are listed, and can't be opened.
    var broken: Set<String> { Set(listed).subtracting(mailboxes.keys) }

    /// Where a message is, with its flags there.
    func places(of number: Int) -> [(mailbox: String, flags: Set<String>)] {
        mailboxes.flatMap { name, mailbox in
            mailbox.messages.filter { $0.number == number }.map { (name, $0.flags) }
        }
    }
}

extension DayEnd {
    /// Asks the server.
    init(of server: MailServer) async throws {
        (listed, mailboxes) = try await inBackground {
            let wire = try server.wire()
            var mailboxes: [String: Mailbox] = [:]
            let listed = try wire.mailboxes()
            for name in listed {
                guard let unseen = try? wire.counts(of: name).unseen else { continue }
                let messages = try wire.open(name).map { line in
                    Message(number: line.number, flags: line.flags.subtracting([#"\Recent"#]), date: line.date)
                }
                mailboxes[name] = Mailbox(messages: messages, unseen: unseen)
            }
            return (listed, mailboxes)
        }
    }
}
