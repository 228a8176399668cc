import MailModel

/// What a server does not permit in a folder (RFC 4314), in words.
struct RightsText {
    private let row: MailboxRow

    init(_ row: MailboxRow) { self.row = row }

    /// Why something that needs these rights can't be done; nothing where it can.
    func refusal(of needed: MailboxRights) -> String? {
        let missing = needed.subtracting(row.rights)
        guard !missing.isEmpty else { return nil }
        let name = row.shownName
        if row.rights.isReadOnly { return "\(name) can only be read here." }
        if missing.contains(.putIn) { return "Nothing can be put into \(name): the server does not permit it." }
        if !missing.isDisjoint(with: .takeOut) {
            return "Nothing can be taken out of \(name): the server does not permit it."
        }
        let what = missing.contains(.markRead) ? "read or unread" : "with a star"
        return "Nothing can be marked \(what) in \(name): the server does not permit it."
    }

    /// What of the usual is not permitted; nothing where all is.
    var summary: String? {
        if row.rights.isReadOnly { return "can only be read" }
        let words: [(MailboxRights, String)] = [
            (.putIn, "put messages in"), (.takeOut, "take messages out"), (.markRead, "mark them read"),
            (.setFlags, "give them a star"),
        ]
        let missing = words.filter { !row.rights.contains($0.0) }.map(\.1)
        return missing.isEmpty ? nil : "the server does not permit to " + missing.joined(separator: ", ")
    }
}
