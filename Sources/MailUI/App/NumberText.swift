/// Numbers as people read them.
enum NumberText {
    /// `1,204`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1,204 messages`, `1 message`.
    static func counted(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `312 MB`, `4.2 kB`, `17 B`: thousands, as disks and providers count.
    static func size(_ octets: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        var value = Double(max(0, octets))
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        let isShort = unit > 0 && tenths < 100 && tenths % 10 != 0
        return "\(isShort ? "\(tenths / 10).\(tenths % 10)" : String(Int(value.rounded()))) \(units[unit])"
    }

    /// `40 s`, `12 min`, `3 h`, `9 d`: one unit is enough for a wait.
    static func span(seconds: Int64) -> String {
        switch seconds {
        case ..<0: "0 s"
        case ..<100: "\(seconds) s"
        case ..<6000: "\((seconds + 30) / 60) min"
        case ..<172_800: "\((seconds + 1800) / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
