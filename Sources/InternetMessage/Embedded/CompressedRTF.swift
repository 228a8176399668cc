/// Outlook's compression of RTF (MS-OXRTFCP).
enum CompressedRTF {
    /// No text is longer; it can't grow more than eightfold.
    private static let maximumOctets = 16 << 20

    /// What a window of 4,096 octets holds at first (MS-OXRTFCP §2.1.2.1).
    private static let dictionary = Array(
        ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
            + "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
            + "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx").utf8)

    // Header = COMPSIZE RAWSIZE COMPTYPE CRC; then runs of a control octet and eight literals or references
    static func decode(_ compressed: ArraySlice<UInt8>) -> [UInt8]? {
        let octets = Array(compressed)
        var reader = LittleEndianReader(octets, in: 0..<octets.count)
        guard reader.number(octets: 4) != nil, let size = reader.number(octets: 4), let kind = reader.number(octets: 4),
            reader.number(octets: 4) != nil
        else { return nil }
        let content = octets[reader.position...]
        // "MELA": not compressed.
        if kind == 0x414C_454D { return Array(content.prefix(size)) }
        // "LZFu"
        guard kind == 0x7546_5A4C else { return nil }
        return decompress(Array(content), limit: min(size, maximumOctets))
    }

    private static func decompress(_ input: [UInt8], limit: Int) -> [UInt8] {
        var window = dictionary + [UInt8](repeating: 0, count: 4_096 - dictionary.count)
        var place = dictionary.count
        var output: [UInt8] = []
        func write(_ octet: UInt8) {
            window[place] = octet
            place = (place + 1) & 4_095
            output.append(octet)
        }
        var position = 0
        while position < input.count {
            let control = input[position]
            position += 1
            for bit in 0..<8 {
                guard position < input.count, output.count < limit else { return output }
                if control >> UInt8(bit) & 1 == 0 {
                    write(input[position])
                    position += 1
                    continue
                }
                guard position + 1 < input.count else { return output }
                let reference = Int(input[position]) << 8 | Int(input[position + 1])
                position += 2
                let offset = reference >> 4
                // A reference to where the next octet goes is the end.
                if offset == place { return output }
                for step in 0..<((reference & 15) + 2) { write(window[(offset + step) & 4_095]) }
            }
        }
        return output
    }
}
