import Glibc
import MailModel

/// The machine's calendar clock and its time zone.
enum WallClock {
    static var now: MailDate { MailDate(secondsSince1970: Int64(time(nil))) }

    /// Seconds east of UTC at a moment, here.
    static func secondsEastOfUTC(at date: MailDate) -> Int {
        var seconds = time_t(date.secondsSince1970)
        var local = tm()
        return localtime_r(&seconds, &local) == nil ? 0 : local.tm_gmtoff
    }
}
