import MailModel

/// Puts an account's mailboxes into the order of the folder list.
enum FolderTree {
    /// Deeper levels are drawn as this one.
    static let deepest = 8

    /// First the mailboxes with a role, by what they are for; then the others as a tree, by name.
    static func items(of mailboxes: [MailboxRow]) -> [FolderItem] {
        let leading = MailboxRole.listed.compactMap { role in mailboxes.first { $0.role == role } }
        let ids = Set(leading.map(\.id))
        return leading.map(roleItem) + tree(of: mailboxes.filter { !ids.contains($0.id) })
    }

    private static func roleItem(_ row: MailboxRow) -> FolderItem {
        item(row, title: row.role?.title ?? row.name.text, depth: 0)
    }

    private static func item(_ row: MailboxRow, title: String, depth: Int) -> FolderItem {
        FolderItem(
            target: row.isSelectable ? .mailbox(row.id) : .level, title: title, depth: min(depth, deepest),
            unread: row.unread, total: row.messages)
    }

    /// Each mailbox under its parents; a parent that the server doesn't list gets a line of its own.
    private static func tree(of mailboxes: [MailboxRow]) -> [FolderItem] {
        let sorted = mailboxes.map { (path: path(of: $0), row: $0) }.sorted { isBefore($0.path, $1.path) }
        var items: [FolderItem] = []
        var open: [String] = []
        for (path, row) in sorted {
            let known = zip(path.dropLast(), open).prefix { $0 == $1 }.count
            for depth in known..<max(known, path.count - 1) {
                items.append(
                    FolderItem(target: .level, title: path[depth], depth: min(depth, deepest), unread: 0, total: 0))
            }
            items.append(item(row, title: path.last ?? row.name.text, depth: path.count - 1))
            open = path
        }
        return items
    }

    /// Below INBOX there are only servers' habits: `INBOX.Lists` is a person's `Lists`.
    private static func path(of row: MailboxRow) -> [String] {
        var path = Array(row.path.prefix(64))
        if path.count > 1, path[0].uppercased() == "INBOX" { path.removeFirst() }
        return path.isEmpty ? [row.name.text] : path
    }

    private static func isBefore(_ left: [String], _ right: [String]) -> Bool {
        for (one, other) in zip(left, right) where one != other {
            let (small, large) = (one.lowercased(), other.lowercased())
            return small == large ? one < other : small < large
        }
        return left.count < right.count
    }
}
