import Glibc

extension Dovecot {
    /// Puts a message into a mailbox, as a delivery agent would.
    ///
    /// - Parameters:
    ///   - octets: The message; IMAP and POP3 give it back octet for octet if its lines end with CRLF.
    ///   - user: Any name.
    ///   - mailbox: With `/` between levels; made if need be.
    ///   - date: INTERNALDATE, in seconds since 1970.
    ///   - flags: Maildir's letters in their order: `DFRST` for draft, flagged, answered, seen, deleted.
    package func deliver(
        _ octets: [UInt8], to user: String, mailbox: String = "INBOX", date: Int64 = 1_700_000_000,
        flags: String? = nil
    ) {
        let maildir = makeMaildir(of: user, mailbox)
        deliver(octets, into: maildir, date: date, flags: flags)
    }

    /// Puts many small messages into a mailbox, a minute between each and the next.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - user: Any name.
    ///   - mailbox: With `/` between levels.
    ///   - message: The n-th message, from 1; a short one with a subject of its number if none.
    package func deliverMany(
        _ count: Int, to user: String, mailbox: String = "INBOX",
        message: (Int) -> [UInt8] = { Dovecot.shortMessage($0) }
    ) {
        let maildir = makeMaildir(of: user, mailbox)
        for number in 0..<count {
            deliver(message(number + 1), into: maildir, date: 1_600_000_000 + Int64(number) * 60, flags: nil)
        }
    }

    /// A message that says which it is.
    package static func shortMessage(_ number: Int) -> [UInt8] {
        Array(
            """
            From: Ada \(number % 97) <ada\(number % 97)@example.org>\r
            To: Charles <charles@example.org>\r
            Subject: Message \(number)\r
            Message-ID: <\(number)@example.org>\r
            Date: Wed, 15 Nov 2023 00:00:00 +0000\r
            MIME-Version: 1.0\r
            Content-Type: text/plain; charset=utf-8\r
            \r
            This is message \(number).\r

            """.utf8)
    }

    /// Makes the server give all messages of a mailbox new UIDs under a new UIDVALIDITY.
    package func changeUIDValidity(of mailbox: String = "INBOX", user: String) {
        let maildir = maildir(of: user, mailbox)
        for name in TestFiles.names(in: maildir) where name.hasPrefix("dovecot") { unlink(maildir + "/" + name) }
    }

    /// The files of a mailbox's messages.
    package func messageFiles(of user: String, mailbox: String = "INBOX") -> [String] {
        let maildir = maildir(of: user, mailbox)
        return ["new", "cur"].flatMap { part in
            TestFiles.names(in: "\(maildir)/\(part)").filter { !$0.hasPrefix(".") }.map { "\(maildir)/\(part)/\($0)" }
        }
    }

    // Maildir++: a mailbox is a folder below the INBOX's, a dot before each level's name.
    private func maildir(of user: String, _ mailbox: String) -> String {
        let inbox = "\(folder.path)/mail/\(user)/Maildir"
        if mailbox.uppercased() == "INBOX" { return inbox }
        return inbox + "/." + mailbox.split(separator: "/").joined(separator: ".")
    }

    private func makeMaildir(of user: String, _ mailbox: String) -> String {
        let maildir = maildir(of: user, mailbox)
        for name in ["mail/\(user)", "mail/\(user)/Maildir"] { folder.makeFolder(name, mode: 0o777) }
        let below = String(maildir.dropFirst(folder.path.utf8.count + 1))
        for name in [below, below + "/tmp", below + "/new", below + "/cur"] { folder.makeFolder(name, mode: 0o777) }
        return maildir
    }

    private func deliver(_ octets: [UInt8], into maildir: String, date: Int64, flags: String?) {
        // W is the size with CRLF for every line end, so that the server need not count.
        let loneLineFeeds = octets.indices.reduce(0) { count, index in
            octets[index] == 0x0A && (index == 0 || octets[index - 1] != 0x0D) ? count + 1 : count
        }
        let name = "\(date).M\(nextNumber())P\(getpid()).test,S=\(octets.count),W=\(octets.count + loneLineFeeds)"
        let written = "\(maildir)/tmp/\(name)"
        let isWritten = TestFiles.write(octets, to: written)
        precondition(isWritten, "\(written) cannot be written")
        var times = [timeval(tv_sec: Int(date), tv_usec: 0), timeval(tv_sec: Int(date), tv_usec: 0)]
        utimes(written, &times)
        // Seen at once or not at all (maildir(5)).
        rename(written, flags.map { "\(maildir)/cur/\(name):2,\($0)" } ?? "\(maildir)/new/\(name)")
    }
}
