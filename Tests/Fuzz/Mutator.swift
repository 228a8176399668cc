/// Makes inputs out of others: octets, lines and structures are changed, doubled, moved and mixed.
struct Mutator {
    /// No input is longer.
    static let maximumOctets = 65_536

    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    private var generator: SeededGenerator
    /// Made before, and good for more.
    private var pool: [[UInt8]] = []

    init(seeds: [[UInt8]], words: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        self.words = words
        generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var input = pick()
        // Few changes reach deep, many reach far.
        for _ in 0..<(1 << below(5)) { change(&input) }
        // Rarely, one thing a great many times: what is not linear shows.
        if below(40) == 0 { multiply(&input) }
        if input.count > Self.maximumOctets { input.removeSubrange(Self.maximumOctets...) }
        if below(20) == 0, input.count < 8_192 {
            if pool.count < 200 { pool.append(input) } else { pool[below(200)] = input }
        }
        return input
    }

    private mutating func pick() -> [UInt8] {
        if !pool.isEmpty, below(4) == 0 { return pool[below(pool.count)] }
        return seeds[below(seeds.count)]
    }

    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &generator) }

    private mutating func change(_ input: inout [UInt8]) {
        switch below(12) {
        case 0 where !input.isEmpty: input[below(input.count)] = UInt8(below(256))
        case 1 where !input.isEmpty: input[below(input.count)] ^= 1 << UInt8(below(8))
        case 2: input.insert(Self.marks[below(Self.marks.count)], at: below(input.count + 1))
        case 3:
            let range = piece(of: input)
            input.removeSubrange(range)
        case 4:
            let range = piece(of: input)
            input.insert(contentsOf: input[range], at: below(input.count + 1))
        case 5:
            let range = line(of: input)
            input.removeSubrange(range)
        case 6, 7:
            let range = line(of: input)
            input.insert(contentsOf: input[range], at: line(of: input).lowerBound)
        case 8: input.insert(contentsOf: words[below(words.count)], at: below(input.count + 1))
        case 9:
            // The beginning of one, the end of another.
            let other = pick()
            input = Array(input[..<below(input.count + 1)] + other[below(other.count + 1)...])
        case 10:
            let range = number(in: input)
            input.replaceSubrange(range, with: Self.numbers[below(Self.numbers.count)].utf8)
        default:
            let other = pick()
            let range = line(of: other)
            input.insert(contentsOf: other[range], at: line(of: input).lowerBound)
        }
    }

    private mutating func multiply(_ input: inout [UInt8]) {
        let range = below(2) == 0 ? line(of: input) : piece(of: input)
        let word = below(3) == 0 || range.isEmpty ? words[below(words.count)] : Array(input[range].prefix(60))
        let count = (Self.maximumOctets - min(input.count, Self.maximumOctets)) / max(1, word.count)
        let place = below(input.count + 1)
        input.insert(contentsOf: (0..<(below(count) + 1)).flatMap { _ in word }, at: place)
    }

    /// Up to a hundred octets.
    private mutating func piece(of input: [UInt8]) -> Range<Int> {
        let start = below(input.count + 1)
        return start..<min(input.count, start + below(100))
    }

    /// A line with its end.
    private mutating func line(of input: [UInt8]) -> Range<Int> {
        let place = below(input.count + 1)
        let start = input[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = input[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? input.count
        return start..<end
    }

    /// Digits, if there are some after a place.
    private mutating func number(in input: [UInt8]) -> Range<Int> {
        func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }
        let place = below(input.count + 1)
        let start = input[place...].firstIndex(where: isDigit) ?? place
        let end = input[start...].firstIndex { !isDigit($0) } ?? input.count
        return start..<max(start, end)
    }

    private static let marks =
        Array("\r\n\t \"\\()<>[]{}=?;:,@'&#%-.*\0".utf8) + [0x1B, 0x7F, 0x80, 0xA0, 0xC2, 0xE2, 0xFF]

    private static let numbers = [
        "0", "-1", "1", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "99999999999999999999999999", "00000000000000000000", "65536",
    ]
}

/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
