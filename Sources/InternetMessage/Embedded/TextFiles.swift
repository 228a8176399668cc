/// Files in a text, as they were sent before MIME, and are in news.
///
///     begin 644 photo.jpg        =ybegin line=128 size=5000 name=photo.jpg
///     M_]C_X``02D9)1@…           octets
///     end                        =yend size=5000
enum TextFiles {
    /// Finds them in a decoded text, in their order.
    ///
    /// A line that begins a file counts only where the line after it belongs to one: people begin sentences so.
    static func find(in text: [UInt8]) -> [EmbeddedFile] {
        text.withUnsafeBufferPointer { buffer in
            // Few texts have either word.
            var files: [EmbeddedFile] = []
            var position = 0
            while position < buffer.count, files.count < EmbeddedFile.maximumFiles {
                guard let start = nextStart(buffer, from: position) else { break }
                if let file = file(buffer, at: start) {
                    files.append(file)
                    position = max(file.range.upperBound, start + 1)
                } else {
                    position = start + 1
                }
            }
            return files
        }
    }

    /// The text with a line for each file, `[photo.jpg]`, in its place.
    static func withoutFiles(_ text: [UInt8], _ files: [EmbeddedFile]) -> [UInt8] {
        guard !files.isEmpty else { return text }
        var kept: [UInt8] = []
        var position = 0
        for file in files {
            kept += text[position..<file.range.lowerBound]
            kept += Array("[\(file.name.isEmpty ? "file" : String(file.name.prefix(200)))]\n".utf8)
            position = file.range.upperBound
        }
        return kept + text[position...]
    }

    /// Where the next line begins that starts with "begin" or "=ybegin".
    private static func nextStart(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var position = start
        // The letter that all of them share, and few other words have.
        while let found = text.position(of: 0x62, in: position..<text.count) {
            position = found + 1
            guard found + 6 < text.count, text[found + 1] == 0x65, text[found + 2] == 0x67 else { continue }
            let begin = found > 1 && text[found - 1] == 0x79 && text[found - 2] == ASCII.equals ? found - 2 : found
            guard begin >= start, begin == 0 || text[begin - 1] == ASCII.lineFeed else { continue }
            if text[(found + 3)..<(found + 5)].elementsEqual("in".utf8) { return begin }
        }
        return nil
    }

    private static func file(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> EmbeddedFile? {
        let (line, next) = text.line(at: start, before: text.count, end: ASCII.lineFeed)
        guard line.count < 1_000 else { return nil }
        let words = Array(text[line])
        if words.starts(with: "=ybegin ".utf8) { return YEncoding.file(text, start: start, first: words, next: next) }
        return UUEncoding.file(text, start: start, first: words, next: next)
    }
}
