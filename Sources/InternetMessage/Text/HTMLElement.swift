/// What an HTML element means for text.
enum HTMLElement {
    /// Neither it nor anything in it is text to read.
    case skipped
    case lineBreak
    case rule
    case image
    case link
    case strong
    case emphasis
    case quotation
    /// Begins and ends a line.
    case block
    /// A block with an empty line around it.
    case paragraph
    case heading
    case list(isOrdered: Bool)
    case item
    case definition
    case blockquote
    case preformatted
    case table
    case caption
    case row
    case cell(isHeader: Bool)
    /// Text like that around it.
    case inline

    var isParagraph: Bool { if case .paragraph = self { true } else { false } }

    init(_ name: String) { self = Self.elements[name] ?? .inline }

    private static let elements: [String: HTMLElement] = {
        var elements: [String: HTMLElement] = [
            "br": .lineBreak, "hr": .rule, "img": .image, "a": .link, "q": .quotation, "p": .paragraph,
            "ul": .list(isOrdered: false), "menu": .list(isOrdered: false), "dir": .list(isOrdered: false),
            "ol": .list(isOrdered: true), "li": .item, "dd": .definition, "blockquote": .blockquote,
            "table": .table, "caption": .caption, "tr": .row, "td": .cell(isHeader: false), "th": .cell(isHeader: true),
            "dl": .paragraph,
        ]
        let groups: [(HTMLElement, String)] = [
            (
                .skipped,
                "head script style title template object applet embed iframe frameset svg math select option textarea "
                    + "audio video canvas map meta link base area datalist"
            ),
            (.strong, "b strong"),
            (.emphasis, "i em cite dfn var"),
            (
                .block,
                "html body div center section article header footer main aside nav address fieldset form figure "
                    + "figcaption details summary tbody thead tfoot dt legend hgroup noscript"
            ),
            (.heading, "h1 h2 h3 h4 h5 h6"),
            (.preformatted, "pre xmp listing plaintext"),
        ]
        for (element, names) in groups {
            for name in names.split(separator: " ") { elements[String(name)] = element }
        }
        return elements
    }()
}
