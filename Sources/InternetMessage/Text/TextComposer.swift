import MailModel

/// Puts the texts of a message's parts together.
struct TextComposer {
    private(set) var lines: [ReadableLine] = []
    private(set) var links = LinkList()
    private(set) var notices: [String] = []
    /// Files found inside the parts that came.
    private(set) var files: [MessagePart] = []
    /// Numbers of the parts whose content is all shown, so that they are no attachments.
    private(set) var shown: Set<String> = []
    /// Characters of the author's own text after which a plain text may end.
    private let enough: Int

    init(enough: Int = .max) { self.enough = enough }

    /// Sets the parts that are shown, of those that were fetched.
    mutating func compose(_ structure: MessagePart, _ fetched: [ReadableText.FetchedPart]) {
        let contents = Dictionary(fetched.map { ($0.part.number, $0.octets) }) { first, _ in first }
        let choice = PartChoice(in: structure) { plain, html in
            guard contents[html.number] != nil else { return .plain }
            guard let octets = contents[plain.number] else { return .html }
            return PlainStub.isStub(Self.decoded(plain, octets).octets) ? .html : .plain
        }
        for part in choice.parts {
            guard let octets = contents[part.number] else { continue }
            append(part, octets)
        }
        for part in choice.containers {
            if let octets = contents[part.number] { open(part, octets) }
        }
        if choice.isEncrypted { notices.append("this message is encrypted") }
        if choice.isWrapped, !lines.contains(where: { !$0.text.isEmpty }) {
            add("the text is inside S/MIME, which is not opened")
        }
        for part in choice.elsewhere { add(Elsewhere.notice(of: part)) }
        trimEnds()
    }

    private mutating func append(_ part: MessagePart, _ octets: ArraySlice<UInt8>) {
        if PartChoice.isReport(part) { return appendReport(part, octets) }
        var decoded = part.subtype == "plain" ? withoutFiles(part, octets) : Self.decoded(part, octets)
        if let notice = decoded.notice { add(notice) }
        if part.subtype == "html" { decoded.octets = cut(decoded.octets) }
        append(read(part, decoded.octets))
    }

    private mutating func append(_ added: [ReadableLine]) {
        guard added.contains(where: { !$0.text.isEmpty }) else { return }
        if let last = lines.last, !last.text.isEmpty { lines.append(ReadableLine(text: "")) }
        lines += added
    }

    private mutating func appendReport(_ part: MessagePart, _ octets: ArraySlice<UInt8>) {
        let sentences = DeliveryReport.sentences(part.decode(octets), subtype: part.subtype)
        guard !sentences.isEmpty else { return }
        shown.insert(part.number)
        append(sentences.map { ReadableLine(text: $0, kind: .heading) })
    }

    /// The part's text, its uuencoded and yEnc files taken out of it and listed.
    private mutating func withoutFiles(
        _ part: MessagePart, _ octets: ArraySlice<UInt8>
    ) -> (octets: [UInt8], notice: String?) {
        let content = part.decode(octets)
        let found = TextFiles.find(in: content)
        for (index, file) in found.enumerated() { files.append(file.part(in: part, index: index)) }
        return Self.readable(part, found.isEmpty ? content : TextFiles.withoutFiles(content, found))
    }

    /// Lists what is in a `winmail.dat`; its text counts where the message has no other.
    private mutating func open(_ part: MessagePart, _ octets: ArraySlice<UInt8>) {
        guard let container = TNEF(part.decode(octets)) else { return }
        for (index, file) in container.files.enumerated() { files.append(file.part(in: part, index: index)) }
        if !container.files.isEmpty { shown.insert(part.number) }
        guard !lines.contains(where: { !$0.text.isEmpty }) else { return }
        if !container.text.isEmpty {
            append(PlainText.read(container.text, links: &links))
        } else if !container.html.isEmpty {
            append(read(MessagePart(number: part.number, subtype: "html"), cut(container.html)))
        }
    }

    private mutating func read(_ part: MessagePart, _ text: [UInt8]) -> [ReadableLine] {
        switch part.subtype {
        case "html", "xhtml":
            // The parser ends at a NUL.
            let whole = ConditionalMarks.removed(
                from: text.contains(0) ? text.map { $0 == 0 ? ASCII.space : $0 } : text)
            if let html = HTMLText.read(whole, links: &links) {
                if let notice = html.notice { add(notice) }
                return html.lines
            }
            add("this HTML is too tangled to be laid out; here is its text")
            return PlainText.read(TagStripper.text(of: whole), links: &links)
        case "enriched", "richtext":
            return PlainText.read(TagStripper.text(of: text), links: &links)
        case "calendar":
            let card = CalendarCard.lines(text)
            return card.isEmpty ? PlainText.read(text, links: &links) : card
        case "x-patch", "x-diff", "csv", "tab-separated-values":
            return PlainText.read(text, links: &links).map { line in
                var line = line
                line.kind = .preformatted
                return line
            }
        default:
            return PlainText.read(text, parameters: part.parameters, enough: enough, links: &links)
        }
    }

    /// HTML of which only the beginning is laid out.
    private mutating func cut(_ octets: [UInt8]) -> [UInt8] {
        guard octets.count > HTMLDocument.maximumOctets else { return octets }
        add("this HTML is very large; here are its first \(HTMLDocument.maximumOctets >> 20) MB")
        return Array(octets.prefix(HTMLDocument.maximumOctets))
    }

    /// The part's text in UTF-8, without its transfer encoding.
    private static func decoded(_ part: MessagePart, _ octets: ArraySlice<UInt8>) -> (octets: [UInt8], notice: String?)
    {
        readable(part, part.decode(octets))
    }

    private static func readable(_ part: MessagePart, _ content: [UInt8]) -> (octets: [UInt8], notice: String?) {
        var charset = part.parameters["charset"] ?? ""
        if charset.isEmpty, part.subtype == "html" { charset = metaCharset(content) }
        return Charset.readable(content[...], named: charset)
    }

    /// `<meta charset=…>` or `<meta … content="text/html; charset=…">`, which only counts where MIME says nothing.
    private static func metaCharset(_ html: [UInt8]) -> String {
        let start = html.prefix(2_048).lowercasedText
        guard let meta = start.utf8.firstRange(of: "charset=".utf8) else { return "" }
        let rest = start.utf8[meta.upperBound...].drop { $0 == ASCII.quote || $0 == ASCII.apostrophe }
        return rest.prefix { $0.isLetter || $0.isDigit || $0 == ASCII.hyphen || $0 == ASCII.underscore }.lowercasedText
    }

    private mutating func add(_ notice: String) {
        if !notices.contains(notice) { notices.append(notice) }
    }

    private mutating func trimEnds() {
        while lines.last?.text.isEmpty == true { lines.removeLast() }
        lines.removeFirst(lines.firstIndex { !$0.text.isEmpty } ?? 0)
    }
}
