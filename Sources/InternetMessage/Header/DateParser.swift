package import MailModel

/// Dates of messages (RFC 5322 §3.3 and §4.3).
///
/// Liberal: a date is read by what its words look like, not by their places, so that
/// asctime's order, ISO 8601, two-digit years, missing seconds, missing zones (then UTC) and
/// names of zones are read too.
package struct DateParser {
    private var year: Int?
    private var month: Int?
    private var day: Int?
    private var time: (hour: Int, minute: Int, second: Int)?
    /// Seconds east of UTC.
    private var offset: Int?
    private var isAfternoon: Bool?

    private init() {}

    /// The moment; nothing where it can't be told.
    package static func parse(_ raw: ArraySlice<UInt8>) -> MailDate? {
        // No date is longer; a megabyte of words is none.
        let octets = Array(raw.trimmed.prefix(200))
        var parser = DateParser()
        var position = 0
        while position < octets.count {
            position = parser.take(octets, at: position)
        }
        return parser.date()
    }

    private func date() -> MailDate? {
        guard let year, let month, let day, (1...12).contains(month), (1...31).contains(day), year < 10_000 else {
            return nil
        }
        var hour = time?.hour ?? 0
        if let isAfternoon, hour <= 12 { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        guard hour <= 24, (time?.minute ?? 0) < 60, (time?.second ?? 0) <= 60 else { return nil }
        let calendar = CalendarDate(
            year: year, month: month, day: day, hour: hour, minute: time?.minute ?? 0, second: time?.second ?? 0)
        return calendar.date(secondsEastOfUTC: offset ?? 0)
    }

    /// Reads the word at `start`; gives where the next one begins.
    private mutating func take(_ octets: [UInt8], at start: Int) -> Int {
        let octet = octets[start]
        if octet == ASCII.openParenthesis {
            return octets[start...].firstIndex(of: ASCII.closeParenthesis).map { $0 + 1 } ?? octets.count
        }
        if octet.isDigit { return takeNumbers(octets, at: start) }
        if octet.isLetter {
            let end = octets[start...].firstIndex { !$0.isLetter } ?? octets.count
            takeWord(octets[start..<end])
            return end
        }
        let isSign = octet == ASCII.plus || octet == ASCII.hyphen
        if isSign, time != nil, start + 1 < octets.count, octets[start + 1].isDigit {
            return takeZone(octets, at: start)
        }
        return start + 1
    }

    // day, year, time-of-day, or an ISO date: digits with ":", "-", "/" or "." between them
    private mutating func takeNumbers(_ octets: [UInt8], at start: Int) -> Int {
        var numbers: [Int] = []
        var lengths: [Int] = []
        var separator: UInt8 = 0
        var position = start
        while position < octets.count, octets[position].isDigit, numbers.count < 4 {
            let end = octets[position...].firstIndex { !$0.isDigit } ?? octets.count
            numbers.append(octets[position..<end].prefix(9).reduce(0) { $0 * 10 + Int($1 &- 0x30) })
            lengths.append(end - position)
            position = end
            guard end + 1 < octets.count, octets[end + 1].isDigit, Self.separates(octets[end]) else { break }
            if separator == 0 { separator = octets[end] }
            // "2023-05-03T14:02:00-0700": the zone's sign is no separator.
            guard separator == octets[end] else { break }
            position = end + 1
        }
        takeNumbers(numbers, lengths: lengths, separator: separator)
        return position
    }

    private static func separates(_ octet: UInt8) -> Bool {
        octet == ASCII.colon || octet == ASCII.hyphen || octet == ASCII.slash || octet == ASCII.dot
    }

    private mutating func takeNumbers(_ numbers: [Int], lengths: [Int], separator: UInt8) {
        switch (separator, numbers.count) {
        case (0, _): takeNumber(numbers[0], digits: lengths[0])
        case (ASCII.colon, 2...): takeTime(numbers)
        // `14.02.00` stands after the day, `03.05.2023` before there is one.
        case (ASCII.dot, 2...) where day != nil: takeTime(numbers)
        case (_, 3...): takeDate(numbers, digits: lengths)
        default: break
        }
    }

    private mutating func takeTime(_ numbers: [Int]) {
        guard time == nil else { return }
        time = (numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
    }

    /// `2023-05-03`, `03.05.2023`, `5/13/2023`.
    private mutating func takeDate(_ numbers: [Int], digits: [Int]) {
        guard year == nil, month == nil, day == nil else { return }
        if digits[0] == 4 {
            (year, month, day) = (numbers[0], numbers[1], numbers[2])
        } else if numbers[1] > 12 {
            (year, month, day) = (Self.fullYear(numbers[2], digits: digits[2]), numbers[0], numbers[1])
        } else {
            (year, month, day) = (Self.fullYear(numbers[2], digits: digits[2]), numbers[1], numbers[0])
        }
    }

    private mutating func takeNumber(_ number: Int, digits: Int) {
        if day == nil, digits <= 2 {
            day = number
        } else if year == nil, digits <= 4 {
            year = Self.fullYear(number, digits: digits)
        }
    }

    // RFC 5322 §4.3: two digits 00 to 49 are 2000 to 2049; others, and three digits, count from 1900.
    private static func fullYear(_ number: Int, digits: Int) -> Int {
        switch digits {
        case ...2: number < 50 ? number + 2000 : number + 1900
        case 3: number + 1900
        default: number
        }
    }

    // zone = ("+" / "-") 4DIGIT
    //
    // Liberal: `+2`, `+02`, `+02:00`, `GMT+2`.
    private mutating func takeZone(_ octets: [UInt8], at start: Int) -> Int {
        var (digits, position) = ([Int](), start + 1)
        while position < octets.count, digits.count < 4 {
            if octets[position].isDigit {
                digits.append(Int(octets[position] &- 0x30))
            } else if octets[position] != ASCII.colon || digits.count > 2 {
                break
            }
            position += 1
        }
        let isHoursOnly = digits.count <= 2
        let number = digits.reduce(0) { $0 * 10 + $1 }
        let minutes = isHoursOnly ? number * 60 : number / 100 * 60 + number % 100
        if minutes <= 24 * 60 { offset = minutes * (octets[start] == ASCII.hyphen ? -60 : 60) }
        return octets[position...].firstIndex { !$0.isDigit } ?? octets.count
    }

    // day-name, month-name, obs-zone, AM and PM
    private mutating func takeWord(_ word: ArraySlice<UInt8>) {
        let text = word.lowercasedText
        if month == nil, let index = Self.months.firstIndex(of: String(text.prefix(3))) {
            month = index + 1
        } else if text == "am" || text == "pm" {
            isAfternoon = text == "pm"
        } else if offset == nil, time != nil, let hours = Self.zones[text] {
            offset = hours * 3600
        }
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Hours east of UTC (RFC 5322 §4.3); a military letter other than Z means nothing certain, so UTC.
    private static let zones = [
        "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
        "pst": -8, "pdt": -7, "wet": 0, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "eet": 2,
        "eest": 3, "msk": 3, "jst": 9, "kst": 9,
    ]
}
