package import MailModel

/// Dates as message headers write them (RFC 5322 §3.3).
package enum HeaderDate {
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// `Wed, 3 May 2023 16:02:00 +0200`.
    package static func text(_ date: MailDate, secondsEastOfUTC offset: Int) -> String {
        let day = CalendarDate(date, secondsEastOfUTC: offset)
        return "\(weekdays[day.weekday]), \(day.day) \(months[day.month - 1]) \(day.year) \(time(day)) \(zone(offset))"
    }

    /// `16:02:00`.
    static func time(_ date: CalendarDate) -> String {
        "\(two(date.hour)):\(two(date.minute)):\(two(date.second))"
    }

    /// `+0200`.
    static func zone(_ offset: Int) -> String {
        (offset < 0 ? "-" : "+") + two(abs(offset) / 3600) + two(abs(offset) / 60 % 60)
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
