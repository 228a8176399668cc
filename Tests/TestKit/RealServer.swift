package import Transport

/// A mail server from the distribution, started by the tests: IMAP and POP3 on ports of its own, and what a test does
/// behind the back of what it tests.
package protocol RealServer: Sendable {
    /// Makes a user and its mailboxes, where they do not come by themselves.
    func add(user: String) throws

    /// Where to connect to, trusting this server's authority.
    func endpoint(_ service: Dovecot.Service, _ protection: Endpoint.Protection) -> Endpoint

    /// Puts a message into a mailbox.
    ///
    /// - Parameters:
    ///   - octets: The message.
    ///   - user: Whose.
    ///   - mailbox: With `/` between levels.
    ///   - date: INTERNALDATE, in seconds since 1970.
    ///   - flags: Maildir's letters in their order: `DFRST` for draft, flagged, answered, seen, deleted.
    /// - Throws: Where the server does not take it.
    func deliver(_ octets: [UInt8], to user: String, mailbox: String, date: Int64, flags: String?) throws

    /// What is in a mailbox now, in no order.
    func messages(of user: String, mailbox: String) throws -> [HeldMessage]

    /// Another UIDVALIDITY, and other UIDs: the messages that are left are numbered from 1.
    func renumber(_ mailbox: String, of user: String) throws

    /// Starts it, on the same ports and with the same mail as before.
    func start() throws

    /// Ends the server and all its connections at once, in the middle of whatever they do.
    func kill()

    /// The last lines that it wrote to its log.
    var log: String { get }
}

/// A message as a server holds it.
package struct HeldMessage: Sendable {
    package let octets: [UInt8]
    /// Maildir's letters.
    package let letters: Set<Character>
}

/// A server that cannot be started, or does not do what a test needs of it.
package struct ServerFailure: Error, CustomStringConvertible {
    package let description: String
    /// The server has said nothing for too long.
    package var isSilence = false
}

extension Dovecot: RealServer {
    /// Dovecot makes users and mailboxes when they are needed.
    package func add(user: String) {}

    package func messages(of user: String, mailbox: String) -> [HeldMessage] {
        Maildirs.messages(in: maildirs.path(of: user, mailbox))
    }

    package func renumber(_ mailbox: String, of user: String) {
        renumber(mailbox, of: user, validity: UInt32.random(in: 1_900_000_000...2_000_000_000))
    }
}
