import Glibc
import MailModel

/// The moment from which the sample mail's dates are counted.
struct SampleClock: Sendable {
    let now: MailDate
    /// Of the reader's wall.
    let secondsEastOfUTC: Int

    init(now: MailDate, secondsEastOfUTC: Int) {
        self.now = now
        self.secondsEastOfUTC = secondsEastOfUTC
    }

    /// The machine's own offset from UTC.
    static func localOffset(at date: MailDate) -> Int {
        var seconds = time_t(date.secondsSince1970)
        var calendar = tm()
        guard localtime_r(&seconds, &calendar) != nil else { return 0 }
        return calendar.tm_gmtoff
    }

    func date(_ age: SampleMessage.Age) -> MailDate {
        switch age {
        case .minutes(let minutes): return MailDate(secondsSince1970: now.secondsSince1970 - Int64(minutes) * 60)
        case .days(let days, let hour, let minute):
            var day = calendar(daysFromNow: -days)
            (day.hour, day.minute, day.second) = (hour, minute, (hour * 7 + minute * 13) % 60)
            return day.date(secondsEastOfUTC: secondsEastOfUTC)
        }
    }

    private func calendar(daysFromNow days: Int) -> CalendarDate {
        let moment = MailDate(secondsSince1970: now.secondsSince1970 + Int64(days) * 86_400)
        return CalendarDate(moment, secondsEastOfUTC: secondsEastOfUTC)
    }

    /// Replaces what stands in braces, where it is known.
    func fill(_ template: String, sent: MailDate) -> String {
        var output = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            output += rest[..<open]
            rest = rest[open...]
            guard let close = rest.firstIndex(of: "}"),
                let value = value(of: rest[rest.index(after: open)..<close], sent: sent)
            else {
                output.append(rest.removeFirst())
                continue
            }
            output += value
            rest = rest[rest.index(after: close)...]
        }
        return output + rest
    }

    private func value(of word: Substring, sent: MailDate) -> String? {
        switch word {
        case "date": return HeaderDate.text(sent, secondsEastOfUTC: secondsEastOfUTC)
        case "esc": return "\u{1B}"
        case "png": return SampleFiles.png
        case "pdf": return SampleFiles.pdf
        case "csv": return SampleFiles.csv
        default: break
        }
        let words = word.split(separator: " ")
        guard words.count == 2, let days = Int(words[1]) else { return nil }
        let day = calendar(daysFromNow: days)
        switch words[0] {
        case "day": return "\(day.year)\(HeaderDate.two(day.month))\(HeaderDate.two(day.day))"
        case "words": return "\(Self.weekdays[day.weekday]) \(day.day) \(Self.months[day.month - 1])"
        default: return nil
        }
    }

    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// Ends every line with CRLF, the last one too.
    static func lines(_ octets: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count + octets.count / 32)
        for octet in octets {
            if octet == 0x0A { output.append(0x0D) }
            output.append(octet)
        }
        if octets.last != 0x0A { output.append(contentsOf: [0x0D, 0x0A]) }
        return output
    }
}
