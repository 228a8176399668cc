import InternetMessage
import MailModel

/// The line that begins a message in an mbox: `From ann@example.org Wed Nov 15 08:00:00 2023`, in UTC.
enum FromLine {
    static let longest = 1000
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `sender`: Anything; what is no plain address becomes `MAILER-DAEMON`, as is the custom.
    static func text(sender: String, date: MailDate) -> String {
        let moment = CalendarDate(date)
        func two(_ number: Int, _ filler: String = "0") -> String { (number < 10 ? filler : "") + "\(number)" }
        let year = String(abs(moment.year))
        let isPlain =
            !sender.isEmpty && sender.utf8.count <= 320 && sender.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return "From \(isPlain ? sender : "MAILER-DAEMON") \(days[moment.weekday]) \(months[moment.month - 1]) "
            + "\(two(moment.day, " ")) \(two(moment.hour)):\(two(moment.minute)):\(two(moment.second)) "
            + String(repeating: "0", count: max(0, 4 - year.count)) + year + "\n"
    }

    /// The date of a line that begins a message; nothing where it is a line of text that begins with `From `.
    ///
    /// Liberal: any sender, even none or with blanks (Thunderbird's `-`, Eudora's `???@???`), and any order and zone
    /// of a date that has a day's name, a time and a year.
    static func parse(_ line: some Collection<UInt8>) -> MailDate? {
        guard line.starts(with: "From ".utf8), line.count <= longest else { return nil }
        let words = String(decoding: line.dropFirst(5), as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let day = words.lastIndex(where: isDay) else { return nil }
        let date = words[day...]
        let hasYear = date.contains { $0.utf8.count == 4 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard hasYear, date.contains(where: { $0.contains(":") }) else { return nil }
        return DateParser.parse(Array(date.joined(separator: " ").utf8)[...])
    }

    private static func isDay(_ word: Substring) -> Bool {
        let name = word.hasSuffix(",") ? word.dropLast() : word
        return days.contains(String(name))
    }
}
