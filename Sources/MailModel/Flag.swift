/// A mark on a message, as the program means it.
///
/// IMAP's spelling is IMAPBackend's affair.
package enum Flag: Hashable, Sendable, Codable {
    case seen, answered, flagged, draft, deleted, forwarded, junk, notJunk
    /// A keyword that means nothing to Postern, as the server spells it.
    case keyword(String)
}

/// A set of flags, small enough to keep 100,000 of them.
package struct Flags: Hashable, Sendable, Codable {
    /// One bit a flag, in the order of `Flag`'s cases.
    ///
    /// The store keeps it in a column.
    package private(set) var bits: UInt16 = 0
    package private(set) var keywords: Set<String> = []

    package init() {}

    package init(bits: UInt16, keywords: Set<String>) {
        self.bits = bits & 0xFF
        self.keywords = keywords
    }

    package init(_ flags: some Sequence<Flag>) {
        for flag in flags { insert(flag) }
    }

    package func contains(_ flag: Flag) -> Bool {
        if case .keyword(let keyword) = flag { return keywords.contains(keyword) }
        return bits & Self.bit(flag) != 0
    }

    package mutating func insert(_ flag: Flag) {
        if case .keyword(let keyword) = flag { keywords.insert(keyword) } else { bits |= Self.bit(flag) }
    }

    package mutating func remove(_ flag: Flag) {
        if case .keyword(let keyword) = flag { keywords.remove(keyword) } else { bits &= ~Self.bit(flag) }
    }

    package mutating func formUnion(_ other: Flags) {
        bits |= other.bits
        keywords.formUnion(other.keywords)
    }

    package mutating func subtract(_ other: Flags) {
        bits &= ~other.bits
        keywords.subtract(other.keywords)
    }

    package var isEmpty: Bool { bits == 0 && keywords.isEmpty }

    /// All of them, system flags first, keywords by name.
    package var all: [Flag] {
        Self.system.filter(contains) + keywords.sorted().map(Flag.keyword)
    }

    private static let system: [Flag] = [
        .seen, .answered, .flagged, .draft, .deleted, .forwarded, .junk, .notJunk,
    ]

    package static func bit(_ flag: Flag) -> UInt16 {
        switch flag {
        case .seen: 1
        case .answered: 1 << 1
        case .flagged: 1 << 2
        case .draft: 1 << 3
        case .deleted: 1 << 4
        case .forwarded: 1 << 5
        case .junk: 1 << 6
        case .notJunk: 1 << 7
        case .keyword: 0
        }
    }
}

extension Flags: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Flag...) { self.init(elements) }
}
