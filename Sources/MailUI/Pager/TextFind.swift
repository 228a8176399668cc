/// Finds words in a text, small and capital letters alike.
struct TextFind: Hashable, Sendable {
    let query: String
    private let scalars: [Unicode.Scalar]
    /// The query's octets where all of them are ASCII, for a quick no.
    private let ascii: [UInt8]?

    /// Takes a query; nothing where there is nothing to look for.
    init?(_ query: String) {
        guard !query.isEmpty else { return nil }
        self.query = query
        scalars = query.unicodeScalars.map(Self.folded)
        let isASCII = query.utf8.allSatisfy { $0 < 0x80 }
        ascii = isASCII ? query.utf8.map(Self.folded) : nil
    }

    func isIn(_ text: String) -> Bool {
        guard let ascii else { return !ranges(in: text, limit: 1).isEmpty }
        var text = text
        return text.withUTF8 { octets in
            guard octets.count >= ascii.count else { return false }
            return (0...octets.count - ascii.count).contains { start in
                ascii.indices.allSatisfy { Self.folded(octets[start + $0]) == ascii[$0] }
            }
        }
    }

    /// Where it stands, in unicode scalars from the text's start.
    func ranges(in text: String, limit: Int = 200) -> [Range<Int>] {
        let folded = text.unicodeScalars.map(Self.folded)
        var found: [Range<Int>] = []
        var start = 0
        while start + scalars.count <= folded.count, found.count < limit {
            if folded[start..<start + scalars.count].elementsEqual(scalars) {
                found.append(start..<start + scalars.count)
                start += scalars.count
            } else {
                start += 1
            }
        }
        return found
    }

    private static func folded(_ octet: UInt8) -> UInt8 {
        (0x41...0x5A).contains(octet) ? octet | 0x20 : octet
    }

    /// Letters whose small form is several code points stay as they are.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value < 0x80 { return Unicode.Scalar(folded(UInt8(scalar.value))) }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first ?? scalar : scalar
    }
}
