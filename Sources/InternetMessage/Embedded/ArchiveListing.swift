import MailModel

/// What is in an archive by its own table, names and sizes, without unpacking anything.
struct ArchiveListing {
    struct Entry: Hashable {
        /// A stranger's: never a path.
        var name: String
        var sizeInOctets: Int
        var isEncrypted = false
    }

    /// At most this many entries are named.
    static let maximumEntries = 1_000

    private(set) var entries: [Entry] = []
    /// Entries beyond the limit.
    private(set) var more = 0
    /// Something of it can't be read.
    private(set) var isDamaged = false

    enum Form { case zip, tar, gzip }

    /// Tells by the content, which no name can belie; nothing for what is no archive that can be listed.
    static func form(of octets: [UInt8]) -> Form? {
        if octets.starts(with: [0x50, 0x4B, 0x03, 0x04]) || octets.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return .zip
        }
        if octets.starts(with: [0x1F, 0x8B, 0x08]) { return .gzip }
        if octets.count >= 512, octets[257..<262].elementsEqual("ustar".utf8) { return .tar }
        return nil
    }

    init?(_ octets: [UInt8]) {
        guard let form = Self.form(of: octets) else { return nil }
        switch form {
        case .zip: readZip(octets)
        case .tar: readTar(octets)
        case .gzip: readGzip(octets)
        }
    }

    /// The entries as lines, with the sizes in a column.
    func lines() -> [ReadableLine] {
        let total = entries.count + more
        let heading = total == 1 ? "1 file" : "\(total) files"
        var lines = [ReadableLine(text: heading + (isDamaged ? ", as far as it can be read" : ""), kind: .heading)]
        lines += entries.map { entry in
            let size = String(entry.sizeInOctets)
            let blanks = String(repeating: " ", count: max(0, 12 - size.count))
            return ReadableLine(
                text: "\(blanks)\(size)  \(entry.name)" + (entry.isEncrypted ? "  (encrypted)" : ""),
                kind: .preformatted)
        }
        if more > 0 { lines.append(ReadableLine(text: "and \(more) more")) }
        return lines
    }

    private mutating func add(_ name: ArraySlice<UInt8>, size: Int, isEncrypted: Bool = false) {
        guard entries.count < Self.maximumEntries else {
            more += 1
            return
        }
        let text = String(decoding: Charset.readable(name, named: "").octets, as: UTF8.self)
        entries.append(Entry(name: text, sizeInOctets: size, isEncrypted: isEncrypted))
    }

    // MARK: - ZIP (PKWARE's APPNOTE 4.3)

    private mutating func readZip(_ octets: [UInt8]) {
        // The table's place stands at the end, before a comment of at most 64 kB.
        let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        let first = max(0, octets.count - 65_557)
        let end = stride(from: octets.count - 22, through: first, by: -1).first {
            octets[$0...].starts(with: signature)
        }
        guard let end else {
            isDamaged = true
            return
        }
        var tail = LittleEndianReader(octets, in: (end + 10)..<octets.count)
        guard let count = tail.number(octets: 2), tail.number(octets: 4) != nil, let start = tail.number(octets: 4),
            start <= end
        else {
            isDamaged = true
            return
        }
        var table = LittleEndianReader(octets, in: start..<end)
        for _ in 0..<count {
            guard readZipEntry(octets, &table) else {
                isDamaged = true
                return
            }
        }
    }

    // central file header signature, versions, flags, method, time, date, crc, sizes, lengths, …
    private mutating func readZipEntry(_ octets: [UInt8], _ table: inout LittleEndianReader) -> Bool {
        guard table.number(octets: 4) == 0x0201_4B50, table.take(4) != nil, let flags = table.number(octets: 2),
            table.take(14) != nil, let size = table.number(octets: 4), let nameLength = table.number(octets: 2),
            let extraLength = table.number(octets: 2), let commentLength = table.number(octets: 2),
            table.take(12) != nil, let name = table.take(nameLength), table.take(extraLength + commentLength) != nil
        else { return false }
        // Folders have no content of their own.
        if octets[name].last != ASCII.slash { add(octets[name], size: size, isEncrypted: flags & 1 == 1) }
        return true
    }

    // MARK: - tar (POSIX.1 pax, GNU)

    private mutating func readTar(_ octets: [UInt8]) {
        var position = 0
        var longName: ArraySlice<UInt8>?
        while position + 512 <= octets.count, octets[position] != 0 {
            let header = octets[position..<(position + 512)]
            guard let size = Self.tarNumber(header.dropFirst(124).prefix(12)),
                size <= octets.count - position - 512
            else {
                isDamaged = true
                return
            }
            let content = octets[(position + 512)..<(position + 512 + size)]
            switch header[position + 156] {
            case UInt8(ascii: "L"): longName = content.prefix { $0 != 0 }
            case UInt8(ascii: "x"): longName = Self.paxPath(content) ?? longName
            case UInt8(ascii: "0"), 0, UInt8(ascii: "7"):
                add(longName ?? Self.tarName(header), size: size)
                longName = nil
            default: longName = nil
            }
            position += 512 + (size + 511) / 512 * 512
        }
        // A header that is cut; blocks of zeros are the proper end.
        if position < octets.count, octets[position] != 0 { isDamaged = true }
    }

    /// Octal digits; nothing for anything else, such as a size of more than 8 GB.
    private static func tarNumber(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.filter { $0 != 0 && $0 != ASCII.space }
        return digits.isEmpty
            ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func tarName(_ header: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let name = header.prefix(100).prefix { $0 != 0 }
        let prefix = header.dropFirst(345).prefix(155).prefix { $0 != 0 }
        return prefix.isEmpty ? name : Array(prefix + [ASCII.slash] + name)[...]
    }

    // "%d %s=%s\n"
    private static func paxPath(_ records: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for record in records.split(separator: ASCII.lineFeed) {
            guard let blank = record.firstIndex(of: ASCII.space) else { continue }
            let field = record[(blank + 1)...]
            if field.starts(with: "path=".utf8) { return field.dropFirst(5) }
        }
        return nil
    }

    // MARK: - gzip (RFC 1952)

    /// One file, by the name that it had, or none; its size modulo 4 GB stands at the end.
    private mutating func readGzip(_ octets: [UInt8]) {
        guard octets.count >= 18 else {
            isDamaged = true
            return
        }
        var tail = LittleEndianReader(octets, in: (octets.count - 4)..<octets.count)
        var start = 10
        if octets[3] & 4 != 0 { start += 2 + Int(octets[10]) + Int(octets[11]) << 8 }
        let name = octets[3] & 8 != 0 && start < octets.count ? Array(octets[start...].prefix { $0 != 0 }) : []
        let shown = name.isEmpty ? Array("(without a name)".utf8) : name
        add(shown[...], size: tail.number(octets: 4) ?? 0)
    }
}
