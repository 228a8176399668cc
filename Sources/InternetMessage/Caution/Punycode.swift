/// Domain labels beyond ASCII as they travel, `xn--mnchen-3ya` (RFC 3492).
enum Punycode {
    private static let (base, low, high, skew, damp): (Int, Int, Int, Int, Int) = (36, 1, 26, 38, 700)

    /// A label in Unicode; itself where it is no such label, or a broken one.
    static func decoded(_ label: String) -> String {
        guard label.lowercased().hasPrefix("xn--"), label.utf8.count <= 63 else { return label }
        let text = Array(label.utf8.dropFirst(4))
        var (scalars, digits): ([Unicode.Scalar], ArraySlice<UInt8>) = ([], text[...])
        if let hyphen = text.lastIndex(of: 0x2D) {
            scalars = text[..<hyphen].map { Unicode.Scalar($0) }
            digits = text[(hyphen + 1)...]
        }
        var (code, index, bias) = (128, 0, 72)
        while !digits.isEmpty {
            let before = index
            var weight = 1
            for step in sequence(first: base, next: { $0 + base }) {
                guard let digit = digits.popFirst().flatMap(value) else { return label }
                index += digit * weight
                let threshold = min(max(step - bias, low), high)
                if digit < threshold { break }
                weight *= base - threshold
                // No label that means something comes near it.
                guard index < 1 << 32, weight < 1 << 32 else { return label }
            }
            let count = scalars.count + 1
            bias = adapted(index - before, count, isFirst: before == 0)
            code += index / count
            index %= count
            guard code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else { return label }
            scalars.insert(scalar, at: index)
            index += 1
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// A label as it travels; itself where it is ASCII.
    static func encoded(_ label: String) -> String {
        let scalars = Array(label.unicodeScalars.prefix(256)).map { Int($0.value) }
        let basic = scalars.filter { $0 < 128 }
        guard basic.count < scalars.count else { return label }
        var output = basic.map { UInt8($0) } + (basic.isEmpty ? [] : [0x2D])
        var (code, delta, bias, handled) = (128, 0, 72, basic.count)
        while handled < scalars.count {
            let next = scalars.filter { $0 >= code }.min() ?? code
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in scalars {
                if scalar < code { delta += 1 }
                guard scalar == code else { continue }
                var rest = delta
                for step in sequence(first: base, next: { $0 + base }) {
                    let threshold = min(max(step - bias, low), high)
                    if rest < threshold { break }
                    output.append(digit(threshold + (rest - threshold) % (base - threshold)))
                    rest = (rest - threshold) / (base - threshold)
                }
                output.append(digit(rest))
                bias = adapted(delta, handled + 1, isFirst: handled == basic.count)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return "xn--" + String(decoding: output, as: UTF8.self)
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var steps = 0
        while delta > (base - low) * high / 2 {
            delta /= base - low
            steps += base
        }
        return steps + (base - low + 1) * delta / (delta + skew)
    }

    private static func value(_ octet: UInt8) -> Int? {
        switch octet {
        case 0x61...0x7A: Int(octet) - 0x61
        case 0x41...0x5A: Int(octet) - 0x41
        case 0x30...0x39: Int(octet) - 0x30 + 26
        default: nil
        }
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26) }
}
