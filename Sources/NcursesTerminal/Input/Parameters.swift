/// The numbers of a control sequence (ECMA-48 §5.4.2): `1;5` in `CSI 1 ; 5 A`.
struct Parameters {
    private var values: [Int] = []
    /// Kitty marks a released key with `:3` behind the modifiers.
    private(set) var isRelease = false

    /// Reads digits, `;` and `:`; anything else, as in private sequences, makes it `nil`.
    init?(_ octets: ArraySlice<UInt8>) {
        guard !octets.isEmpty else { return }
        for parameter in octets.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            let parts = parameter.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            var value = 0
            for digit in parts.first ?? [] {
                guard (0x30..<0x3A).contains(digit), value < 1_000_000 else { return nil }
                value = value * 10 + Int(digit - 0x30)
            }
            for part in parts.dropFirst() where !part.allSatisfy({ (0x30..<0x3A).contains($0) }) { return nil }
            if values.count == 1, parts.count > 1, parts[1].elementsEqual([UInt8(ascii: "3")]) { isRelease = true }
            values.append(value)
        }
    }

    var count: Int { values.count }

    /// 0 for one that is not there.
    subscript(index: Int) -> Int { values.indices.contains(index) ? values[index] : 0 }
}
