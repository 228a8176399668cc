import CLibXML2
import MailModel

/// Reads text/html into lines (HTML 4 and what mail makes of HTML 5).
///
/// The tree that libxml2 made is walked with a list of open elements, not by recursion.
struct HTMLText {
    private var page: HTMLLines
    private var contexts = [HTMLContext()]
    private var images = ImageTally()

    private let isStopped: () -> Bool

    /// Reads HTML in UTF-8, until it is stopped; nothing where its tree can't be built.
    static func read(
        _ octets: [UInt8], links: inout LinkList, isStopped: @escaping () -> Bool
    ) -> (lines: [ReadableLine], notice: String?)? {
        guard let document = HTMLDocument(octets, isStopped: isStopped) else { return nil }
        var reader = HTMLText(page: HTMLLines(links: links), isStopped: isStopped)
        // Held once only, so that it grows in place.
        links = LinkList()
        withExtendedLifetime(document) { reader.walk(document.root) }
        links = reader.page.links
        return (markSignature(reader.page.lines), reader.images.notice)
    }

    private init(page: HTMLLines, isStopped: @escaping () -> Bool) {
        (self.page, self.isStopped) = (page, isStopped)
    }

    private var context: HTMLContext { contexts.last ?? HTMLContext() }

    private mutating func walk(_ root: xmlNodePtr) {
        var node: xmlNodePtr? = root
        while let current = node, !isStopped() {
            if current.isText {
                appendText(current.text)
            } else if current.isElement, enter(current) {
                if let child = current.pointee.children {
                    node = child
                    continue
                }
                leave()
            }
            node = current.following(in: root) { _ in leave() }
        }
        page.endLine(context)
    }

    // MARK: Elements

    /// Takes an element in; false where its content is not to be walked, so that it is not left either.
    private mutating func enter(_ node: xmlNodePtr) -> Bool {
        let element = node.element
        if case .skipped = element { return false }
        let style = HTMLStyle(style: node.attribute("style"))
        var inner = context
        inner.ending = .nothing
        inner.isHidden = inner.isHidden || style.isHidden || node.attribute("hidden") != nil
        if let isFontZero = style.isFontZero { inner.isFontZero = isFontZero }
        if style.hasRemoteBackground || node.attribute("background").map(ImageTally.isRemote) == true {
            images.countBackground()
        }
        switch element {
        case .lineBreak:
            if !context.isInvisible { page.breakLine(context) }
            return false
        case .rule:
            if !context.isInvisible { page.rule(context) }
            return false
        case .image:
            showImage(node, style: style, isHidden: inner.isHidden)
            return false
        default:
            if inner.isHidden { contexts.append(inner) } else { open(element, node, style, &inner) }
            return true
        }
    }

    private mutating func open(
        _ element: HTMLElement, _ node: xmlNodePtr, _ style: HTMLStyle, _ inner: inout HTMLContext
    ) {
        switch element {
        case .link, .strong, .emphasis, .quotation: openInline(element, node, &inner)
        case .table, .caption, .row, .cell: openTable(element, node, &inner)
        case .list, .item, .definition, .blockquote, .heading, .preformatted, .paragraph, .block:
            page.endLine(context)
            if style.keepsLines { inner.whitespace = style.wrapsPreformatted ? .wrapped : .preformatted }
            openBlock(element, node, style, &inner)
        case .inline, .skipped, .lineBreak, .rule, .image: break
        }
        contexts.append(inner)
    }

    private mutating func openInline(_ element: HTMLElement, _ node: xmlNodePtr, _ inner: inout HTMLContext) {
        guard !inner.isInvisible else { return }
        switch element {
        case .strong: page.beginStrong()
        case .emphasis: page.beginEmphasis()
        case .link:
            guard let target = node.attribute("href").flatMap(HTMLLink.target) else { return }
            page.beginLink(target)
        default:
            page.append("“".utf8, inner)
            inner.ending = .closingQuote
            return
        }
        inner.ending = .span
    }

    private mutating func openBlock(
        _ element: HTMLElement, _ node: xmlNodePtr, _ style: HTMLStyle, _ inner: inout HTMLContext
    ) {
        inner.ending = .gap
        switch element {
        case .list(let isOrdered):
            inner.nextItem = isOrdered ? max(0, node.attribute("start").flatMap { Int($0.prefix(6)) } ?? 1) : nil
            // A list in a list goes on without a gap.
            if inner.indent > 0 { inner.ending = .line } else { page.requestGap() }
        case .item:
            openItem(&inner)
        case .definition:
            inner.indent = min(inner.indent + 4, 20)
            inner.ending = .line
        case .blockquote:
            inner.quoteDepth = min(inner.quoteDepth + 1, Quotation.maximumDepth)
            page.requestGap()
        case .preformatted:
            inner.whitespace = style.wrapsPreformatted ? .wrapped : .preformatted
            page.requestGap()
        case .heading:
            inner.isHeading = true
            page.requestGap()
        case .paragraph where context.ending != .item:
            page.requestGap()
        default:
            inner.ending = element.isParagraph ? .gap : .line
        }
    }

    private mutating func openItem(_ inner: inout HTMLContext) {
        var marker = "• "
        if let number = inner.nextItem {
            marker = "\(number). "
            contexts[contexts.count - 1].nextItem = number + 1
        }
        inner.indent = min(inner.indent + marker.unicodeScalars.count, 20)
        inner.nextItem = nil
        inner.ending = .item
        page.setMarker(marker)
    }

    private mutating func openTable(_ element: HTMLElement, _ node: xmlNodePtr, _ inner: inout HTMLContext) {
        switch element {
        case .table where !page.isInTable && HTMLTableShape.isData(node):
            page.beginTable(context)
            page.requestGap()
            inner.ending = .table
        case .caption where page.isInTable:
            page.endCell()
            inner.ending = .caption
        case .row where page.isInTable:
            page.beginRow()
        case .cell(let isHeader) where page.isInTable:
            page.beginCell()
            if isHeader { page.beginStrong() }
            inner.ending = isHeader ? .headerCell : .cell
        case .cell where HTMLTableShape.isInline(node):
            page.requestWideBlank()
        default:
            page.endLine(context)
            inner.ending = .line
        }
    }

    private mutating func leave() {
        guard contexts.count > 1, let left = contexts.popLast() else { return }
        switch left.ending {
        case .nothing: break
        case .span: page.endSpan(left)
        case .closingQuote: page.append("”".utf8, left)
        case .line: page.endLine(left)
        case .gap:
            page.endLine(left)
            page.requestGap()
        case .item:
            page.endLine(left)
            page.setMarker(nil)
        case .cell: page.takeCell()
        case .headerCell:
            page.endSpan(left)
            page.takeCell(isHeader: true)
        case .caption: page.takeCaption()
        case .table:
            page.endTable(left)
            page.requestGap()
        }
    }

    private mutating func showImage(_ node: xmlNodePtr, style: HTMLStyle, isHidden: Bool) {
        let isTiny = images.count(node, style: isHidden ? HTMLStyle(style: "display:none") : style)
        guard !isTiny, !isHidden else { return }
        let text = (node.attribute("alt") ?? "").words.joined(separator: " ")
        if text.isEmpty {
            page.noteImage()
        } else {
            page.separateBrackets()
            page.append("[\(text.prefix(200))]".utf8, context)
        }
    }

    // MARK: Text

    private mutating func appendText(_ text: UnsafeBufferPointer<UInt8>) {
        let context = context
        guard !context.isInvisible else { return }
        if context.whitespace == .collapsed || page.isInTable {
            appendCollapsed(text, context)
        } else {
            appendPreformatted(text, context)
        }
    }

    private mutating func appendCollapsed(_ text: UnsafeBufferPointer<UInt8>, _ context: HTMLContext) {
        var position = 0
        while position < text.count {
            var end = position
            while end < text.count, text[end] &- 0x21 < 0x5E { end += 1 }
            if end > position {
                page.append(UnsafeBufferPointer(rebasing: text[position..<end]), context)
                position = end
                continue
            }
            let character = HTMLCharacter(text, at: position)
            switch character.kind {
            case .blank: page.requestBlank()
            case .nothing: break
            case .joiner: if !page.isAtBlank { page.append(text[position..<(position + character.length)], context) }
            case .symbol(let octets): page.append(octets, context)
            case .text: page.append(text[position..<(position + character.length)], context)
            }
            position += character.length
        }
    }

    private mutating func appendPreformatted(_ text: UnsafeBufferPointer<UInt8>, _ context: HTMLContext) {
        var position = 0
        while position < text.count {
            let end = text[position...].firstIndex { $0 < ASCII.space } ?? text.count
            if end > position { page.append(UnsafeBufferPointer(rebasing: text[position..<end]), context) }
            guard end < text.count else { return }
            if text[end] == ASCII.lineFeed { page.breakPreformatted(context) }
            if text[end] == ASCII.tab {
                page.append(repeatElement(ASCII.space, count: 8 - page.column % 8), context)
            }
            position = end + 1
        }
    }

    /// What is below a line "--" of the author's own is a signature.
    private static func markSignature(_ lines: [ReadableLine]) -> [ReadableLine] {
        guard let start = lines.lastIndex(where: { $0.text == "--" && $0.quoteDepth == 0 }) else { return lines }
        var marked = lines
        for index in start..<marked.count where marked[index].quoteDepth == 0 && marked[index].kind != .preformatted {
            marked[index].kind = .signature
        }
        return marked
    }
}
