import MailModel

/// Dates as people say them, seen from now.
struct DateText {
    let now: MailDate
    let timeZone: @Sendable (MailDate) -> Int

    /// At most nine columns: `14:02`, `yesterday`, `Tue`, `3 May`, `May 2023`.
    ///
    /// What lies ahead is said in full, because a clock is wrong somewhere.
    func short(_ date: MailDate) -> String {
        let day = calendar(date)
        let today = calendar(now)
        switch today.daysSince1970 - day.daysSince1970 {
        case 0: return time(day)
        case 1: return "yesterday"
        case 2...6: return Self.weekdays[day.weekday]
        case _ where day.year == today.year: return "\(day.day) \(Self.months[day.month - 1])"
        case _ where day.year < 1970 || day.year > 9999: return "no date"
        default: return "\(Self.months[day.month - 1]) \(day.year)"
        }
    }

    /// `Tue 3 May 2023, 14:02`.
    func long(_ date: MailDate) -> String {
        let day = calendar(date)
        let month = Self.months[day.month - 1]
        return "\(Self.weekdays[day.weekday]) \(day.day) \(month) \(day.year), \(time(day))"
    }

    /// `14:02` today, `yesterday 14:02`, else the day with its time.
    func moment(_ date: MailDate) -> String {
        let day = calendar(date)
        switch calendar(now).daysSince1970 - day.daysSince1970 {
        case 0: return time(day)
        case 1: return "yesterday \(time(day))"
        default: return "\(short(date)) \(time(day))"
        }
    }

    /// `9 December`, with the year where it is another one.
    func day(_ date: MailDate) -> String {
        let day = calendar(date)
        let year = day.year == calendar(now).year ? "" : " \(day.year)"
        return "\(day.day) \(Self.longMonths[day.month - 1])\(year)"
    }

    /// `14:02`.
    func clock(_ date: MailDate) -> String { time(calendar(date)) }

    private func calendar(_ date: MailDate) -> CalendarDate {
        CalendarDate(date, secondsEastOfUTC: timeZone(date))
    }

    private func time(_ date: CalendarDate) -> String { "\(two(date.hour)):\(two(date.minute))" }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let longMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
