/// Plain texts that only say that there is an HTML text.
enum PlainStub {
    /// Encoded octets of a plain text that may be a stub; a longer one is a text.
    static let maximumOctets = 1_200

    /// Whether a plain text, in UTF-8, is nothing to read beside an HTML text.
    static func isStub(_ octets: [UInt8]) -> Bool {
        let text = octets[...].trimmed
        if text.isEmpty { return true }
        // Some senders put the same HTML into both.
        if text.startsIgnoringCase(with: "<!doctype html") || text.startsIgnoringCase(with: "<html") { return true }
        guard text.count <= 600 else { return false }
        let words = text.lowercasedText
        return views.contains { words.contains($0) } && targets.contains { words.contains($0) }
    }

    private static let views = [
        "view", "read", "see ", "display", "support", "enable", "visit", "switch", "cannot show", "can't show",
        "anzeig", "ansehen",
        "afficher", "visualis", "visualiz",
    ]

    private static let targets = [
        "html", "in your browser", "in a browser", "web browser", "online version", "web version", "browser:",
        "im browser", "navigateur", "navegador", "view this email", "view this message", "view online",
        "view it online",
    ]
}
