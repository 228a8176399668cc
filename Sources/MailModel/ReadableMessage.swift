/// A message as the pager shows it.
///
/// All text is a stranger's: draw it only sanitised.
package struct ReadableMessage: Hashable, Sendable {
    package struct HeaderField: Hashable, Sendable {
        /// As the message spells it: `Subject`.
        package var name: String
        /// Unfolded and decoded.
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All header fields, in the message's order.
    package var header: [HeaderField]
    package var summary: MessageSummary
    package var lines: [ReadableLine]
    /// Targets of the numbered links; `links[0]` is `[1]`.
    package var links: [String]
    package var attachments: [MessagePart]
    /// What a reader should know: `"blocked: 3 remote images"`, `"charset x-foo is unknown"`.
    package var notices: [String]
    /// What a trusted server found out about the sender: `"DMARC pass, SPF pass (mx.example.org)"`.
    package var authentication: String?
    /// What is signed or encrypted of it.
    package var seals: [Seal]

    package init(
        header: [HeaderField], summary: MessageSummary, lines: [ReadableLine], links: [String] = [],
        attachments: [MessagePart] = [], notices: [String] = [], seals: [Seal] = []
    ) {
        self.header = header
        self.summary = summary
        self.lines = lines
        self.links = links
        self.attachments = attachments
        self.notices = notices
        self.seals = seals
    }

    /// The text without styles, as `show --json` and the full-text index have it.
    package var plainText: String {
        lines.map { line in
            let quote = String(repeating: ">", count: line.quoteDepth)
            return quote.isEmpty ? line.text : line.text.isEmpty ? quote : "\(quote) \(line.text)"
        }.joined(separator: "\n")
    }
}

/// A line or a paragraph of a readable text.
package struct ReadableLine: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A paragraph: may be wrapped anywhere between words.
        case flowed
        /// Its breaks matter: wrapped only where it does not fit, as in text that is not format=flowed.
        case fixed
        /// Below the `-- ` line.
        case signature
        case heading
        /// Code, a patch or a table: cut, never wrapped.
        case preformatted
        /// Ours, where a sealed part begins or ends: never of a stranger's making.
        case edge(of: Int, isBegin: Bool)
    }

    package struct Span: Hashable, Sendable {
        package enum Style: Hashable, Sendable {
            case strong
            case emphasis
            /// Index into ``ReadableMessage/links``.
            case link(Int)
        }

        /// Range of the text it covers, in unicode scalars from the line's start.
        package var range: Range<Int>
        package var style: Style

        package init(range: Range<Int>, style: Style) {
            self.range = range
            self.style = style
        }
    }

    /// Without quote marks and without a line end.
    package var text: String
    package var kind: Kind
    /// How often it is quoted: 0 is the author's own.
    package var quoteDepth: Int
    /// Columns that the second and later rows of a wrapped line are indented by, as in a list.
    package var hangingIndent: Int
    package var spans: [Span]

    package init(text: String, kind: Kind = .fixed, quoteDepth: Int = 0, hangingIndent: Int = 0, spans: [Span] = []) {
        self.text = text
        self.kind = kind
        self.quoteDepth = quoteDepth
        self.hangingIndent = hangingIndent
        self.spans = spans
    }
}
