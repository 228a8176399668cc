/// Durations as people write them: `14d`, `5m`, `1h30m`.
enum DurationText {
    /// The longest, about ten years.
    static let limit = Duration.seconds(3650 * 86_400)

    // duration = 1*(1*DIGIT ("w" / "d" / "h" / "m" / "s"))
    //
    // Larger units first, each once.
    static func parse(_ text: String) -> Duration? {
        var seconds = 0
        var number: Int?
        var smallest = Int.max
        for octet in text.utf8 {
            if octet >= 0x30 && octet <= 0x39 {
                number = (number ?? 0) * 10 + Int(octet - 0x30)
                guard let number, number <= 1_000_000_000 else { return nil }
            } else {
                guard let count = number, let unit = unitInSeconds(octet), unit < smallest else { return nil }
                seconds += count * unit
                smallest = unit
                number = nil
            }
        }
        guard number == nil, smallest < .max, .seconds(seconds) <= limit else { return nil }
        return .seconds(seconds)
    }

    private static func unitInSeconds(_ letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "w"): 604_800
        case UInt8(ascii: "d"): 86_400
        case UInt8(ascii: "h"): 3600
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "s"): 1
        default: nil
        }
    }
}
