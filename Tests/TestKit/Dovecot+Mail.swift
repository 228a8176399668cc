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
        maildirs.deliver(octets, into: maildirs.make(of: user, mailbox), date: date, flags: flags)
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
        let maildir = maildirs.make(of: user, mailbox)
        for number in 0..<count {
            maildirs.deliver(message(number + 1), into: maildir, date: 1_600_000_000 + Int64(number) * 60)
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
        let maildir = maildirs.path(of: user, mailbox)
        for name in TestFiles.names(in: maildir) where name.hasPrefix("dovecot") { unlink(maildir + "/" + name) }
    }

    /// The files of a mailbox's messages.
    package func messageFiles(of user: String, mailbox: String = "INBOX") -> [String] {
        Maildirs.messageFiles(in: maildirs.path(of: user, mailbox))
    }
}
