import MailModel
import MailStore

/// A message in `list --json`, `search --json` and `show --json`.
///
/// Names of properties are the keys, and a promise to scripts: add, never rename.
struct MessageRecord: Encodable {
    let id: String
    let account: String
    let folder: String
    /// IMAP only.
    let uid: UInt32?
    /// POP3 only.
    let uidl: String?
    let messageID: String
    let subject: String
    let from: [AddressRecord]
    let to: [AddressRecord]
    let date: String
    let size: Int
    let flags: [String]
    let attachments: Int
    let onServer: Bool
    let leavesServerAt: OrNull<String>
    /// POP3: when it is deleted for good, because it is in Trash.
    let leavesTrashAt: OrNull<String>
    /// `stays`, `kept` (by the user), `leaves` (at `leavesServerAt`), `leaving` (with the next check), `none`.
    let serverCopy: String

    init(_ message: StoredMessage, folder: String, of owner: Account?) {
        let row = message.row
        id = row.id.description
        account = row.id.account.text
        self.folder = folder
        if case .uid(let number, _) = message.remote { uid = number } else { uid = nil }
        if case .uidl(let text) = message.remote { uidl = text } else { uidl = nil }
        messageID = message.summary.messageID
        subject = row.subject
        from = row.from.map(AddressRecord.init)
        to = row.to.map(AddressRecord.init)
        date = row.date.rfc3339
        size = row.sizeInOctets
        flags = row.flags.all.map(Self.name)
        attachments = row.attachmentCount
        onServer = row.location != .onlyHere
        if case .leavesServer(let date) = row.location {
            leavesServerAt = OrNull(value: date.rfc3339)
        } else {
            leavesServerAt = OrNull(value: nil)
        }
        let trashEnd = owner?.keepTrash.flatMap { keep in row.trashedAt?.adding(keep) }
        leavesTrashAt = OrNull(value: trashEnd?.rfc3339)
        serverCopy = Self.word(for: row.location)
    }

    private static func word(for location: MessageLocation) -> String {
        switch location {
        case .onServer: "stays"
        case .onlyHere: "none"
        case .leavesServer: "leaves"
        case .kept: "kept"
        case .leaving: "leaving"
        }
    }

    private static func name(of flag: Flag) -> String {
        switch flag {
        case .seen: "seen"
        case .answered: "answered"
        case .flagged: "flagged"
        case .draft: "draft"
        case .deleted: "deleted"
        case .forwarded: "forwarded"
        case .junk: "junk"
        case .notJunk: "notjunk"
        case .keyword(let keyword): keyword
        }
    }
}

struct AddressRecord: Encodable {
    let name: String
    let address: String

    init(_ address: Address) {
        name = address.name
        self.address = address.address
    }
}

/// What `show --json` tells of a message beside its ``MessageRecord``.
struct ReadingRecord: Encodable {
    struct Field: Encodable {
        let name: String
        let value: String
    }

    struct Part: Encodable {
        let number: String
        let contentType: String
        let fileName: OrNull<String>
        let size: Int
    }

    let headers: [Field]
    let text: String
    let parts: [Part]
    /// What is signed or encrypted, one sentence each.
    let seals: [String]

    init(_ message: ReadableMessage) {
        seals = message.seals.map(\.sentence)
        headers = message.header.map { Field(name: $0.name, value: $0.value) }
        text = message.plainText
        parts = (message.summary.structure?.flattened ?? []).filter { !$0.isMultipart }.map { part in
            Part(
                number: part.number, contentType: part.contentType,
                fileName: OrNull(value: part.fileName.isEmpty ? nil : part.fileName), size: part.sizeInOctets)
        }
    }
}

/// `show --json`: both records in one object.
struct ShownMessageRecord: Encodable {
    /// Nothing for `show --file`, whose message is in no account.
    let message: MessageRecord?
    let reading: ReadingRecord

    func encode(to encoder: any Encoder) throws {
        try message?.encode(to: encoder)
        try reading.encode(to: encoder)
    }
}

/// A mailbox in `folders --json`.
struct FolderRecord: Encodable {
    let account: String
    let name: String
    let role: OrNull<String>
    let messages: Int
    let unread: Int
    let local: Bool
    let subscribed: Bool

    init(_ row: MailboxRow) {
        account = row.id.account.text
        name = row.name.text
        role = OrNull(value: row.role?.rawValue)
        messages = row.messages
        unread = row.unread
        local = row.isLocal
        subscribed = row.isSubscribed
    }
}
