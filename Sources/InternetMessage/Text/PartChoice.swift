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

    /// A signed or encrypted part.
    struct Sealed {
        let part: MessagePart
        let form: SealedForm
        /// All that is shown stands in it.
        let coversAll: Bool
    }

    enum Item {
        case part(MessagePart)
        /// What follows is inside the seal of that index, until its end.
        case begin(Int)
        case end(Int)
    }

    /// What to show, in order.
    private(set) var items: [Item] = []
    /// The sealed parts, each before those in it.
    private(set) var seals: [Sealed] = []
    /// Parts whose content is not here: `message/external-body`, `message/partial`.
    private(set) var elsewhere: [MessagePart] = []
    /// Outlook's containers, which may hold the text and files.
    private(set) var containers: [MessagePart] = []

    /// - Parameters:
    ///   - structure: The message's MIME tree.
    ///   - prefer: Asked for each alternative, with the first text of either kind.
    init(in structure: MessagePart, prefer: (_ plain: MessagePart, _ html: MessagePart) -> Preference) {
        // A list instead of recursion: the next item to look at is the last one.
        var waiting = [(item: Item.part(structure), coversAll: true)]
        while let (item, coversAll) = waiting.popLast() {
            guard case .part(let part) = item else {
                items.append(item)
                continue
            }
            if let form = SealedForm(part) {
                let isSigned: Bool = if case .signed = form { true } else { false }
                // What stands behind a signature is not signed.
                let rest = isSigned ? part.children.dropFirst(2) : []
                let coversAll = coversAll && rest.isEmpty
                let seal = seals.count
                seals.append(Sealed(part: part, form: form, coversAll: coversAll))
                items.append(.begin(seal))
                waiting += rest.reversed().map { (.part($0), false) } + [(.end(seal), false)]
                if isSigned { waiting += part.children.prefix(1).map { (.part($0), coversAll) } }
            } else if part.isMultipart {
                let shown = shown(of: part, prefer)
                waiting += shown.reversed().map { (.part($0), false) }
            } else {
                note(part)
            }
        }
    }

    /// The parts to show, in order.
    var parts: [MessagePart] { items.compactMap { if case .part(let part) = $0 { part } else { nil } } }

    private mutating func note(_ part: MessagePart) {
        if Self.isReadable(part) || Self.isReport(part) { items.append(.part(part)) }
        if part.type == "message", part.subtype == "external-body" || part.subtype == "partial" {
            elsewhere.append(part)
        }
        if part.isTNEF { containers.append(part) }
    }

    private func shown(
        of multipart: MessagePart, _ prefer: (MessagePart, MessagePart) -> Preference
    ) -> [MessagePart] {
        switch multipart.subtype {
        case "alternative": return Self.alternatives(of: multipart, prefer)
        // RFC 2387 §3.2: the others belong to the root, as its pictures.
        case "related":
            let start = multipart.parameters["start"].map { $0.filter { $0 != "<" && $0 != ">" } }
            let root = multipart.children.first { !$0.contentID.isEmpty && $0.contentID == start }
            return (root ?? multipart.children.first).map { [$0] } ?? []
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
