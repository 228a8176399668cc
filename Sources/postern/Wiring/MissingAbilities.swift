import MailModel

/// What a server lacks that would be worth having.
enum MissingAbilities {
    private static let imap: [([String], String)] = [
        (["IDLE"], "IDLE (news at once)"), (["QRESYNC", "CONDSTORE"], "CONDSTORE (quick looks at large folders)"),
        (["MOVE", "IMAP4REV2"], "MOVE (moving in one step)"),
        (["UIDPLUS", "IMAP4REV2"], "UIDPLUS (removing exactly what is meant)"),
        (["SPECIAL-USE", "IMAP4REV2"], "SPECIAL-USE (folders known by their purpose)"),
    ]

    private static let pop3: [([String], String)] = [
        (["UIDL"], "UIDL (telling messages apart without reading them)"), (["PIPELINING"], "PIPELINING (speed)"),
        (["TOP"], "TOP (headers alone)"),
    ]

    /// Names them with what they are good for; nothing where nothing is missing, or where the server says nothing at all.
    static func sentence(_ mailProtocol: MailProtocol, words: Set<String>) -> String? {
        guard !words.isEmpty else { return nil }
        let wanted = mailProtocol == .imap ? imap : pop3
        let missing = wanted.filter { words.isDisjoint(with: $0.0) }.map(\.1)
        return missing.isEmpty ? nil : "the server lacks \(missing.joined(separator: ", "))"
    }
}
