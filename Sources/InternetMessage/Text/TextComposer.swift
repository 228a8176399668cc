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
    /// What is signed or encrypted, as ``ReadableLine/Kind/edge(of:isBegin:)`` counts them.
    private(set) var seals: [Seal] = []
    /// The subject inside the innermost seal around all of it.
    private(set) var protectedSubject: String?
    /// The MIME trees that were found inside, by the number of the part they came from.
    private(set) var insides: [String: MessagePart] = [:]
    /// Characters of the author's own text after which a plain text may end.
    private let enough: Int
    /// Whether nobody wants the text any more; asked between lines.
    private let isStopped: () -> Bool
    /// The seal that was opened to find this text; nothing for the message itself.
    private let host: Int?

    init(enough: Int = .max, isStopped: @escaping () -> Bool) {
        (self.enough, self.isStopped) = (enough, isStopped)
        host = nil
    }

    /// A composer for what was inside a seal of another one's.
    private init(inside seal: Int, of outer: TextComposer) {
        (enough, isStopped, host) = (outer.enough, outer.isStopped, seal)
        (links, seals) = (outer.links, outer.seals)
    }

    /// Sets the parts that are shown, of those that were fetched.
    ///
    /// `opened`: What became of sealed parts, by their numbers.
    mutating func compose(
        _ structure: MessagePart, _ fetched: [ReadableText.FetchedPart], opened: [String: OpenedPart] = [:]
    ) {
        let contents = Dictionary(fetched.map { ($0.part.number, $0.octets) }) { first, _ in first }
        let choice = PartChoice(in: structure) { plain, html in
            guard contents[html.number] != nil else { return .plain }
            guard let octets = contents[plain.number] else { return .html }
            return PlainStub.isStub(Self.decoded(plain, octets).octets) ? .html : .plain
        }
        let numbers = choice.seals.map { add($0, opened[$0.part.number]) }
        for item in choice.items where !isStopped() {
            switch item {
            case .part(let part):
                guard let octets = contents[part.number] else { continue }
                if let armor = InlineArmor(part, octets) {
                    let isAlone = part.number == structure.number
                    append(armor, in: part, opened[part.number], isAlone: isAlone)
                } else {
                    append(part, octets)
                }
            case .begin(let index):
                addEdge(of: numbers[index], isBegin: true)
                if let content = opened[choice.seals[index].part.number]?.content {
                    open(choice.seals[index], content, as: numbers[index])
                }
            case .end(let index): addEdge(of: numbers[index], isBegin: false)
            }
        }
        for part in choice.containers where !isStopped() {
            if let octets = contents[part.number] { open(part, octets) }
        }
        for part in choice.elsewhere { add(Elsewhere.notice(of: part)) }
        trimEnds()
    }

    // MARK: - Sealed parts

    /// Takes note of a seal.
    ///
    /// - Returns: Its index among ``seals``.
    private mutating func add(_ sealed: PartChoice.Sealed, _ opened: OpenedPart?) -> Int {
        var seal = sealed.form.unopened
        if let opened { (seal.encryption, seal.signature) = (opened.encryption, opened.signature) }
        seal.coversAll = sealed.coversAll && host.map { seals[$0].coversAll } ?? true
        if seal.coversAll, let subject = opened?.subject { protectedSubject = subject }
        switch sealed.form {
        case .inline: break
        case .signed: shown.formUnion(sealed.part.children.dropFirst().prefix(1).map(\.number))
        case .encrypted, .enveloped:
            // What can't be opened here can be saved, for somebody who can.
            if opened == nil || opened?.content != nil { shown.formUnion(sealed.part.flattened.map(\.number)) }
        }
        // Encrypted, and all of it signed: that is one sentence.
        if let host, sealed.coversAll, seal.encryption == .none, seals[host].encryption == .opened,
            seals[host].signature == .none
        {
            seals[host].signature = seal.signature
            return host
        }
        seals.append(seal)
        return seals.count - 1
    }

    private mutating func addEdge(of index: Int, isBegin: Bool) {
        guard !seals[index].coversAll, index != host else { return }
        let text = isBegin ? seals[index].sentence : "the end of what is \(seals[index].word)"
        lines.append(ReadableLine(text: text, kind: .edge(of: index, isBegin: isBegin)))
    }

    /// Sets an OpenPGP block that is a plain text, and what follows it.
    private mutating func append(
        _ armor: InlineArmor, in part: MessagePart, _ opened: OpenedPart?, isAlone: Bool
    ) {
        let sealed = PartChoice.Sealed(
            part: part, form: .inline(isEncrypted: armor.isEncrypted), coversAll: isAlone && armor.rest.isEmpty)
        let index = add(sealed, opened)
        addEdge(of: index, isBegin: true)
        if let content = opened?.content {
            open(sealed, content, as: index)
        } else if !armor.isEncrypted {
            append(read(part, Self.readable(part, Array(armor.block)).octets))
        }
        addEdge(of: index, isBegin: false)
        if !armor.rest.isEmpty { append(read(part, Self.readable(part, Array(armor.rest)).octets)) }
    }

    /// Sets what was inside, by itself: nothing of it and of what stands around it is ever one text.
    private mutating func open(_ sealed: PartChoice.Sealed, _ content: OpenedMessage, as index: Int) {
        var inner = TextComposer(inside: index, of: self)
        let structure = content.message.structure
        inner.compose(structure, ReadableText.chosenTexts(of: content.message, structure), opened: content.parts)
        (links, seals) = (inner.links, inner.seals)
        protectedSubject = inner.protectedSubject ?? protectedSubject
        if let notice = content.message.notice { add(notice) }
        inner.notices.forEach { add($0) }
        append(inner.lines)
        let number = sealed.part.number
        let attachments = structure.attachments.filter { !inner.shown.contains($0.number) } + inner.files
        files += attachments.map { $0.inside(number) }
        insides[number] = structure.grafting(inner.insides).inside(number)
    }

    // MARK: - Texts

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
        guard !lines.contains(where: { !$0.text.isEmpty && !$0.isEdge }) else { return }
        if !container.text.isEmpty {
            append(readPlain(container.text))
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
            if let html = HTMLText.read(whole, links: &links, isStopped: isStopped) {
                if let notice = html.notice { add(notice) }
                return html.lines
            }
            if isStopped() { return [] }
            add("this HTML is too tangled to be laid out; here is its text")
            return readPlain(TagStripper.text(of: whole))
        case "enriched", "richtext":
            return readPlain(TagStripper.text(of: text))
        case "calendar":
            let card = CalendarCard.lines(text)
            return card.isEmpty ? readPlain(text) : card
        case "x-patch", "x-diff", "csv", "tab-separated-values":
            return readPlain(text).map { line in
                var line = line
                line.kind = .preformatted
                return line
            }
        default:
            return readPlain(text, parameters: part.parameters, enough: enough)
        }
    }

    private mutating func readPlain(
        _ text: [UInt8], parameters: [String: String] = [:], enough: Int = .max
    ) -> [ReadableLine] {
        PlainText.read(text, parameters: parameters, enough: enough, links: &links, isStopped: isStopped)
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
