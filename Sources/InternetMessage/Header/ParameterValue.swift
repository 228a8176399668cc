/// A field of the form `value; name=value; …` (RFC 2045 §5.1, RFC 2183), as Content-Type and
/// Content-Disposition are.
package struct ParameterValue: Hashable, Sendable {
    /// What stands before the first semicolon, in lower case.
    package let value: String
    /// Names in lower case, values decoded.
    package let parameters: [String: String]

    /// At most this many parameters, or pieces of parameters, are read.
    static let maximumParameters = 500

    package init(_ raw: ArraySlice<UInt8>) {
        var scanner = ParameterScanner(raw)
        value = scanner.leadingValue().lowercasedText
        var pieces = ParameterPieces()
        var count = 0
        while count < Self.maximumParameters, let parameter = scanner.next() {
            pieces.add(name: parameter.name, value: parameter.value)
            count += 1
        }
        parameters = pieces.joined()
    }
}

/// Cuts a field into its parameters.
private struct ParameterScanner {
    private let octets: [UInt8]
    private var position = 0

    init(_ raw: ArraySlice<UInt8>) { octets = Array(raw) }

    /// Without comments: `text/plain (as it were)`.
    mutating func leadingValue() -> ArraySlice<UInt8> {
        var value: [UInt8] = []
        var depth = 0
        while position < octets.count, octets[position] != ASCII.semicolon {
            if octets[position] == ASCII.openParenthesis { depth += 1 }
            if depth == 0 { value.append(octets[position]) }
            if octets[position] == ASCII.closeParenthesis { depth = max(0, depth - 1) }
            position += 1
        }
        return value[...].trimmed
    }

    // parameter = attribute "=" value
    //
    // Liberal: words without "=" are passed over, the value may be missing.
    mutating func next() -> (name: ArraySlice<UInt8>, value: [UInt8])? {
        while position < octets.count {
            while position < octets.count, octets[position] == ASCII.semicolon || octets[position].isFolding {
                position += 1
            }
            let start = position
            while position < octets.count, octets[position] != ASCII.equals, octets[position] != ASCII.semicolon {
                position += 1
            }
            guard position < octets.count, octets[position] == ASCII.equals else { continue }
            let name = octets[start..<position].trimmed
            position += 1
            skipBlanks()
            let isQuoted = position < octets.count && octets[position] == ASCII.quote
            return (name, isQuoted ? quotedValue() : plainValue())
        }
        return nil
    }

    // Liberal: a value without quotes may hold blanks, as in `name=my file.pdf`.
    private mutating func plainValue() -> [UInt8] {
        let start = position
        while position < octets.count, octets[position] != ASCII.semicolon { position += 1 }
        return Array(octets[start..<position].trimmed)
    }

    // quoted-string
    //
    // Liberal: a backslash before anything but a quote or a backslash is itself, as in `C:\letter.doc`;
    // without a closing quote it goes on to the end of the line.
    private mutating func quotedValue() -> [UInt8] {
        position += 1
        var value: [UInt8] = []
        while position < octets.count, octets[position] != ASCII.quote {
            var octet = octets[position]
            if octet == ASCII.backslash, position + 1 < octets.count,
                octets[position + 1] == ASCII.quote || octets[position + 1] == ASCII.backslash
            {
                position += 1
                octet = octets[position]
            }
            value.append(octet)
            position += 1
        }
        // Past the quote, and past anything that stands before the next semicolon.
        while position < octets.count, octets[position] != ASCII.semicolon { position += 1 }
        return value
    }

    private mutating func skipBlanks() {
        while position < octets.count, octets[position].isFolding { position += 1 }
    }
}

/// Puts together what RFC 2231 cut into pieces.
private struct ParameterPieces {
    private struct Piece {
        var index: Int
        var isExtended: Bool
        var value: [UInt8]
    }

    private var plain: [String: [UInt8]] = [:]
    private var pieces: [String: [Piece]] = [:]

    // regular-parameter-name / extended: attribute ["*" number] ["*"]  (RFC 2231 §7)
    mutating func add(name: ArraySlice<UInt8>, value: [UInt8]) {
        let words = name.split(separator: ASCII.asterisk, omittingEmptySubsequences: false)
        let attribute = words[0].lowercasedText
        guard !attribute.isEmpty else { return }
        if words.count == 1 {
            // RFC 2045 says nothing of a name that comes twice: the first one counts.
            if plain[attribute] == nil { plain[attribute] = value }
            return
        }
        let number = words[1].isEmpty ? 0 : Int(String(decoding: words[1].prefix(6), as: UTF8.self))
        guard let number else { return }
        let isExtended = words.count > 2 || words[1].isEmpty
        pieces[attribute, default: []].append(Piece(index: number, isExtended: isExtended, value: value))
    }

    func joined() -> [String: String] {
        // Liberal: people write RFC 2047's encoded words into quotes.
        var parameters = plain.mapValues { EncodedWord.decode($0) }
        for (name, unsorted) in pieces {
            var charset = ""
            var octets: [UInt8] = []
            for (place, piece) in unsorted.sorted(by: { $0.index < $1.index }).enumerated() {
                guard piece.isExtended else {
                    octets += piece.value
                    continue
                }
                var text = piece.value[...]
                // extended-initial-value = [charset] "'" [language] "'" extended-other-values
                if place == 0, let first = text.firstIndex(of: ASCII.apostrophe),
                    let second = text[(first + 1)...].firstIndex(of: ASCII.apostrophe)
                {
                    charset = String(decoding: text[..<first], as: UTF8.self)
                    text = text[(second + 1)...]
                }
                octets += Self.percentDecoded(text)
            }
            // Liberal: continuations of encoded words, `name*0="=?utf-8?q?…"`.
            let isEncodedWord = charset.isEmpty && octets.starts(with: "=?".utf8)
            parameters[name] =
                isEncodedWord
                ? EncodedWord.decode(octets)
                : String(decoding: Charset.readable(octets[...], named: charset).octets, as: UTF8.self)
        }
        return parameters
    }

    private static func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var position = text.startIndex
        while position < text.endIndex {
            if text[position] == ASCII.percent, position + 2 < text.endIndex, let high = text[position + 1].hexValue,
                let low = text[position + 2].hexValue
            {
                output.append(high << 4 | low)
                position += 3
            } else {
                output.append(text[position])
                position += 1
            }
        }
        return output
    }
}
