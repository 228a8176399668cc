/// Numbers as people read them.
package enum NumberText {
    /// `1,204`.
    static func grouped(_ number: Int) -> String {
        guard number.magnitude >= 1000 else { return String(number) }
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1,204 messages`, `1 message`.
    package static func counted(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `312 MB`, `4.2 kB`, `17 B`: thousands, as disks and providers count.
    package static func size(_ octets: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        // In tenths of the unit, rounded at each step; whole units first, so that nothing overflows.
        var whole = max(0, octets)
        var tenths = 0
        var unit = 0
        while whole >= 1000 || (whole == 999 && tenths >= 5), unit < units.count - 1 {
            tenths = (whole % 1000 + (tenths >= 5 ? 1 : 0) + 50) / 100
            whole = whole / 1000 + tenths / 10
            tenths %= 10
            unit += 1
        }
        let isShort = unit > 0 && whole < 10 && tenths > 0
        let rounded = isShort || unit == 0 ? whole : whole + (tenths >= 5 ? 1 : 0)
        return "\(rounded)\(isShort ? ".\(tenths)" : "") \(units[unit])"
    }

    /// `12 of 50 MB`, `900 kB of 1.2 GB`.
    static func share(_ done: Int, of total: Int) -> String {
        let words = (size(min(done, total)), size(total))
        let units = (words.0.split(separator: " ").last, words.1.split(separator: " ").last)
        let first = units.0 == units.1 ? words.0.split(separator: " ").first.map(String.init) ?? words.0 : words.0
        return "\(first) of \(words.1)"
    }

    /// `40 s`, `12 min`, `3 h`, `9 d`: one unit is enough for a wait.
    static func span(seconds: Int64) -> String {
        let (count, unit) = wait(seconds)
        return "\(count) \(unit.short)"
    }

    /// `40 seconds`, `12 minutes`, `3 hours`, `9 days`.
    static func words(seconds: Int64) -> String {
        let (count, unit) = wait(seconds)
        return counted(Int(count), unit.word)
    }

    private typealias Unit = (short: String, word: String)

    private static func wait(_ seconds: Int64) -> (Int64, Unit) {
        switch seconds {
        case ..<0: (0, ("s", "second"))
        case ..<100: (seconds, ("s", "second"))
        case ..<6000: ((seconds + 30) / 60, ("min", "minute"))
        case ..<172_800: ((seconds + 1800) / 3600, ("h", "hour"))
        // Up, so that what was put off for 14 days begins with 14; not for less than an hour, for the screen's clock
        // may be late.
        default: ((seconds + 82_800) / 86_400, ("d", "day"))
        }
    }
}
