import MailModel

/// The levels of mailbox names, `/` between them.
enum MailboxHierarchy {
    static let delimiter: Character = "/"

    /// `Lists` and `Lists/swift` for `Lists/swift/users`.
    static func levels(above name: MailboxName) -> [MailboxName] {
        let parts = name.text.split(separator: delimiter, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return [] }
        return (1..<parts.count).compactMap { MailboxName(parts[..<$0].joined(separator: String(delimiter))) }
    }

    static func isBelow(_ name: MailboxName, _ level: MailboxName) -> Bool {
        name.text.hasPrefix(level.text + String(delimiter))
    }

    /// Whether a LIST pattern takes a name: `*` is anything, `%` anything within a level (RFC 9051 §6.3.9).
    ///
    /// Takes time in proportion to both lengths, however many wildcards there are.
    static func matches(_ name: MailboxName, pattern: String) -> Bool {
        let name = Array(name.text.utf8)
        let slash = delimiter.asciiValue
        // reach[i]: the pattern so far takes the first i octets.
        var reach = [Bool](repeating: false, count: name.count + 1)
        reach[0] = true
        for octet in pattern.utf8 {
            switch octet {
            case UInt8(ascii: "*"), UInt8(ascii: "%"):
                for place in name.indices where reach[place] {
                    if octet == UInt8(ascii: "*") || name[place] != slash { reach[place + 1] = true }
                }
            default:
                for place in name.indices.reversed() { reach[place + 1] = reach[place] && name[place] == octet }
                reach[0] = false
            }
        }
        return reach[name.count]
    }
}
