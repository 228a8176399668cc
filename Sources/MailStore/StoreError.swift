import GRDB
package import MailModel

/// Why the store could not do what was asked.
///
/// Whatever is thrown, the transaction it came from has left nothing behind.
package enum StoreError: Error, Hashable, Sendable {
    /// No room on the disk, or a quota is used up.
    case diskFull
    /// The file or its file system can't be written to.
    case readOnly
    /// The file is not, or no longer, a store.
    case damaged(path: String)
    /// A later Postern made the store; `version` is its schema's.
    case schemaFromFuture(version: Int)
    /// Another process holds the store for longer than we wait.
    case busy
    /// The folder or the file can't be made or opened.
    case cannotOpen(path: String, reason: String)
    case noSuchMessage(StoredID)
    case noSuchMailbox(MailboxID)
    /// A folder can't be made, renamed or deleted so.
    case refused(MailboxRefusal)
    /// A copy can't be taken back, as the server has not told what it calls it (it has no UIDPLUS).
    case copyUnknown
    /// Anything else that SQLite reports.
    case failed(reason: String)
}

extension StoreError: CustomStringConvertible {
    /// A sentence without a full stop, fit for the status line.
    package var description: String {
        switch self {
        case .diskFull: "The disk is full: nothing more is stored until there is room"
        case .readOnly: "The mail store can't be written to"
        case .damaged(let path): "The mail store \(path) is damaged"
        case .schemaFromFuture(let version):
            "The mail store was made by a later Postern (schema \(version), this one knows \(Schema.current))"
        case .busy: "Another program holds the mail store"
        case .cannotOpen(let path, let reason): "The mail store \(path) can't be opened: \(reason)"
        case .noSuchMessage(let id): "There is no message \(id)"
        case .noSuchMailbox(let id): "There is no mailbox \(id.row) in \(id.account)"
        case .refused(let refusal): refusal.description
        case .copyUnknown: "The server does not say what it calls the copy: delete it where it is"
        case .failed(let reason): "The mail store failed: \(reason)"
        }
    }
}

extension StoreError {
    /// Puts SQLite's result codes into the program's words.
    init(_ error: any Error, path: String) {
        if let known = error as? StoreError {
            self = known
            return
        }
        if let refusal = error as? MailboxRefusal {
            self = .refused(refusal)
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(reason: "\(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_CANTOPEN, .SQLITE_PERM: self = .cannotOpen(path: path, reason: error.message ?? "no permission")
        // A limit on a file's size (RLIMIT_FSIZE, quota) comes as a failed write, not as SQLITE_FULL.
        // So does the log's index that finds no room.
        case .SQLITE_IOERR where Self.noRoom.contains(error.extendedResultCode): self = .diskFull
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ: self = .damaged(path: path)
        default: self = .failed(reason: error.message ?? "result code \(error.resultCode.rawValue)")
        }
    }

    private static let noRoom: [ResultCode] = [.SQLITE_IOERR_WRITE, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMMAP]
}
