import IMAP

/// Address lists for ENVELOPE, with names still in encoded words (RFC 5322 §3.4).
///
/// A reader of its own, as the program's decodes what it reads, and a server must not.
struct EnvelopeAddressParser {
    private static let mostAddresses = 1000

    private let octets: [UInt8]
    private var position = 0
    private var addresses: [EnvelopeAddress] = []
    /// What stands before the address or is it: quoted strings without their quotes.
    private var words: [UInt8] = []
    private var comment: [UInt8] = []
    private var angle: [UInt8]?

    static func parse(_ octets: [UInt8]) -> [EnvelopeAddress] {
        var parser = EnvelopeAddressParser(octets: octets)
        parser.parseList()
        return parser.addresses
    }

    private init(octets: [UInt8]) { self.octets = octets }

    private mutating func parseList() {
        while position < octets.count, addresses.count < Self.mostAddresses {
            let octet = octets[position]
            position += 1
            switch octet {
            case UInt8(ascii: ","): endAddress()
            case UInt8(ascii: ":") where angle == nil && !words.contains(UInt8(ascii: "@")):
                // A group begins with its name and no host.
                addresses.append(EnvelopeAddress(mailbox: Self.trimmed(words), host: nil))
                words = []
            case UInt8(ascii: ";"):
                endAddress()
                addresses.append(EnvelopeAddress(mailbox: nil, host: nil))
            case UInt8(ascii: "\""): words.append(contentsOf: take(until: UInt8(ascii: "\"")))
            case UInt8(ascii: "("): comment = take(until: UInt8(ascii: ")"))
            case UInt8(ascii: "<"): angle = take(until: UInt8(ascii: ">"))
            default: words.append(octet)
            }
        }
        endAddress()
    }

    /// Takes what stands before `end`, backslashes removed.
    private mutating func take(until end: UInt8) -> [UInt8] {
        var text: [UInt8] = []
        while position < octets.count, octets[position] != end {
            if octets[position] == UInt8(ascii: "\\"), position + 1 < octets.count { position += 1 }
            text.append(octets[position])
            position += 1
        }
        position += 1
        return text
    }

    private mutating func endAddress() {
        defer { (words, comment, angle) = ([], [], nil) }
        let words = Self.trimmed(words)
        guard let angle else {
            guard !words.isEmpty else { return }
            return append(words, name: comment)
        }
        append(angle, name: words.isEmpty ? comment : words)
    }

    private mutating func append(_ address: [UInt8], name: [UInt8]) {
        var address = Self.trimmed(address)[...]
        // obs-route = "@" domain *("," "@" domain) ":"
        var route: [UInt8]?
        if address.first == UInt8(ascii: "@"), let colon = address.firstIndex(of: UInt8(ascii: ":")) {
            route = Array(address[..<colon])
            address = address[(colon + 1)...]
        }
        let at = address.lastIndex(of: UInt8(ascii: "@"))
        let mailbox = Array(address[..<(at ?? address.endIndex)])
        let host = at.map { Array(address[($0 + 1)...]) } ?? []
        // An address without a host would look like the beginning of a group.
        addresses.append(
            EnvelopeAddress(name: name.isEmpty ? nil : name, route: route, mailbox: mailbox, host: host))
    }

    private static func trimmed(_ octets: [UInt8]) -> [UInt8] { Unfolding.text(octets[...]) }
}
