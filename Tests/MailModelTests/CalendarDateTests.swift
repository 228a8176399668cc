import MailModel
import Testing

@Suite("dates of the proleptic Gregorian calendar")
struct CalendarDateTests {
    /// Seconds since 1970, RFC 3339, weekday from Sunday.
    static let table: [(Int64, String, Int)] = [
        (0, "1970-01-01T00:00:00Z", 4), (-1, "1969-12-31T23:59:59Z", 3), (951_782_399, "2000-02-28T23:59:59Z", 1),
        (951_782_400, "2000-02-29T00:00:00Z", 2), (951_868_800, "2000-03-01T00:00:00Z", 3),
        (1_683_122_520, "2023-05-03T14:02:00Z", 3), (4_107_542_399, "2100-02-28T23:59:59Z", 0),
        (4_107_542_400, "2100-03-01T00:00:00Z", 1), (-2_203_891_200, "1900-03-01T00:00:00Z", 4),
        (-62_135_596_800, "0001-01-01T00:00:00Z", 1), (253_402_300_799, "9999-12-31T23:59:59Z", 5),
        (-62_167_219_201, "-0001-12-31T23:59:59Z", 5),
    ]

    @Test("read as a calendar shows them", arguments: table)
    func reads(_ seconds: Int64, _ text: String, _ weekday: Int) {
        let date = MailDate(secondsSince1970: seconds)
        #expect(date.rfc3339 == text)
        #expect(CalendarDate(date).weekday == weekday)
        #expect(CalendarDate(date).date() == date)
    }

    @Test("shift with the offset from UTC", arguments: [0, 3_600, -19_800, 50_400])
    func offsets(_ offset: Int) {
        let date = MailDate(secondsSince1970: 1_683_122_520)
        let calendar = CalendarDate(date, secondsEastOfUTC: offset)
        #expect(calendar.date(secondsEastOfUTC: offset) == date)
        #expect(calendar == CalendarDate(MailDate(secondsSince1970: 1_683_122_520 + Int64(offset))))
    }

    @Test("end at the year 9999", arguments: [Int64.max, Int64.min])
    func bounded(_ seconds: Int64) {
        let year = CalendarDate(MailDate(secondsSince1970: seconds), secondsEastOfUTC: 3_600).year
        #expect(abs(year) <= 10_000)
    }
}
