import MailModel

/// An invitation (text/calendar, RFC 5545) as a few lines that a person can read.
enum CalendarCard {
    /// The first event of a calendar in UTF-8; nothing where it has none.
    static func lines(_ octets: [UInt8]) -> [ReadableLine] {
        var values: [String: String] = [:]
        var isInEvent = false
        for line in ContentLine.lines(octets) {
            if line.name == "begin" { isInEvent = isInEvent || line.value.lowercased() == "vevent" }
            if line.name == "end", line.value.lowercased() == "vevent" { break }
            if isInEvent || line.name == "method", values[line.name] == nil { values[line.name] = line.text }
        }
        guard isInEvent else { return [] }
        return card(values)
    }

    private static func card(_ values: [String: String]) -> [ReadableLine] {
        let title =
            switch values["method"]?.lowercased() {
            case "cancel": "Cancelled"
            case "reply": "Answer to an invitation"
            default: "Invitation"
            }
        var lines = [ReadableLine(text: "\(title): \(values["summary"] ?? "")", kind: .heading)]
        func add(_ label: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines.append(ReadableLine(text: "\(label) \(value)", kind: .flowed, hangingIndent: label.count + 1))
        }
        add("When: ", values["dtstart"].map { time($0) + (values["dtend"].map { " to \(time($0))" } ?? "") })
        add("Where:", values["location"])
        add("By:   ", values["organizer"].map { $0.lowercased().hasPrefix("mailto:") ? String($0.dropFirst(7)) : $0 })
        return lines
    }

    /// `20230503T140200Z` as `2023-05-03 14:02 UTC`; what looks otherwise stays as it is.
    private static func time(_ value: String) -> String {
        let text = Array(value.utf8)
        guard text.count >= 8, text.prefix(8).allSatisfy(\.isDigit) else { return value }
        func digits(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
        let day = "\(digits(0..<4))-\(digits(4..<6))-\(digits(6..<8))"
        guard text.count >= 15 else { return day }
        return "\(day) \(digits(9..<11)):\(digits(11..<13))" + (text.last == 0x5A ? " UTC" : "")
    }
}
