/// Message identifiers (RFC 5322 §3.6.4), without their angle brackets.
package enum MessageIDParser {
    /// At most this many identifiers are kept of one field: the first and the last ones.
    static let maximumIdentifiers = 1_000

    // message-id = "Message-ID:" msg-id
    package static func parseFirst(_ raw: ArraySlice<UInt8>) -> String { parse(raw).first ?? "" }

    // references = "References:" 1*msg-id
    //
    // Liberal: words outside brackets are passed over, as obs-references allows; where there are no
    // brackets at all, words with an "@" count. A fold inside an identifier is taken out.
    package static func parse(_ raw: ArraySlice<UInt8>) -> [String] {
        var found: [String] = []
        var rest = raw
        while let open = rest.firstIndex(of: ASCII.less) {
            guard let close = rest[open...].firstIndex(of: ASCII.greater) else { break }
            // A second "<" begins a new identifier: the first one lost its end.
            let start = rest[open..<close].lastIndex(of: ASCII.less) ?? open
            let text = String(decoding: rest[(start + 1)..<close].filter { !$0.isFolding }, as: UTF8.self)
            if !text.isEmpty { found.append(text) }
            rest = rest[(close + 1)...]
        }
        if found.isEmpty {
            let words = raw.split { $0.isFolding || $0 == ASCII.comma || $0 == ASCII.less || $0 == ASCII.greater }
            found = words.filter { $0.contains(ASCII.at) }.map { String(decoding: $0, as: UTF8.self) }
        }
        guard found.count > maximumIdentifiers, let first = found.first else { return found }
        return [first] + found.suffix(maximumIdentifiers - 1)
    }

    /// The ancestors of a message, oldest first: References, and In-Reply-To where it adds one.
    package static func ancestors(references: ArraySlice<UInt8>?, inReplyTo: ArraySlice<UInt8>?) -> [String] {
        var ancestors = references.map { parse($0) } ?? []
        if let parent = inReplyTo.map({ parse($0) })?.first, !ancestors.contains(parent) { ancestors.append(parent) }
        return ancestors
    }
}
