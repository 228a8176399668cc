/// Goes through a tape archive piece by piece, and keeps nothing of it but the names (POSIX.1 pax, GNU).
struct TarWalk {
    /// The longest name that is kept.
    private static let mostNameOctets = 1 << 16

    struct Entry {
        var name: ArraySlice<UInt8>
        var sizeInOctets: Int
    }

    /// What the octets that are gathered are.
    private enum Wanted { case header, longName, records }

    private var gathered: [UInt8] = []
    private var wanted = Wanted.header
    private var missing = 512
    /// Octets of contents that are passed over.
    private var skipped = 0
    /// How many of them only fill the last block: nobody misses those.
    private var filling = 0
    private var longName: ArraySlice<UInt8>?
    /// A block of zeros has come.
    private(set) var isOver = false
    private(set) var isDamaged = false

    /// It ends here as it should.
    var isWhole: Bool { !isDamaged && skipped <= filling && (isOver || (wanted == .header && gathered.isEmpty)) }

    static func isHeader(_ octets: some RandomAccessCollection<UInt8>) -> Bool {
        octets.count >= 512 && octets.dropFirst(257).starts(with: "ustar".utf8)
    }

    /// Takes the next octets; tells of the files whose headers are among them.
    mutating func take(_ octets: ArraySlice<UInt8>) -> [Entry] {
        var rest = octets
        var found: [Entry] = []
        while !rest.isEmpty, !isOver, !isDamaged {
            if skipped > 0 {
                let count = min(skipped, rest.count)
                skipped -= count
                rest = rest.dropFirst(count)
                continue
            }
            let piece = rest.prefix(missing)
            gathered += piece
            missing -= piece.count
            rest = rest.dropFirst(piece.count)
            if missing == 0, let entry = endGathering() { found.append(entry) }
        }
        return found
    }

    private mutating func endGathering() -> Entry? {
        let block = gathered[...]
        let kind = wanted
        (gathered, wanted, missing) = ([], .header, 512)
        switch kind {
        case .longName: longName = block.prefix { $0 != 0 }
        case .records: longName = Self.path(in: block) ?? longName
        case .header: return takeHeader(block)
        }
        return nil
    }

    private mutating func takeHeader(_ header: ArraySlice<UInt8>) -> Entry? {
        guard header.first != 0 else {
            isOver = true
            return nil
        }
        guard let size = Self.number(header.dropFirst(124).prefix(12)) else {
            isDamaged = true
            return nil
        }
        skipped = (size + 511) / 512 * 512
        filling = skipped - size
        switch header[156] {
        case UInt8(ascii: "L"): gather(.longName, size)
        case UInt8(ascii: "x"): gather(.records, size)
        case UInt8(ascii: "0"), 0, UInt8(ascii: "7"):
            defer { longName = nil }
            return Entry(name: longName ?? Self.name(header), sizeInOctets: size)
        default: longName = nil
        }
        return nil
    }

    private mutating func gather(_ kind: Wanted, _ size: Int) {
        guard size > 0, size <= Self.mostNameOctets else { return }
        // With what fills the last block.
        (wanted, missing, skipped, filling) = (kind, skipped, 0, 0)
    }

    /// Octal digits; nothing for anything else, such as a size of more than 8 GB.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.filter { $0 != 0 && $0 != ASCII.space }
        return digits.isEmpty
            ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func name(_ header: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let name = header.prefix(100).prefix { $0 != 0 }
        let prefix = header.dropFirst(345).prefix(155).prefix { $0 != 0 }
        return prefix.isEmpty ? name : Array(prefix + [ASCII.slash] + name)[...]
    }

    // "%d %s=%s\n"
    private static func path(in records: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for record in records.split(separator: ASCII.lineFeed) {
            guard let blank = record.firstIndex(of: ASCII.space) else { continue }
            let field = record[(blank + 1)...]
            if field.starts(with: "path=".utf8) { return field.dropFirst(5) }
        }
        return nil
    }
}
