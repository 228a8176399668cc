extension Charset {
    /// What text is in that says nothing of it, or says what can't be.
    ///
    /// A byte order mark and UTF-8 are certain. Beyond them the octets are counted: pairs of high octets are East
    /// Asian, long rows of them Cyrillic, single ones windows-1252. Few octets tell nothing, so windows-1252.
    static func guess(_ octets: ArraySlice<UInt8>) -> Charset {
        if octets.starts(with: [0xFF, 0xFE]) { return .converted(from: "UTF-16LE") }
        if octets.starts(with: [0xFE, 0xFF]) { return .converted(from: "UTF-16BE") }
        if isValidUTF8(octets) {
            guard octets.contains(ASCII.escape), isISO2022JP(octets) else { return .utf8 }
            return .converted(from: "ISO-2022-JP-3")
        }
        return HighOctets(octets).charset
    }

    /// The name to show a person.
    var shownName: String {
        switch self {
        case .utf8: "UTF-8"
        case .windows1252: "windows-1252"
        case .converted(let name): name
        }
    }
}

/// The octets beyond ASCII of a text, counted.
private struct HighOctets {
    /// Fewer of them tell nothing.
    private static let enough = 6

    private var count = 0
    /// Rows of them without an ASCII octet in between.
    private var rows = 0
    /// 0xC0 to 0xDF, and 0xE0 to 0xFF: the two cases of Cyrillic.
    private var lowerHalf = 0
    private var upperHalf = 0
    private var euc = PairTally()
    private var shiftJIS = PairTally()
    private var big5 = PairTally()

    /// More of a text would not say more.
    private static let most = 1 << 16

    init(_ octets: ArraySlice<UInt8>) {
        var previous: UInt8 = 0
        for octet in octets.prefix(Self.most) {
            if octet >= 0x80 {
                count += 1
                if previous < 0x80 { rows += 1 }
                if octet >= 0xE0 { upperHalf += 1 } else if octet >= 0xC0 { lowerHalf += 1 }
            }
            euc.take(octet, isLead: { $0 > 0xA0 && $0 < 0xFF }, isTrail: { $0 > 0xA0 && $0 < 0xFF })
            shiftJIS.take(
                octet, isLead: { ($0 > 0x80 && $0 < 0xA0) || ($0 >= 0xE0 && $0 < 0xFD) },
                isTrail: { $0 >= 0x40 && $0 != 0x7F && $0 < 0xFD })
            big5.take(
                octet, isLead: { $0 > 0xA0 && $0 < 0xFA },
                isTrail: { ($0 >= 0x40 && $0 < 0x7F) || ($0 > 0xA0 && $0 < 0xFF) })
            previous = octet
        }
        guard octets.count <= Self.most else { return }
        for tally in [\HighOctets.euc, \.shiftJIS, \.big5] { self[keyPath: tally].end() }
    }

    var charset: Charset {
        guard count >= Self.enough else { return .windows1252 }
        // Letters of an alphabet, in words of several.
        if (lowerHalf + upperHalf) * 20 >= count * 19, count >= 2 * rows {
            return .converted(from: lowerHalf > upperHalf ? "KOI8-R" : "CP1251")
        }
        if euc.isClean, count >= 3 * rows {
            // Hiragana in every JIS and GB set; Korean's syllables end at 0xC8, where Chinese goes on to 0xF7.
            if euc.leads(0xA4...0xA5) * 4 >= euc.pairs { return .converted(from: "EUC-JP") }
            let words = euc.leads(0xB0...0xFE)
            return .converted(from: euc.leads(0xB0...0xC8) * 20 >= words * 19 ? "CP949" : "GB18030")
        }
        if shiftJIS.isClean, shiftJIS.leads(0x82...0x83) * 4 >= shiftJIS.pairs { return .converted(from: "CP932") }
        // The 5,401 frequent characters.
        if big5.isClean, big5.leads(0xA4...0xC6) * 10 >= big5.pairs * 8 { return .converted(from: "BIG5-HKSCS") }
        return .windows1252
    }
}

/// How a text would be in a charset of one and two octets.
private struct PairTally {
    private var lead: UInt8 = 0
    private var isBroken = false
    private var counts = [Int](repeating: 0, count: 256)
    private(set) var pairs = 0

    var isClean: Bool { !isBroken && pairs > 2 }

    func leads(_ range: ClosedRange<UInt8>) -> Int { range.reduce(0) { $0 + counts[Int($1)] } }

    /// The text is over: half a character is none.
    mutating func end() { isBroken = isBroken || lead != 0 }

    mutating func take(_ octet: UInt8, isLead: (UInt8) -> Bool, isTrail: (UInt8) -> Bool) {
        if lead != 0 {
            isBroken = isBroken || !isTrail(octet)
            counts[Int(lead)] += 1
            pairs += 1
            lead = 0
        } else if isLead(octet) {
            lead = octet
        } else if octet >= 0x80 {
            isBroken = true
        }
    }
}
