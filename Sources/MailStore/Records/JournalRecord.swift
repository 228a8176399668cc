import GRDB
import MailModel

/// A row of the journal: one change of one message, or of a mailbox.
struct JournalRecord {
    /// As the column `kind` has it; never renumbered.
    enum Kind: Int64 {
        case setFlag = 1
        case move = 2
        case copy = 3
        case delete = 4
        case removeCopy = 5
        case createMailbox = 6
        case renameMailbox = 10
        case deleteMailbox = 11
        case subscribe = 12

        /// It changes a mailbox, and no message.
        var isAboutMailbox: Bool { unnamesMailbox || self == .createMailbox || self == .subscribe }

        /// After it a mailbox has another name, or none.
        var unnamesMailbox: Bool { self == .renameMailbox || self == .deleteMailbox }
    }

    enum State: Int64 {
        case waiting = 0
        /// Given to a connection; whether it arrived is unknown until it is settled.
        case sent = 1
    }

    var id: Int64
    var kind: Kind
    var message: Int64?
    /// Destination, mailbox to be made or changed, or where the copy of a message is that is gone here.
    var mailbox: Int64?
    var flag: Flag?
    var isSet: Bool
    var state: State
    /// Number of the remote action it was last taken into.
    var batch: Int64?
    /// The server's name for the copy of a message that is gone here.
    var remote: RemoteID?
    /// What a mailbox is to be called.
    var name: MailboxName?
    /// The newest message known in the destination when it was sent first.
    var newestBefore: RemoteID?
    /// What a comparison has come across in the destination, and may be the message that was moved or copied there.
    var copy: RemoteID?
    /// A copy that is under way and was taken back meanwhile.
    var isUnwanted: Bool

    /// What `payload` has of a copy that was taken back.
    static let unwanted = "unwanted"

    static let columnNames = [
        "id", "kind", "message", "mailbox", "flag", "keyword", "isSet", "state", "batch", "uid", "validity", "uidl",
        "payload", "newestUID", "newestValidity", "copyUID", "copyValidity",
    ]
    static let columns = columnNames.joined(separator: ", ")

    /// Nothing where the row makes no sense, as in a damaged file.
    init?(_ row: Row) {
        guard let kind = Kind(rawValue: row[1]), let state = State(rawValue: row[7]) else { return nil }
        id = row[0]
        self.kind = kind
        message = row[2]
        mailbox = row[3]
        if let bit = row[4] as Int64? { flag = Flag(bit: bit, keyword: row[5] ?? "") }
        isSet = row[6] ?? false
        self.state = state
        batch = row[8]
        remote = RemoteID(uid: row[9], validity: row[10], uidl: row[11])
        newestBefore = RemoteID(uid: row[13], validity: row[14], uidl: nil)
        copy = RemoteID(uid: row[15], validity: row[16], uidl: nil)
        isUnwanted = kind == .copy && (row[12] as String?) == Self.unwanted
        if kind == .renameMailbox { name = (row[12] as String?).flatMap { MailboxName($0) } }
    }

    /// No connection has taken it yet: a newer one can replace it.
    var isUntaken: Bool { state == .waiting && batch == nil }

    /// The change as the derivation takes it; nothing where it is not about a message's state.
    var change: PendingChange? {
        switch kind {
        case .setFlag: flag.map { .setFlag($0, isSet) }
        case .move: mailbox.map { .move(to: $0) }
        case .copy: .copy
        case .delete: .delete
        case .removeCopy: .removeCopy
        case .createMailbox, .renameMailbox, .deleteMailbox, .subscribe: nil
        }
    }
}

extension RemoteID {
    /// Reads the three columns that name a server's copy; nothing where there is none.
    init?(uid: Int64?, validity: Int64?, uidl: String?) {
        if let uidl {
            self = .uidl(uidl)
        } else if let uid, let validity {
            self = .uid(UInt32(truncatingIfNeeded: uid), validity: UInt32(truncatingIfNeeded: validity))
        } else {
            return nil
        }
    }
}
