/// The text of RTF (Microsoft's Rich Text Format, 1.9.1), without its looks.
struct RTFText {
    private let octets: [UInt8]
    private var output: [UInt8] = []
    private var position = 0
    /// Octets of `\'hh` that wait for their charset.
    private var waiting: [UInt8] = []
    private var charset = "windows-1252"
    private var depth = 0
    /// The depth of the group that is passed over.
    private var skipped: Int?
    /// Characters after a `\u` that stand for it where there is no Unicode.
    private var fallbacks = 0
    private var fallbackCount = 1
    private var highSurrogate: Int?

    /// In UTF-8, with LF at each end of a line.
    static func read(_ octets: [UInt8]) -> [UInt8] {
        var reader = RTFText(octets: octets)
        reader.readAll()
        return reader.output
    }

    private init(octets: [UInt8]) { self.octets = octets }

    private mutating func readAll() {
        while position < octets.count {
            let octet = octets[position]
            position += 1
            switch octet {
            case 0x7B: depth += 1
            case 0x7D:
                if let skipped, depth <= skipped { self.skipped = nil }
                depth -= 1
                fallbacks = 0
            case ASCII.backslash: takeControl()
            case ASCII.carriageReturn, ASCII.lineFeed: break
            default: append(octet)
            }
        }
        flush()
    }

    // <control> = "\" ( <word> [<number>] [" "] / <symbol> )
    private mutating func takeControl() {
        guard position < octets.count else { return }
        let first = octets[position]
        guard first.isLetter else {
            position += 1
            takeSymbol(first)
            return
        }
        let start = position
        while position < octets.count, octets[position].isLetter, position - start < 32 { position += 1 }
        let word = String(decoding: octets[start..<position], as: UTF8.self)
        let numberStart = position
        if position < octets.count, octets[position] == ASCII.hyphen { position += 1 }
        while position < octets.count, octets[position].isDigit, position - numberStart < 11 { position += 1 }
        let number = Int(String(decoding: octets[numberStart..<position], as: UTF8.self))
        if position < octets.count, octets[position] == ASCII.space { position += 1 }
        take(word, number)
    }

    private mutating func takeSymbol(_ symbol: UInt8) {
        switch symbol {
        case ASCII.asterisk: skip()
        case ASCII.apostrophe:
            guard position + 1 < octets.count, let high = octets[position].hexValue,
                let low = octets[position + 1].hexValue
            else { return }
            position += 2
            append(high << 4 | low)
        case 0x7E: append(ASCII.space)
        case ASCII.lineFeed, ASCII.carriageReturn: write("\n")
        case ASCII.backslash, 0x7B, 0x7D: append(symbol)
        default: break
        }
    }

    private mutating func take(_ word: String, _ number: Int?) {
        switch word {
        case "par", "line", "row", "sect", "page": write("\n")
        case "tab", "cell": write("\t")
        case "ansicpg": if let number { charset = "cp\(number)" }
        case "uc": fallbackCount = min(max(number ?? 1, 0), 10)
        case "u": takeUnicode(number ?? 0)
        case "bin": position = min(octets.count, position + max(0, number ?? 0))
        case "emdash": write("—")
        case "endash": write("–")
        case "bullet": write("•")
        case "lquote": write("‘")
        case "rquote": write("’")
        case "ldblquote": write("“")
        case "rdblquote": write("”")
        case _ where Self.destinations.contains(word): skip()
        default: break
        }
    }

    private static let destinations: Set<String> = [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl", "headerr",
        "footerl", "footerr", "fldinst", "listtable", "listoverridetable", "generator", "xmlnstbl",
    ]

    private mutating func skip() { if skipped == nil { skipped = depth } }

    private mutating func takeUnicode(_ number: Int) {
        let unit = number < 0 ? number + 65_536 : number
        fallbacks = fallbackCount
        switch unit {
        case 0xD800...0xDBFF: highSurrogate = unit
        case 0xDC00...0xDFFF:
            let value = highSurrogate.map { 0x10000 + ($0 - 0xD800) << 10 + (unit - 0xDC00) } ?? 0xFFFD
            highSurrogate = nil
            write(String(UnicodeScalar(UInt32(value)) ?? "\u{FFFD}"))
        default: write(String(UnicodeScalar(UInt32(clamping: unit)) ?? "\u{FFFD}"))
        }
    }

    private mutating func append(_ octet: UInt8) {
        if fallbacks > 0 {
            fallbacks -= 1
            return
        }
        guard skipped == nil else { return }
        if octet < 0x80, waiting.isEmpty { output.append(octet) } else { waiting.append(octet) }
    }

    private mutating func write(_ text: String) {
        guard skipped == nil else { return }
        flush()
        output += text.utf8
    }

    private mutating func flush() {
        guard !waiting.isEmpty else { return }
        output += Charset.readable(waiting[...], named: charset).octets
        waiting = []
    }
}
