import Glibc
import MailModel

/// The time of day.
enum SystemClock {
    static var now: MailDate { MailDate(secondsSince1970: Int64(time(nil))) }
}
