/// A QR code (ISO/IEC 18004) of a short text: versions 1 to 5 at error correction level L, octet mode, which is an address of
/// up to 106 octets.
package struct QRCode: Hashable, Sendable {
    /// Modules of a side.
    package let size: Int
    private var isDark: [Bool]
    /// Modules that have a meaning of their own: no data goes there, and no mask.
    private var isFunction: [Bool]

    /// Data and error correction codewords of each version at level L; one block each.
    private static let codewords: [(data: Int, correction: Int)] = [(19, 7), (34, 10), (55, 15), (80, 20), (108, 26)]

    /// - Returns: Nothing where the text is too long.
    ///
    /// `mask`: One of the eight, for a test; nothing: the one that is read best.
    package init?(_ text: String, mask: Int? = nil) {
        let octets = Array(text.utf8)
        // Mode and count take 12 bits.
        guard let index = Self.codewords.firstIndex(where: { octets.count <= $0.data - 2 }) else { return nil }
        size = 21 + 4 * index
        isDark = [Bool](repeating: false, count: size * size)
        isFunction = isDark
        drawFunctionPatterns(version: index + 1)
        let counts = Self.codewords[index]
        let data = Self.data(octets, count: counts.data)
        let plain = self
        var best: (penalty: Int, code: QRCode)?
        for mask in mask.map({ $0...$0 }) ?? 0...7 {
            var code = plain
            code.draw(data + ReedSolomon.remainder(of: data, count: counts.correction), mask: mask)
            code.drawFormat(mask: mask)
            let penalty = code.penalty
            if best.map({ penalty < $0.penalty }) ?? true { best = (penalty, code) }
        }
        if let best { isDark = best.code.isDark }
    }

    package subscript(column: Int, row: Int) -> Bool {
        (0..<size).contains(column) && (0..<size).contains(row) && isDark[row * size + column]
    }

    /// Two rows of modules a line, light on dark as on a terminal with a dark background, with a quiet zone of two modules.
    package var halfBlocks: [String] {
        stride(from: -2, to: size + 2, by: 2).map { row in
            (-2..<size + 2).map { column in
                switch (self[column, row], self[column, row + 1]) {
                case (false, false): "█"
                case (false, true): "▀"
                case (true, false): "▄"
                case (true, true): " "
                }
            }.joined()
        }
    }

    // 0100, the count, the octets, up to four zeros, then 0xEC and 0x11 in turn (§7.4).
    private static func data(_ octets: [UInt8], count: Int) -> [UInt8] {
        var bits: [Bool] = []
        func put(_ value: Int, _ length: Int) {
            for shift in (0..<length).reversed() { bits.append(value >> shift & 1 == 1) }
        }
        put(4, 4)
        put(octets.count, 8)
        for octet in octets { put(Int(octet), 8) }
        put(0, min(4, count * 8 - bits.count))
        put(0, (8 - bits.count % 8) % 8)
        var data = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var isFirst = true
        while data.count < count {
            data.append(isFirst ? 0xEC : 0x11)
            isFirst.toggle()
        }
        return data
    }

    // MARK: - Drawing

    private mutating func set(_ column: Int, _ row: Int, _ dark: Bool) {
        guard (0..<size).contains(column), (0..<size).contains(row) else { return }
        isDark[row * size + column] = dark
        isFunction[row * size + column] = true
    }

    private mutating func drawFunctionPatterns(version: Int) {
        for index in 0..<size {
            set(6, index, index % 2 == 0)
            set(index, 6, index % 2 == 0)
        }
        for (column, row) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(column, row) }
        if version > 1 {
            let centre = size - 7
            for dy in -2...2 {
                for dx in -2...2 { set(centre + dx, centre + dy, max(abs(dx), abs(dy)) != 1) }
            }
        }
        drawFormat(mask: 0)
    }

    private mutating func drawFinder(_ column: Int, _ row: Int) {
        for dy in -4...4 {
            for dx in -4...4 {
                let distance = max(abs(dx), abs(dy))
                set(column + dx, row + dy, distance != 2 && distance != 4)
            }
        }
    }

    // Level L is 01; 15 bits with a BCH code, masked (§7.9).
    private mutating func drawFormat(mask: Int) {
        let data = 1 << 3 | mask
        var rest = data
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (data << 10 | rest) ^ 0x5412
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { set(8, index, bit(index)) }
        set(8, 7, bit(6))
        set(8, 8, bit(7))
        set(7, 8, bit(8))
        for index in 9..<15 { set(14 - index, 8, bit(index)) }
        for index in 0..<8 { set(size - 1 - index, 8, bit(index)) }
        for index in 8..<15 { set(8, size - 15 + index, bit(index)) }
        set(8, size - 8, true)
    }

    /// Codewords in their zigzag from the lower right corner (§7.7.3), masked.
    private mutating func draw(_ codewords: [UInt8], mask: Int) {
        var index = 0
        for right in stride(from: size - 1, through: 1, by: -2) {
            // The column of the timing pattern is passed over.
            let right = right <= 6 ? right - 1 : right
            for step in 0..<size {
                for column in [right, right - 1] {
                    let isUpward = (right + 1) & 2 == 0
                    let row = isUpward ? size - 1 - step : step
                    guard !isFunction[row * size + column] else { continue }
                    let bit = index < codewords.count * 8 && codewords[index / 8] >> (7 - index % 8) & 1 == 1
                    isDark[row * size + column] = bit != Self.isMasked(mask, column, row)
                    index += 1
                }
            }
        }
    }

    private static func isMasked(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// How hard it is to read (§7.8.3): runs, blocks, what looks like a finder, and an uneven share of dark.
    private var penalty: Int {
        var penalty = 0
        for line in 0..<size {
            for isRow in [true, false] {
                let modules = (0..<size).map { isRow ? self[$0, line] : self[line, $0] }
                var run = 1
                for index in 1...size {
                    if index < size, modules[index] == modules[index - 1] {
                        run += 1
                    } else {
                        if run >= 5 { penalty += run - 2 }
                        run = 1
                    }
                }
                let finder = [true, false, true, true, true, false, true]
                for start in 0...(size - 11) {
                    let window = Array(modules[start..<start + 11])
                    let quiet = [Bool](repeating: false, count: 4)
                    if window == finder + quiet || window == quiet + finder { penalty += 40 }
                }
            }
        }
        for y in 0..<size - 1 {
            for x in 0..<size - 1
            where self[x, y] == self[x + 1, y] && self[x, y] == self[x, y + 1] && self[x, y] == self[x + 1, y + 1] {
                penalty += 3
            }
        }
        let dark = isDark.count { $0 }
        return penalty + abs(dark * 20 - size * size * 10) / (size * size) * 10
    }
}

/// Error correction over GF(2^8) by x^8 + x^4 + x^3 + x^2 + 1.
enum ReedSolomon {
    static func multiply(_ first: UInt8, _ second: UInt8) -> UInt8 {
        var product = 0
        for shift in (0..<8).reversed() {
            product = product << 1 ^ (product >> 7) * 0x11D
            product ^= (Int(second) >> shift & 1) * Int(first)
        }
        return UInt8(truncatingIfNeeded: product)
    }

    /// The codewords that follow data, as many as `count`.
    static func remainder(of data: [UInt8], count: Int) -> [UInt8] {
        var divisor = [UInt8](repeating: 0, count: count - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            for index in 0..<count {
                divisor[index] = multiply(divisor[index], root)
                if index + 1 < count { divisor[index] ^= divisor[index + 1] }
            }
            root = multiply(root, 2)
        }
        var remainder = [UInt8](repeating: 0, count: count)
        for octet in data {
            let factor = octet ^ remainder[0]
            remainder = Array(remainder.dropFirst()) + [0]
            for index in 0..<count { remainder[index] ^= multiply(divisor[index], factor) }
        }
        return remainder
    }
}
