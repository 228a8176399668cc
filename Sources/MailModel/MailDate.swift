/// A moment, to the second.
package struct MailDate: Hashable, Comparable, Sendable, Codable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package var secondsSince1970: Int64

    package init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

    package static func < (left: Self, right: Self) -> Bool { left.secondsSince1970 < right.secondsSince1970 }

    /// So much later; at the end of time where that is beyond it.
    package func adding(_ duration: Duration) -> MailDate {
        let (sum, isOver) = secondsSince1970.addingReportingOverflow(duration.components.seconds)
        return MailDate(secondsSince1970: isOver ? .max / 2 : sum)
    }
}

/// A moment in the words of a calendar (proleptic Gregorian), at some offset from UTC.
package struct CalendarDate: Hashable, Sendable {
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int
    /// 0 to 23.
    package var hour: Int
    package var minute: Int
    package var second: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// What a calendar on the wall shows at `date`, `offset` seconds east of UTC.
    package init(_ date: MailDate, secondsEastOfUTC offset: Int = 0) {
        let limit: Int64 = 253_402_300_799  // 9999-12-31T23:59:59Z
        let seconds = max(-limit, min(limit, date.secondsSince1970)) + Int64(offset)
        let days = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
        let secondOfDay = Int(seconds - days * 86_400)
        (year, month, day) = Self.civil(fromDays: Int(days))
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
    }

    /// The moment at which a calendar `offset` seconds east of UTC shows this.
    package func date(secondsEastOfUTC offset: Int = 0) -> MailDate {
        let seconds = daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        return MailDate(secondsSince1970: Int64(seconds))
    }

    /// 0 = Sunday to 6 = Saturday.
    package var weekday: Int { ((daysSince1970 % 7) + 11) % 7 }

    package var daysSince1970: Int {
        // Years begin in March, so that the leap day is a year's last day.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension MailDate {
    /// RFC 3339 in UTC: `2023-05-03T14:02:00Z`.
    package var rfc3339: String {
        let date = CalendarDate(self)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let digits = String(abs(date.year))
        let year = (date.year < 0 ? "-" : "") + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let time = "\(two(date.hour)):\(two(date.minute)):\(two(date.second))"
        return "\(year)-\(two(date.month))-\(two(date.day))T\(time)Z"
    }
}
