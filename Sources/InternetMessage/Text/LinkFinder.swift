import MailModel

/// Addresses of pages in plain text (RFC 3986 §C).
enum LinkFinder {
    /// The links of one line of UTF-8 as spans; their targets go into `links`.
    static func spans(in text: [UInt8], _ links: inout LinkList) -> [ReadableLine.Span] {
        guard text.contains(ASCII.colon) || text.contains(0x77) else { return [] }
        var spans: [ReadableLine.Span] = []
        var position = 0
        // How many unicode scalars are before `counted`.
        var (counted, scalars) = (0, 0)
        func scalarOffset(of octet: Int) -> Int {
            for index in counted..<octet where text[index] & 0xC0 != 0x80 { scalars += 1 }
            counted = octet
            return scalars
        }
        while let start = nextStart(in: text, from: position) {
            let end = end(in: text, from: start)
            position = max(end, start + 1)
            let link = text[start..<end]
            // "http://" alone is none.
            guard link.count > 10 else { continue }
            let target = String(decoding: link, as: UTF8.self)
            let index = links.index(of: link[start] | 0x20 == 0x77 ? "http://\(target)" : target)
            let low = scalarOffset(of: start)
            spans.append(.init(range: low..<scalarOffset(of: end), style: .link(index)))
        }
        return spans
    }

    private static let starts = ["http://", "https://", "ftp://", "mailto:", "www."]

    private static func nextStart(in text: [UInt8], from start: Int) -> Int? {
        text.withUnsafeBufferPointer { buffer in
            var position = start
            while position + 7 < buffer.count {
                // Most letters begin none: two of them are compared before the words are.
                let isLikely =
                    switch (buffer[position] | 0x20, buffer[position + 1] | 0x20) {
                    case (0x68, 0x74), (0x66, 0x74), (0x6D, 0x61), (0x77, 0x77): true  // ht, ft, ma, ww
                    default: false
                    }
                if isLikely, position == 0 || !(buffer[position - 1].isLetter || buffer[position - 1].isDigit) {
                    let rest = buffer[position...]
                    if starts.contains(where: { rest.startsIgnoringCase(with: $0) }) { return position }
                }
                position += 1
            }
            return nil
        }
    }

    /// Up to a blank, a bracket, a quote or a letter beyond ASCII; without the sentence's punctuation.
    private static func end(in text: [UInt8], from start: Int) -> Int {
        var end = start
        var openParentheses = 0
        scan: while end < text.count {
            switch text[end] {
            case 0...ASCII.space, ASCII.quote, ASCII.less, ASCII.greater, 0x60, 0x7F...: break scan
            case ASCII.openParenthesis: openParentheses += 1
            case ASCII.closeParenthesis:
                // One that was not opened in the link closes what the link stands in.
                if openParentheses == 0 { break scan }
                openParentheses -= 1
            default: break
            }
            end += 1
        }
        while end > start, ".,;:!?'*]}|\\".utf8.contains(text[end - 1]) { end -= 1 }
        return end
    }
}
