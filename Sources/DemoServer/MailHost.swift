import MailModel

/// All users of the embedded servers: who may log in, and whose mail it is then.
struct MailHost: Sendable {
    private struct Entry: Sendable {
        let password: String
        let mail: UserMail
    }

    private let users: [String: Entry]

    init(_ mail: DemoMail) {
        var users: [String: Entry] = [:]
        // UIDVALIDITY counts from the time of day: another run's UIDs are another's (RFC 9051 §2.3.1.1).
        let first = UInt32(truncatingIfNeeded: SystemClock.now.secondsSince1970 & 0x7FFF_FFFF)
        for (index, user) in mail.users.enumerated() {
            let validity = first + UInt32(truncatingIfNeeded: index * 100_000)
            users[user.name] = Entry(
                password: user.password, mail: UserMail(user.mailboxes, firstValidity: validity))
        }
        self.users = users
    }

    /// The user's mail, where name and password are right.
    func logIn(_ name: some Sequence<UInt8>, password: some Sequence<UInt8>) -> UserMail? {
        guard let entry = users[String(decoding: Array(name), as: UTF8.self)],
            entry.password.utf8.elementsEqual(password)
        else { return nil }
        return entry.mail
    }

    func mail(of name: String) -> UserMail? { users[name]?.mail }
}
