import MailModel

/// Puts an account's mailboxes into the order of the folder list.
enum FolderTree {
    /// Deeper levels are drawn as this one.
    static let deepest = 8

    /// First the mailboxes with a role, by what they are for, each with those in it; then the others as a tree, by
    /// name.
    static func items(of mailboxes: [MailboxRow]) -> [FolderItem] {
        var rest = marked(mailboxes)
        var items: [FolderItem] = []
        for role in MailboxRole.listed {
            guard let row = rest.first(where: { $0.role == role }) else { continue }
            // What is below INBOX is at the top for a person.
            let inner = role == .inbox ? [] : rest.filter { isInside($0, row) }
            let ids = Set(inner.map(\.id) + [row.id])
            rest.removeAll { ids.contains($0.id) }
            items.append(item(row, title: role.title ?? row.name.text, depth: 0))
            items += tree(of: inner.map { (Array($0.path.prefix(64).dropFirst(row.path.count)), $0) }, depth: 1)
        }
        return items + tree(of: rest.map { (path(of: $0), $0) }, depth: 0)
    }

    /// Who subscribes to nothing does not use subscriptions; what has a role is always one to be seen.
    private static func marked(_ mailboxes: [MailboxRow]) -> [MailboxRow] {
        let isUsed = mailboxes.contains { $0.isSubscribed && $0.role == nil }
        return mailboxes.map { row in
            var row = row
            row.isSubscribed = row.isSubscribed || !isUsed || row.role != nil
            return row
        }
    }

    private static func isInside(_ inner: MailboxRow, _ outer: MailboxRow) -> Bool {
        let isListed = inner.role.map(MailboxRole.listed.contains) ?? false
        return !isListed && inner.path.count > outer.path.count && inner.path.starts(with: outer.path)
    }

    private static func item(_ row: MailboxRow, title: String, depth: Int) -> FolderItem {
        FolderItem(
            target: row.isSelectable ? .mailbox(row.id) : .level, title: title, depth: min(depth, deepest),
            unread: row.unread, total: row.messages, isUnsubscribed: !row.isSubscribed)
    }

    /// Each mailbox under its parents; a parent that the server doesn't list gets a line of its own.
    private static func tree(of mailboxes: [(path: [String], row: MailboxRow)], depth first: Int) -> [FolderItem] {
        var items: [FolderItem] = []
        var open: [String] = []
        for (path, row) in mailboxes.sorted(by: { isBefore($0.path, $1.path) }) {
            let known = zip(path.dropLast(), open).prefix { $0 == $1 }.count
            for depth in known..<max(known, path.count - 1) {
                items.append(
                    FolderItem(
                        target: .level, title: path[depth], depth: min(first + depth, deepest), unread: 0, total: 0))
            }
            items.append(item(row, title: path.last ?? row.name.text, depth: first + path.count - 1))
            open = path
        }
        return items
    }

    private static func path(of row: MailboxRow) -> [String] {
        row.role == nil ? Array(row.shownPath.prefix(64)) : Array(row.path.prefix(64))
    }

    private static func isBefore(_ left: [String], _ right: [String]) -> Bool {
        for (one, other) in zip(left, right) where one != other {
            let (small, large) = (one.lowercased(), other.lowercased())
            return small == large ? one < other : small < large
        }
        return left.count < right.count
    }
}
