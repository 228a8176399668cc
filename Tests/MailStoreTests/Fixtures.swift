import GRDB
import MailModel

@testable import MailStore

let account = AccountName("work") ?? AccountName.anyName

extension AccountName {
    fileprivate static var anyName: AccountName {
        guard let name = AccountName("x") else { preconditionFailure("x is a name") }
        return name
    }
}

/// A mailbox name that is known to be one.
func name(_ text: String) -> MailboxName { MailboxName(text) ?? .inbox }

/// A store in memory with the mailboxes of an IMAP server.
func imapStore(_ mailboxes: [String] = ["INBOX", "Archive", "Trash"]) async throws -> MailDatabase {
    let store = try MailDatabase.inMemory(account: account)
    try await store.apply(
        mailboxes.map { MailboxListing(name: name($0), delimiter: "/", role: MailboxRole(rawValue: $0.lowercased())) })
    return store
}

/// A store in memory with a POP3 account's local mailboxes.
func pop3Store() async throws -> MailDatabase {
    let store = try MailDatabase.inMemory(account: account)
    try await store.ensureLocalMailboxes()
    return store
}

func remote(_ uid: UInt32, validity: UInt32 = 1) -> RemoteID { .uid(uid, validity: validity) }

/// A message as an IMAP comparison finds it: message `number`, its UID the same unless said otherwise.
func arrival(
    _ number: Int, uid: UInt32? = nil, validity: UInt32 = 1, flags: Flags = [], date: Int64? = nil,
    subject: String? = nil, from: Address = Address(name: "Ann", address: "ann@example.com"), messageID: String? = nil
) -> RemoteMessage {
    RemoteMessage(
        id: .uid(uid ?? UInt32(number), validity: validity), flags: flags,
        internalDate: MailDate(secondsSince1970: date ?? Int64(number)), sizeInOctets: 1000 + number,
        summary: MessageSummary(
            subject: subject ?? "message \(number)", from: [from], messageID: messageID ?? "\(number)@example.com"))
}

/// A whole message as POP3 gives it.
func whole(
    _ number: Int, uidl: String? = nil, octets: [UInt8]? = nil, remote: RemoteID? = nil
) -> WholeMessage {
    WholeMessage(
        remote: remote ?? .uidl(uidl ?? "u\(number)"),
        content: .octets(octets ?? [UInt8]("Subject: message \(number)\r\n\r\ntext \(number)\r\n".utf8)),
        summary: MessageSummary(subject: "message \(number)", messageID: "\(number)@example.com"),
        date: MailDate(secondsSince1970: Int64(number)), snippet: "text \(number)")
}

extension MailDatabase {
    /// Indexes all that waits, the text of a message being what `text` says; returns how many that were.
    @discardableResult
    func indexAll(_ text: (StoredID) -> String) async throws -> Int {
        var count = 0
        while case let waiting = try await waitingForIndex(limit: 10), !waiting.isEmpty {
            try await index(waiting.map { IndexableText(id: $0, text: text($0), snippet: "first words") })
            count += waiting.count
        }
        return count
    }

    func id(_ mailbox: String) async throws -> MailboxID {
        guard let row = try await self.mailbox(named: name(mailbox)) else {
            throw StoreError.failed(reason: "no mailbox \(mailbox)")
        }
        return row.id
    }

    /// The subjects shown in a mailbox, newest first.
    func subjects(_ mailbox: String) async throws -> [String] {
        try await rows(mailbox).map(\.subject)
    }

    func rows(_ mailbox: String) async throws -> [MessageRow] {
        try await messageWindow(.mailbox(id(mailbox)), offset: 0, count: 10_000).rows
    }

    /// The row of the message with that subject.
    func row(_ subject: String, in mailbox: String = "INBOX") async throws -> MessageRow {
        guard let row = try await rows(mailbox).first(where: { $0.subject == subject }) else {
            throw StoreError.failed(reason: "no message \(subject) in \(mailbox)")
        }
        return row
    }

    func counts(_ mailbox: String) async throws -> [Int] {
        guard let row = try await self.mailbox(named: name(mailbox)) else { return [] }
        return [row.messages, row.unread]
    }

    /// Takes what is to be sent and notes that it was.
    func send() async throws -> [RemoteAction] {
        let actions = try await nextRemoteActions()
        try await markSent(actions)
        return actions
    }

    @discardableResult
    func arrive(_ messages: [RemoteMessage], in mailbox: String = "INBOX") async throws -> AppliedDelta {
        try await apply(MailboxDelta(arrived: messages), to: id(mailbox))
    }
}
