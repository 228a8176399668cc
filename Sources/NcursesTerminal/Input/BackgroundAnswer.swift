/// A terminal's answer to `OSC 11 ; ? BEL`: `ESC ] 11 ; rgb:1e1e/1e1e/2e2e`.
enum BackgroundAnswer {
    /// Reads the colour.
    ///
    /// - Parameter sequence: From ESC to before BEL or ST.
    /// - Returns: Rec. 709 luma from 0 to 1; `nil` where it is no such answer.
    static func luminance(in sequence: [UInt8]) -> Double? {
        let prefix = Array("\u{1B}]11;rgb".utf8)
        guard sequence.starts(with: prefix) else { return nil }
        // `rgb:` or, with a fourth component for opacity, `rgba:`.
        guard let colon = sequence.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let parts = sequence[(colon + 1)...].split(separator: UInt8(ascii: "/")).prefix(3).map(fraction)
        guard parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2] else { return nil }
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// One to four hexadecimal digits, as a part of their greatest value (XParseColor(3)).
    private static func fraction(_ digits: ArraySlice<UInt8>) -> Double? {
        guard (1...4).contains(digits.count), let value = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
            return nil
        }
        return Double(value) / Double((1 << (4 * digits.count)) - 1)
    }
}
