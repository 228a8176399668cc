/// Outlook's marks in HTML that others should pass over, `<![if !supportLists]>` and `<![endif]>`.
///
/// HTML calls them comments that are written wrong; libxml2 takes them for text.
enum ConditionalMarks {
    /// More octets than any of them has.
    private static let longest = 200

    /// The same HTML without them.
    static func removed(from html: [UInt8]) -> [UInt8] {
        html.withUnsafeBufferPointer { buffer in
            var kept: [UInt8] = []
            var (position, copied) = (0, 0)
            while let found = buffer.position(of: ASCII.less, in: position..<buffer.count) {
                position = found + 1
                guard let end = end(of: buffer, at: found) else { continue }
                kept += buffer[copied..<found]
                (position, copied) = (end, end)
            }
            return copied == 0 ? html : kept + buffer[copied...]
        }
    }

    // "<![" ( "if " condition / "endif" ) "]" [ "--" ] ">"
    private static func end(of text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        guard start + 8 < text.count, text[start + 1] == 0x21, text[start + 2] == ASCII.openBracket else { return nil }
        let word = text[(start + 3)..<min(text.count, start + 8)]
        guard word.starts(with: "if ".utf8) || word.starts(with: "endif".utf8) else { return nil }
        let limit = min(text.count, start + longest)
        guard let close = text.position(of: ASCII.closeBracket, in: start..<limit) else { return nil }
        if close + 1 < text.count, text[close + 1] == ASCII.greater { return close + 2 }
        // The end of a comment around it stays with its beginning.
        return nil
    }
}
