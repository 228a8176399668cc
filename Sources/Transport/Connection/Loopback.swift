/// The one place where clear text may go: this computer.
enum Loopback {
    /// Whether a configured host is this computer without asking anybody.
    static func contains(host: String) -> Bool {
        host.lowercased() == "localhost" || contains(address: host)
    }

    /// 127.0.0.0/8 and ::1 (RFC 6890), as NIO and people write them.
    static func contains(address: String) -> Bool {
        if address == "::1" { return true }
        let numbers = address.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }
}
