import MailModel

/// What a server does not permit is said at once, instead of when it refuses.
extension AppState {
    /// Says why something that needs these rights where the messages are can't be done, if so.
    mutating func forbidden(_ needed: MailboxRights, on rows: [MessageRow]) -> [Effect]? {
        refusal(of: needed, in: rows.map(\.mailbox)).map { note($0) }
    }

    /// The same for one folder.
    mutating func forbidden(_ needed: MailboxRights, in mailbox: MailboxID) -> [Effect]? {
        refusal(of: needed, in: [mailbox]).map { note($0) }
    }

    private func refusal(of needed: MailboxRights, in mailboxes: [MailboxID]) -> String? {
        // Most often all of them are in one folder.
        for (index, id) in mailboxes.enumerated() where index == 0 || id != mailboxes[index - 1] {
            if let refusal = accounts.mailbox(id).flatMap({ RightsText($0).refusal(of: needed) }) { return refusal }
        }
        return nil
    }

    /// Whether a command would do nothing but say that it is not permitted.
    func isForbidden(_ command: Command) -> Bool {
        if focus.context == .folders {
            guard case .mailbox(let id) = folders.selected?.target, let row = accounts.mailbox(id) else { return false }
            return !row.rights.contains(Self.rightsInFolders(for: command))
        }
        guard let needed = Self.rights(for: command) else { return false }
        return refusal(of: needed, in: targets.map(\.mailbox)) != nil
    }

    private static func rights(for command: Command) -> MailboxRights? {
        switch command {
        case .archiveMessage, .trashMessage, .deleteForever, .moveMessage: .takeOut
        case .toggleFlag: .setFlags
        case .toggleUnread, .markAllRead: .markRead
        default: nil
        }
    }

    private static func rightsInFolders(for command: Command) -> MailboxRights {
        switch command {
        case .renameFolder, .deleteFolder: .deleteMailbox
        case .emptyTrash: .takeOut
        case .markAllRead: .markRead
        default: []
        }
    }
}
