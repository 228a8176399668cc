/// Text of HTML that libxml2 can't read whole: tags taken out, nothing else.
///
/// One pass, no tree, no limits of depth.
enum TagStripper {
    /// Text in UTF-8, of HTML in UTF-8.
    static func text(of octets: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        octets.withUnsafeBufferPointer { buffer in
            while position < buffer.count {
                let tag = buffer.position(of: ASCII.less, in: position..<buffer.count) ?? buffer.count
                appendText(octets[position..<tag], to: &output)
                guard tag < buffer.count else { break }
                let end = buffer.position(of: ASCII.greater, in: tag..<buffer.count) ?? buffer.count
                let name = octets[(tag + 1)..<end].prefix(12).prefix { $0.isLetter || $0.isDigit || $0 == ASCII.slash }
                position = min(end + 1, buffer.count)
                let word = name.lowercasedText
                if word == "script" || word == "style" {
                    position = skip(to: "</\(word)", in: octets, from: position)
                } else if breaks.contains(word), output.last != ASCII.lineFeed {
                    output.append(ASCII.lineFeed)
                }
            }
        }
        return output
    }

    private static let breaks: Set<String> = [
        "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr",
    ]

    private static func skip(to end: String, in octets: [UInt8], from start: Int) -> Int {
        var position = start
        while let tag = octets[position...].firstIndex(of: ASCII.less) {
            if octets[tag...].startsIgnoringCase(with: end) { return tag }
            position = tag + 1
        }
        return octets.count
    }

    private static func appendText(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var position = text.startIndex
        while position < text.endIndex {
            let octet = text[position]
            if octet.isFolding {
                if let last = output.last, last != ASCII.space, last != ASCII.lineFeed { output.append(ASCII.space) }
            } else if octet == 0x26, let entity = entities.first(where: { text[position...].starts(with: $0.0.utf8) }) {
                output.append(entity.1)
                position += entity.0.utf8.count - 1
            } else {
                output.append(octet)
            }
            position += 1
        }
    }

    private static let entities: [(String, UInt8)] = [
        ("&nbsp;", ASCII.space), ("&amp;", 0x26), ("&lt;", ASCII.less), ("&gt;", ASCII.greater),
        ("&quot;", ASCII.quote),
        ("&#39;", ASCII.apostrophe),
    ]
}
