import MailModel

/// Chooses which text parts of a message are shown (RFC 2046 §5.1).
struct PartChoice {
    /// What to show of an alternative that has a plain and an HTML text.
    enum Preference {
        case plain
        case html
        /// Not to be told without their content.
        case both
    }

    /// The parts to show, in order.
    private(set) var parts: [MessagePart] = []
    /// The message, or a part of it, is encrypted.
    private(set) var isEncrypted = false
    /// The message, or a part of it, is inside S/MIME, signed perhaps or encrypted.
    private(set) var isWrapped = false
    /// Parts whose content is not here: `message/external-body`, `message/partial`.
    private(set) var elsewhere: [MessagePart] = []
    /// Outlook's containers, which may hold the text and files.
    private(set) var containers: [MessagePart] = []

    /// - Parameters:
    ///   - structure: The message's MIME tree.
    ///   - prefer: Asked for each alternative, with the first text of either kind.
    init(in structure: MessagePart, prefer: (_ plain: MessagePart, _ html: MessagePart) -> Preference) {
        // A list instead of recursion: the next part to look at is the last one.
        var waiting = [structure]
        while let part = waiting.popLast() {
            guard part.isMultipart else {
                note(part)
                continue
            }
            waiting.append(contentsOf: shown(of: part, prefer).reversed())
        }
    }

    private mutating func note(_ part: MessagePart) {
        if Self.isReadable(part) || Self.isReport(part) { parts.append(part) }
        if part.type == "message", part.subtype == "external-body" || part.subtype == "partial" {
            elsewhere.append(part)
        }
        if part.isTNEF { containers.append(part) }
        // RFC 8551 §3.2.2: without its type it is one or the other.
        if part.type == "application", part.subtype == "pkcs7-mime" || part.subtype == "x-pkcs7-mime" {
            let isEnveloped = part.parameters["smime-type"]?.lowercased().hasSuffix("enveloped-data") == true
            isEncrypted = isEncrypted || isEnveloped
            isWrapped = isWrapped || !isEnveloped
        }
    }

    private mutating func shown(
        of multipart: MessagePart, _ prefer: (MessagePart, MessagePart) -> Preference
    ) -> [MessagePart] {
        switch multipart.subtype {
        case "alternative": return Self.alternatives(of: multipart, prefer)
        // RFC 2387 §3.2: the others belong to the root, as its pictures.
        case "related":
            let start = multipart.parameters["start"].map { $0.filter { $0 != "<" && $0 != ">" } }
            let root = multipart.children.first { !$0.contentID.isEmpty && $0.contentID == start }
            return (root ?? multipart.children.first).map { [$0] } ?? []
        // RFC 1847 §2.1: the second part is the signature.
        case "signed": return Array(multipart.children.prefix(1))
        case "encrypted":
            isEncrypted = true
            return []
        // RFC 6522 §3: the second part is the report itself, of which a person wants to know first.
        case "report":
            return multipart.children.filter(Self.isReport) + multipart.children.filter { !Self.isReport($0) }
        default: return multipart.children
        }
    }

    private static func alternatives(
        of multipart: MessagePart, _ prefer: (MessagePart, MessagePart) -> Preference
    ) -> [MessagePart] {
        let branches = multipart.children.map { ($0, texts: $0.flattened.filter(isReadable)) }
            .filter { !$0.texts.isEmpty }
        let cards = branches.filter { $0.texts.allSatisfy { $0.subtype == "calendar" } }.prefix(1).map(\.0)
        let plain = branches.first { $0.texts[0].subtype == "plain" && !$0.texts.contains { $0.subtype == "html" } }
        // RFC 2046 §5.1.4: the last one is the sender's best.
        let html = branches.last { $0.texts.contains { $0.subtype == "html" } }
        switch (plain, html) {
        case (let plain?, let html?):
            let htmlText = html.texts.first { $0.subtype == "html" } ?? html.texts[0]
            switch prefer(plain.texts[0], htmlText) {
            case .plain: return cards + [plain.0]
            case .html: return cards + [html.0]
            case .both: return cards + [plain.0, html.0]
            }
        case (let text?, nil), (nil, let text?): return cards + [text.0]
        case (nil, nil):
            let other = branches.first { !$0.texts.allSatisfy { $0.subtype == "calendar" } }
            return cards + (other.map { [$0.0] } ?? [])
        }
    }

    /// The facts of a report, which become sentences.
    static func isReport(_ part: MessagePart) -> Bool {
        part.type == "message" && DeliveryReport.subtypes.contains(part.subtype)
    }

    private static func isReadable(_ part: MessagePart) -> Bool {
        part.type == "text" && !part.isAttachment
            && !["rtf", "x-amp-html", "watch-html", "vcard", "x-vcard"].contains(part.subtype)
    }
}
