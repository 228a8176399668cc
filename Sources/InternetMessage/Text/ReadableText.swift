package import MailModel

/// Makes a message readable: chooses its text, decodes it, and sets it in lines.
///
/// In a task that is cancelled what is read ends early, anywhere: it is for nobody then.
package enum ReadableText {
    /// A part and its content, still in its transfer encoding.
    package typealias FetchedPart = (part: MessagePart, octets: ArraySlice<UInt8>)

    /// The parts whose content is needed to show a message, in order.
    ///
    /// Of an alternative that is the plain text, or the HTML text where there is no plain
    /// one; both where the plain one is so short that it may only point to the other.
    /// So is Outlook's `winmail.dat`, which lists files and may hold the text, unless it is large beside a text.
    package static func chosenParts(in structure: MessagePart) -> [MessagePart] {
        let choice = PartChoice(in: structure) { plain, _ in
            plain.sizeInOctets <= PlainStub.maximumOctets ? .both : .plain
        }
        let isTextless = choice.parts.isEmpty
        return choice.parts + choice.containers.filter { isTextless || $0.sizeInOctets <= largeInOctets }
    }

    /// A container of this size is not fetched to look into it.
    private static let largeInOctets = 1 << 20

    /// Reads a whole message.
    package static func read(
        _ message: ParsedMessage, background: SenderBackground = SenderBackground()
    ) -> ReadableMessage { read(OpenedMessage(message), background: background) }

    /// Reads a whole message with what was found in its sealed parts.
    package static func read(
        _ opened: OpenedMessage, background: SenderBackground = SenderBackground()
    ) -> ReadableMessage {
        let message = opened.message
        let structure = message.structure
        var readable = read(
            header: message.header, summary: MessageSummary(message.header, structure: structure),
            structure: structure, parts: chosenTexts(of: message, structure), opened: opened.parts,
            background: background)
        if let notice = message.notice { readable.notices.append(notice) }
        return readable
    }

    /// The content of the parts that are shown of a whole message.
    static func chosenTexts(of message: ParsedMessage, _ structure: MessagePart) -> [FetchedPart] {
        chosenParts(in: structure).map { (part: $0, octets: message.octets(of: $0.number)) }
    }

    /// What the lists show of a whole message: its header, its parts, the first words of its text.
    ///
    /// Reads only the beginning of the text; where nothing is found there, the words are empty.
    package static func listed(_ message: ParsedMessage) -> (summary: MessageSummary, snippet: String) {
        let structure = message.structure
        let parts = chosenParts(in: structure).map { part in
            // Pages begin with styles, texts with their words.
            let length = part.subtype == "plain" ? 1 << 10 : 64 << 10
            return (part: part, octets: message.octets(of: part.number).prefix(length))
        }
        // What is stored is never half of it.
        var composer = TextComposer(enough: 2 * ReadableMessage.snippetLength, isStopped: { false })
        composer.compose(structure, parts)
        return (MessageSummary(message.header, structure: structure), composer.lines.snippet)
    }

    /// Reads what was fetched of a message.
    ///
    /// - Parameters:
    ///   - header: The message's header; nothing where it was not fetched.
    ///   - summary: What is known of the message from its server.
    ///   - structure: Its MIME tree.
    ///   - parts: The content of the parts that ``chosenParts(in:)`` named, as far as it came.
    ///   - opened: What became of sealed parts, by their numbers.
    ///   - background: What else is known of the sender.
    /// - Returns: The message as the pager shows it.
    package static func read(
        header: Header?, summary: MessageSummary, structure: MessagePart, parts: [FetchedPart],
        opened: [String: OpenedPart] = [:], background: SenderBackground = SenderBackground()
    ) -> ReadableMessage {
        var composer = TextComposer(isStopped: { Task.isCancelled })
        composer.compose(structure, parts, opened: opened)
        var message = ReadableMessage(
            header: header.map(fields) ?? [], summary: summary, lines: composer.lines,
            links: composer.links.targets,
            attachments: structure.attachments.filter { !composer.shown.contains($0.number) } + composer.files,
            notices: composer.notices, seals: composer.seals)
        message.summary.structure = structure.grafting(composer.insides)
        if let subject = composer.protectedSubject { message.replaceSubject(by: subject) }
        let verdict = header.flatMap { header in
            background.trustedServer.flatMap { SenderVerdict(header, by: $0) }
        }
        message.authentication = verdict?.summary
        if let line = Cautions(message, verdict, isFirst: background.isFirst).line {
            message.notices.insert(line, at: 0)
        }
        return message
    }

    /// Reads one part, such as an attached text.
    package static func read(_ part: MessagePart, octets: ArraySlice<UInt8>) -> ReadableMessage {
        if ContactCard.isContact(part) || part.isArchive {
            let content = part.decode(octets)
            let lines = part.isArchive ? ArchiveListing(content)?.lines() : ContactCard.lines(readable(part, content))
            let none = "this is no archive that can be listed"
            guard let lines else {
                return ReadableMessage(header: [], summary: MessageSummary(), lines: [], notices: [none])
            }
            if !lines.isEmpty { return ReadableMessage(header: [], summary: MessageSummary(), lines: lines) }
        }
        var alone = part
        if alone.type == "text", ContactCard.isContact(part) { alone.subtype = "plain" }
        (alone.disposition, alone.fileName) = ("inline", "")
        return read(header: nil, summary: MessageSummary(), structure: alone, parts: [(alone, octets)])
    }

    /// A text in UTF-8.
    private static func readable(_ part: MessagePart, _ content: [UInt8]) -> [UInt8] {
        Charset.readable(content[...], named: part.parameters["charset"] ?? "").octets
    }

    private static func fields(of header: Header) -> [ReadableMessage.HeaderField] {
        header.fields.map { .init(name: header.name(of: $0), value: EncodedWord.decode(header.rawValue(of: $0))) }
    }
}

extension ReadableMessage {
    /// The beginning of what the author wrote, at most 200 characters on one line, for the message list.
    package var snippet: String { lines.snippet }

    /// Characters of a snippet.
    static let snippetLength = 200
}

extension [ReadableLine] {
    fileprivate var snippet: String {
        let limit = ReadableMessage.snippetLength
        var words = StyledText()
        for (index, line) in enumerated() where line.quoteDepth == 0 {
            if line.kind == .signature || line.kind == .preformatted || line.isEdge { continue }
            // "On Tuesday, Ada wrote:" belongs to the quote below it.
            if line.text.utf8.last == ASCII.colon,
                self[(index + 1)...].first(where: { !$0.text.isEmpty })?.quoteDepth ?? 0 > 0
            {
                continue
            }
            words.append(wordsOf: line.textWithoutMarkers.unicodeScalars, upTo: 2 * limit)
            if words.scalars > limit { break }
        }
        // As many octets as scalars: each is a character.
        if words.octets.count == words.scalars {
            return String(decoding: words.octets.prefix(limit), as: UTF8.self)
        }
        let text = String(decoding: words.octets, as: UTF8.self)
        return words.scalars <= limit ? text : String(text.prefix(limit))
    }
}

extension StyledText {
    /// Writes the words of a text with one space between two, whatever blanks of any script it has.
    ///
    /// `most`: Unicode scalars after which it is enough.
    fileprivate mutating func append(wordsOf text: some Sequence<Unicode.Scalar>, upTo most: Int) {
        hasPendingBlank = true
        for scalar in text {
            if scalars >= most { return }
            if scalar.isASCII ? scalar.value <= 0x20 : scalar.properties.isWhitespace {
                hasPendingBlank = true
                continue
            }
            if hasPendingBlank { settleBlank() }
            if scalar.isASCII { append(octet: UInt8(scalar.value)) } else { append(scalar.utf8) }
        }
    }
}

extension ReadableLine {
    /// The text without the `[3]` that follow its links.
    var textWithoutMarkers: String {
        let ends = spans.compactMap { span in if case .link = span.style { span.range.upperBound } else { nil } }
        guard !ends.isEmpty, text.utf8.contains(ASCII.openBracket) else { return text }
        var kept = String.UnicodeScalarView()
        var start = 0
        let scalars = Array(text.unicodeScalars)
        for end in ends.sorted() where end <= scalars.count && end > start {
            let bracket = scalars[start..<end].lastIndex(of: "[") ?? end
            let isMarker = scalars[bracket..<end].dropFirst().dropLast().allSatisfy { $0.properties.numericType != nil }
            kept.append(contentsOf: scalars[start..<(isMarker && scalars[end - 1] == "]" ? bracket : end)])
            start = end
        }
        kept.append(contentsOf: scalars[start...])
        return String(kept)
    }
}
