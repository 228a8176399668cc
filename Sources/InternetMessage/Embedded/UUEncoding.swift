/// uuencode (POSIX.1, uuencode), also its form in Base64.
enum UUEncoding {
    /// Decodes a whole file with its `begin` and `end`, or its lines alone.
    static func decode(_ encoded: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(encoded.count / 4 * 3)
        var isFirst = true
        encoded.withUnsafeBufferPointer { text in
            var position = 0
            while position < text.count {
                let (line, next) = text.line(at: position, before: text.count, end: ASCII.lineFeed)
                defer { isFirst = isFirst && line.isEmpty }
                position = next
                if isFirst, name(in: Array(text[line].prefix(1_000))) != nil { continue }
                if isEnd(text, line) { return }
                if isData(text, line) { decodeLine(text, line, into: &output) }
            }
        }
        return output
    }

    /// The file that begins with the line `first`; nothing where no line of data follows.
    static func file(
        _ text: UnsafeBufferPointer<UInt8>, start: Int, first: [UInt8], next: Int
    ) -> EmbeddedFile? {
        guard let (name, isBase64) = name(in: first) else { return nil }
        var (position, size, isEnded) = (next, 0, false)
        while position < text.count {
            let (line, following) = text.line(at: position, before: text.count, end: ASCII.lineFeed)
            if isBase64 ? text[line].elementsEqual("====".utf8) : isEnd(text, line) {
                (position, isEnded) = (following, true)
                break
            }
            guard isBase64 ? isBase64Data(text, line) : isData(text, line) else { break }
            size += isBase64 ? line.count / 4 * 3 : octets(text, line)
            position = following
        }
        guard size > 0 || isEnded else { return nil }
        return EmbeddedFile(
            name: name, form: isBase64 ? .base64 : .uuencoded, range: start..<position, sizeInOctets: size)
    }

    // "begin" SP mode SP name / "begin-base64" SP mode SP name
    private static func name(in line: [UInt8]) -> (name: String, isBase64: Bool)? {
        let words = line.split(separator: ASCII.space, maxSplits: 2)
        guard words.count == 3, (3...4).contains(words[1].count), words[1].allSatisfy({ $0 &- 0x30 < 8 }) else {
            return nil
        }
        let isBase64 = words[0].elementsEqual("begin-base64".utf8)
        guard isBase64 || words[0].elementsEqual("begin".utf8) else { return nil }
        return (String(decoding: Charset.guessedUTF8(words[2].trimmed), as: UTF8.self), isBase64)
    }

    private static func isEnd(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        text[line].starts(with: "end".utf8) && text[line].dropFirst(3).allSatisfy(\.isFolding)
    }

    /// A count, and as many characters as it asks for.
    ///
    /// Liberal: blanks at the end got lost on the way; a check character, or two, may follow.
    private static func isData(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        let octets = octets(text, line)
        // The last line, of no octets, may have lost its blank.
        if line.isEmpty { return true }
        guard octets <= 45 else { return false }
        let needed = (octets + 2) / 3 * 4
        let characters = line.count - 1
        guard characters <= needed + 2, octets == 0 || characters > 0, characters + 12 >= needed else { return false }
        return text[line].allSatisfy { $0 >= ASCII.space && $0 <= 0x60 }
    }

    /// How many octets a line says that it has.
    private static func octets(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Int {
        line.first.map { Int((text[$0] &- ASCII.space) & 63) } ?? 0
    }

    private static func isBase64Data(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        line.count > 3 && line.count <= 100
            && text[line].allSatisfy {
                $0.isLetter || $0.isDigit || $0 == ASCII.plus || $0 == ASCII.slash || $0 == ASCII.equals
            }
    }

    private static func decodeLine(
        _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, into output: inout [UInt8]
    ) {
        var wanted = octets(text, line)
        var position = line.lowerBound + 1
        func value(_ place: Int) -> UInt32 {
            place < line.upperBound ? UInt32((text[place] &- ASCII.space) & 63) : 0
        }
        while wanted > 0 {
            let group =
                value(position) << 18 | value(position + 1) << 12 | value(position + 2) << 6 | value(position + 3)
            for shift in [16, 8, 0] as [UInt32] where wanted > 0 {
                output.append(UInt8(truncatingIfNeeded: group >> shift))
                wanted -= 1
            }
            position += 4
        }
    }
}
