/// Encoded words (RFC 2047), and all the ways in which header text is not one.
///
/// Liberal: encoded words count anywhere, also inside quoted strings and glued to other
/// text; a Q word may hold blanks; octets outside ASCII are UTF-8 if they
/// are valid UTF-8, otherwise windows-1252.
package enum EncodedWord {
    /// The text of an unstructured field or a display name, unfolded and decoded.
    package static func decode(_ raw: ArraySlice<UInt8>) -> String {
        // Most text is what it stands for.
        let trimmed = raw.trimmed
        if trimmed.isPrintable, !trimmed.contains(ASCII.equals) { return String(decoding: trimmed, as: UTF8.self) }
        let text = unfold(raw)
        var reader = EncodedWordReader(text)
        return String(decoding: reader.utf8(), as: UTF8.self)
    }

    /// The text of an unstructured field or a display name, such as IMAP's ENVELOPE has it.
    package static func decode(_ raw: [UInt8]) -> String { decode(raw[...]) }

    /// On one line: a fold becomes one space, a tab too, and both ends are trimmed.
    static func unfold(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        let trimmed = raw.trimmed
        guard trimmed.contains(where: { $0 < ASCII.space }) else { return Array(trimmed) }
        var text: [UInt8] = []
        text.reserveCapacity(trimmed.count)
        var isInFold = false
        for octet in trimmed {
            if octet == ASCII.carriageReturn || octet == ASCII.lineFeed {
                if !isInFold { text.append(ASCII.space) }
                isInFold = true
            } else if octet.isBlank {
                if !isInFold { text.append(ASCII.space) }
            } else {
                isInFold = false
                text.append(octet)
            }
        }
        return text
    }
}

/// Goes through a text once and decodes the encoded words in it.
private struct EncodedWordReader {
    private struct Word {
        var range: Range<Int>
        var charset: Range<Int>
        var isBase64: Bool
        var text: Range<Int>
    }

    private let octets: [UInt8]
    private var output: [UInt8] = []
    /// Decoded octets that wait for their charset: a character may be split across two words.
    private var waiting: [UInt8] = []
    private var waitingCharset = ""
    private var hasWaiting = false

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func utf8() -> [UInt8] {
        var position = 0
        while let word = nextWord(from: position) {
            let between = octets[position..<word.range.lowerBound]
            // RFC 2047 §6.2: blanks between two encoded words are not shown.
            if !hasWaiting || !between.allSatisfy(\.isBlank) { appendPlain(between) }
            append(word)
            position = word.range.upperBound
        }
        guard position > 0 else { return Charset.guessedUTF8(octets[...]) }
        appendPlain(octets[position...])
        return output
    }

    private mutating func appendPlain(_ text: ArraySlice<UInt8>) {
        flush()
        if !text.isEmpty { output += Charset.guessedUTF8(text) }
    }

    private mutating func append(_ word: Word) {
        // RFC 2231 §5: a language may follow the charset, "utf-8*en".
        let charset = octets[word.charset].prefix { $0 != ASCII.asterisk }.lowercasedText
        if charset != waitingCharset { flush() }
        waitingCharset = charset
        hasWaiting = true
        let text = octets[word.text]
        if word.isBase64 { waiting += Base64.decode(text) } else { appendQ(text) }
    }

    private mutating func flush() {
        guard hasWaiting else { return }
        output += Charset.readable(waiting[...], named: waitingCharset).octets
        waiting.removeAll(keepingCapacity: true)
        hasWaiting = false
    }

    // The "Q" encoding (RFC 2047 §4.2).
    private mutating func appendQ(_ text: ArraySlice<UInt8>) {
        var position = text.startIndex
        while position < text.endIndex {
            let octet = text[position]
            if octet == ASCII.equals, position + 2 < text.endIndex, let high = text[position + 1].hexValue,
                let low = text[position + 2].hexValue
            {
                waiting.append(high << 4 | low)
                position += 3
            } else {
                waiting.append(octet == ASCII.underscore ? ASCII.space : octet)
                position += 1
            }
        }
    }

    private func nextWord(from start: Int) -> Word? {
        var position = start
        // Shorter than "=?a?q??=" is none.
        while position + 8 <= octets.count {
            if octets[position] == ASCII.equals, octets[position + 1] == ASCII.question {
                switch word(at: position) {
                case .found(let word): return word
                case .resume(let next): position = next
                }
            } else {
                position += 1
            }
        }
        return nil
    }

    private enum Attempt {
        case found(Word)
        /// None begins before this offset.
        case resume(at: Int)
    }

    // encoded-word = "=?" charset "?" encoding "?" encoded-text "?="
    private func word(at start: Int) -> Attempt {
        let charsetEnd = octets[(start + 2)...].prefix(100).firstIndex { $0 == ASCII.question || $0.isBlank }
        guard let charsetEnd, charsetEnd > start + 2, charsetEnd + 2 < octets.count,
            octets[charsetEnd + 2] == ASCII.question
        else { return .resume(at: start + 2) }
        let encoding = octets[charsetEnd + 1].lowercased
        guard encoding == 0x62 || encoding == 0x71 else { return .resume(at: start + 2) }
        let textStart = charsetEnd + 3
        var position = textStart
        while position + 1 < octets.count {
            let (octet, next) = (octets[position], octets[position + 1])
            if octet == ASCII.question, next == ASCII.equals {
                return .found(
                    Word(
                        range: start..<(position + 2), charset: (start + 2)..<charsetEnd, isBase64: encoding == 0x62,
                        text: textStart..<position))
            }
            // A word that was cut off is text; the next one is a word of its own.
            if octet == ASCII.equals, next == ASCII.question, octets[position - 1].isBlank { break }
            position += 1
        }
        // No "?=" up to here, so no word can begin before it either.
        return .resume(at: position)
    }
}
