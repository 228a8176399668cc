import IMAP

/// A field of the form `value; name=value` as BODYSTRUCTURE passes it on (RFC 9051 §7.5.2).
///
/// Nothing is decoded: that is the client's work, and what the tests look at.
struct RawParameters {
    private(set) var value = ""
    private(set) var parameters: [BodyParameter] = []

    private static let mostParameters = 100

    init(_ raw: ArraySlice<UInt8>) {
        var pieces = Self.split(raw.filter { $0 != 0x0D && $0 != 0x0A })[...]
        value = String(decoding: Self.trimmed(pieces.popFirst() ?? []), as: UTF8.self)
        for piece in pieces.prefix(Self.mostParameters) {
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = Self.trimmed(Array(piece[..<equals]))
            guard !name.isEmpty else { continue }
            let value = Self.unquoted(Self.trimmed(Array(piece[(equals + 1)...])))
            parameters.append(BodyParameter(name: String(decoding: name, as: UTF8.self), value: value))
        }
    }

    /// The value cut at its slash.
    var kind: (type: String, subtype: String) {
        let words = value.split(separator: "/", maxSplits: 1).map(String.init)
        return words.count == 2 ? (words[0], words[1]) : ("", "")
    }

    /// Cuts at semicolons outside quotes.
    private static func split(_ octets: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        var (isQuoted, isEscaped) = (false, false)
        for octet in octets {
            if octet == UInt8(ascii: ";"), !isQuoted {
                pieces.append([])
                continue
            }
            if octet == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
            isEscaped = octet == UInt8(ascii: "\\") && isQuoted && !isEscaped
            pieces[pieces.count - 1].append(octet)
        }
        return pieces
    }

    private static func trimmed(_ octets: [UInt8]) -> [UInt8] {
        let isBlank = { (octet: UInt8) in octet == 0x20 || octet == 0x09 }
        guard let first = octets.firstIndex(where: { !isBlank($0) }),
            let last = octets.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(octets[first...last])
    }

    private static func unquoted(_ octets: [UInt8]) -> [UInt8] {
        guard octets.first == UInt8(ascii: "\"") else { return octets }
        var text: [UInt8] = []
        var isEscaped = false
        for octet in octets.dropFirst() {
            if octet == UInt8(ascii: "\""), !isEscaped { break }
            isEscaped = octet == UInt8(ascii: "\\") && !isEscaped
            if !isEscaped { text.append(octet) }
        }
        return text
    }
}
