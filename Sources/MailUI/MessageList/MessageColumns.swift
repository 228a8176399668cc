import TerminalUI

/// Where the columns of the message list stand, by its width.
struct MessageColumns: Hashable {
    static let dateColumns = 9

    let marks: Rect
    let account: Rect
    let sender: Rect
    let subject: Rect
    let date: Rect

    init(of row: Rect, hasAccountBar: Bool) {
        let isTiny = row.columns < 40
        // The last column is the scroll bar's.
        var rest = row.splitLeft(row.columns - 1).0
        (_, rest) = rest.splitLeft(isTiny ? 0 : 1)
        (marks, rest) = rest.splitLeft(isTiny ? 1 : 3)
        (_, rest) = rest.splitLeft(1)
        (account, rest) = rest.splitLeft(hasAccountBar ? 1 : 0)
        (_, rest) = rest.splitLeft(hasAccountBar ? 1 : 0)
        (rest, date) = rest.splitLeft(isTiny ? rest.columns : rest.columns - Self.dateColumns)
        (rest, _) = rest.splitLeft(isTiny ? rest.columns : rest.columns - 1)
        let senderColumns = row.columns >= 66 ? 20 : max(4, rest.columns * 2 / 5)
        (sender, rest) = rest.splitLeft(senderColumns)
        subject = rest.splitLeft(1).1
    }
}
