/// yEnc, version 1.3, which newsgroups send files in.
enum YEncoding {
    /// Decodes what stands between the lines that begin with "=y".
    static func decode(_ encoded: ArraySlice<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: encoded.count) { output, count in
            encoded.withUnsafeBufferPointer { text in
                var position = 0
                while position < text.count {
                    let (line, next) = text.line(at: position, before: text.count, end: ASCII.lineFeed)
                    if !isControl(text, line) { decodeLine(text, line, into: output, &count) }
                    position = next
                }
            }
        }
    }

    private static func decodeLine(
        _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, into output: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) {
        var isEscaped = false
        for octet in text[line] where octet != ASCII.carriageReturn {
            if octet == ASCII.equals, !isEscaped {
                isEscaped = true
                continue
            }
            output[count] = octet &- (isEscaped ? 106 : 42)
            count += 1
            isEscaped = false
        }
    }

    /// "=y" is no escaped octet that an encoder writes.
    private static func isControl(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        line.count > 1 && text[line.lowerBound] == ASCII.equals && text[line.lowerBound + 1] == 0x79
    }

    // "=ybegin" [SP "part=" n SP "total=" n] SP "line=" n SP "size=" n SP "name=" name
    static func file(
        _ text: UnsafeBufferPointer<UInt8>, start: Int, first: [UInt8], next: Int
    ) -> EmbeddedFile? {
        let line = String(decoding: Charset.guessedUTF8(first[...]), as: UTF8.self)
        guard let name = line.firstRange(of: " name="), line.contains(" line="),
            let size = number("size", in: line)
        else { return nil }
        var (position, hasData) = (next, false)
        while position < text.count {
            let (range, following) = text.line(at: position, before: text.count, end: ASCII.lineFeed)
            let isControl = isControl(text, range)
            if isControl, text[range].starts(with: "=ybegin ".utf8) { break }
            position = following
            if isControl, text[range].starts(with: "=yend".utf8) { break }
            hasData = hasData || (!isControl && !range.isEmpty)
        }
        guard hasData else { return nil }
        let shown = String(line[name.upperBound...]).words.joined(separator: " ")
        // A part of a file is as long as its data, about.
        let isPart = number("part", in: line) != nil
        return EmbeddedFile(
            name: shown, form: .yEnc, range: start..<position,
            sizeInOctets: isPart ? position - next : min(size, position - next))
    }

    private static func number(_ name: String, in line: String) -> Int? {
        line.firstRange(of: " \(name)=").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }.prefix(12)) }
    }
}
