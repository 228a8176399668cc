import CGlibc
import Glibc
import MailModel

/// The machine's calendar clock and its time zone, and the clock that nobody can set.
enum WallClock {
    static var now: MailDate { MailDate(secondsSince1970: Int64(time(nil))) }

    /// Time since the machine's start; nothing where it does not say which start that was.
    static var machine: MachineTime? {
        guard let boot else { return nil }
        var time = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
        return MachineTime(boot: boot, secondsSinceBoot: Int64(time.tv_sec))
    }

    // random(4): a new one at each start.
    private static let boot: String? = {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &octets, octets.count)
        let text = String(decoding: octets.prefix(max(0, count)), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }()

    /// Seconds east of UTC at a moment, here.
    static func secondsEastOfUTC(at date: MailDate) -> Int {
        var seconds = time_t(date.secondsSince1970)
        var local = tm()
        return localtime_r(&seconds, &local) == nil ? 0 : local.tm_gmtoff
    }
}
