import MailModel

/// Signs that a message pretends to be another one's, each one phrase.
///
/// They say what is so, never what to think of it; none of them asks a server.
struct Cautions {
    private let message: ReadableMessage
    private let verdict: SenderVerdict?
    private let isFirst: Bool

    init(_ message: ReadableMessage, _ verdict: SenderVerdict?, isFirst: Bool) {
        self.message = message
        self.verdict = verdict
        self.isFirst = isFirst
    }

    /// All of them in one line; nothing where there is none.
    var line: String? {
        let all = [authentication, name, replies, domains, links, directions, first].compactMap(\.self)
        return all.isEmpty ? nil : all.joined(separator: "; ")
    }

    // MARK: - Who has sent it

    private var sender: Address? { message.summary.from.first }

    private var authentication: String? {
        sender.flatMap { Domain(ofAddress: $0.address) }.flatMap { verdict?.caution(domain: $0.ascii) }
    }

    /// To a list anybody writes.
    private var first: String? {
        guard isFirst, !isFromList, let sender else { return nil }
        return "the first message here from \(sender.address)"
    }

    /// The display name has another address in it.
    private var name: String? {
        guard let sender, let own = Domain(ofAddress: sender.address) else { return nil }
        for word in sender.name.split(whereSeparator: { " \t\"'<>()[],;".contains($0) }) where word.contains("@") {
            guard let shown = Domain(ofAddress: String(word)), shown.owner != own.owner else { continue }
            // Lists that have to send in their own name put the author there, and answers go to the author.
            let isList = isFromList && message.summary.replyTo.contains { $0.address.lowercased() == word.lowercased() }
            if !isList { return "the sender’s name says \(word), but it is \(sender.address)" }
        }
        return nil
    }

    private var replies: String? {
        guard let own = sender.flatMap({ Domain(ofAddress: $0.address) }), !isFromList else { return nil }
        let other = message.summary.replyTo.first { address in
            Domain(ofAddress: address.address).map { $0.owner != own.owner } ?? false
        }
        return other.map { "answers go to \($0.address), not to the sender’s domain" }
    }

    private var isFromList: Bool {
        message.header.contains { ["list-id", "list-post"].contains($0.name.lowercased()) }
    }

    /// A host's name that is written to be taken for another one.
    private var domains: String? {
        if let domain = sender.flatMap({ Domain(ofAddress: $0.address) }), domain.isDeceptive {
            return "the sender’s domain only looks like another one: it is \(domain.ascii)"
        }
        let deceptive = message.links.lazy.filter(Self.canDeceive).compactMap { Domain(ofLink: $0) }
            .first { $0.isDeceptive }
        return deceptive.map { "a link leads to a domain that only looks like another one: \($0.ascii)" }
    }

    /// Only letters beyond ASCII are taken for others, as they are or in Punycode (`xn--`); few links have any.
    private static func canDeceive(_ link: String) -> Bool {
        var previous: UInt8 = 0
        for octet in link.utf8 {
            if octet >= 0x80 || (octet == ASCII.hyphen && previous == ASCII.hyphen) { return true }
            previous = octet
        }
        return false
    }

    // MARK: - Where its links lead

    /// A text that is a host's name over a link to another host.
    private var links: String? {
        var (count, first): (Int, String?) = (0, nil)
        for line in message.lines where !line.spans.isEmpty {
            let texts = line.linkTexts { message.links.indices.contains($0) && $1 <= Self.longestShown }
            for text in texts {
                guard let shown = Self.shownDomain(of: text.text),
                    let target = Domain(ofLink: message.links[text.link]),
                    shown.owner != target.owner
                else { continue }
                count += 1
                first = first ?? "a link shows \(shown.ascii) and leads to \(target.ascii)"
            }
        }
        return first.map { count > 1 ? "\($0), and \(count - 1) more like that" : $0 }
    }

    /// The host that a link's text names: an address or a name, and nothing else.
    private static func shownDomain(of link: String) -> Domain? {
        var text = link[...]
        // Its number stands behind the text.
        if text.last == "]", let bracket = text.lastIndex(of: "[") { text = text[..<bracket] }
        guard !text.contains(" "), text.contains(".") else { return nil }
        let isLink = text.contains("://") || text.lowercased().hasPrefix("www.") || text.contains("@")
        guard isLink || text.count(where: { $0 == "." }) < 4, let domain = Domain(ofLink: String(text)) else {
            return nil
        }
        // "report.pdf" and "Node.js" are no hosts.
        return isLink || commonEnds.contains(domain.labels.last ?? "") ? domain : nil
    }

    /// In unicode scalars; a longer text of a link is no host's name.
    private static let longestShown = 1_000

    private static let commonEnds: Set = [
        "com", "org", "net", "edu", "gov", "de", "fr", "uk", "eu", "bank", "info", "io",
    ]

    // MARK: - How it is written

    private var directions: String? {
        let texts = [
            ("subject", [message.summary.subject]), ("sender’s name", message.summary.from.map(\.name)),
            ("name of a file", message.attachments.map(\.fileName)),
        ]
        let turned = texts.first { $0.1.contains { $0.unicodeScalars.contains(where: Self.turnsText) } }
        return turned.map { "hidden signs turn the \($0.0) around" }
    }

    /// Embeddings, overrides and isolates (UAX #9 §2): marks alone are part of many languages.
    private static func turnsText(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
