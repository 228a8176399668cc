import MailModel

/// What is in an archive by its own table, names and sizes, without keeping anything of the files.
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
        if TarWalk.isHeader(octets) { return .tar }
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

    // MARK: - tar

    private mutating func readTar(_ octets: [UInt8]) {
        var walk = TarWalk()
        for entry in walk.take(octets[...]) { add(entry.name, size: entry.sizeInOctets) }
        isDamaged = !walk.isWhole
    }

    // MARK: - gzip (RFC 1952)

    /// What is in a tape archive, or else the one file.
    private mutating func readGzip(_ octets: [UInt8]) {
        guard var reader = GzipReader(octets), var piece = reader.next(), TarWalk.isHeader(piece) else {
            return readGzipName(octets)
        }
        var walk = TarWalk()
        while true {
            for entry in walk.take(piece[...]) { add(entry.name, size: entry.sizeInOctets) }
            guard !walk.isOver, !walk.isDamaged, let next = reader.next() else { break }
            piece = next
        }
        isDamaged = !walk.isWhole
    }

    /// One file, by the name that it had, or none; its size modulo 4 GB stands at the end.
    private mutating func readGzipName(_ octets: [UInt8]) {
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
