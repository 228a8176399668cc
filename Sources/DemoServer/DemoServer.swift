import Glibc
package import MailModel
import NIOCore

/// An IMAP and a POP3 server on loopback, in clear, with mail in memory.
///
/// It is behind `postern demo`, and the tests' other side. The mail lives as long as this
/// value does: servers that are stopped and started again go on with what they had.
package actor DemoServer {
    /// Where the servers listen, on 127.0.0.1.
    package struct Ports: Hashable, Sendable {
        package let imap: Int
        package let pop3: Int
    }

    /// RFC 9051 §5.4 asks for at least 30 minutes, RFC 1939 §3 for at least 10.
    private static let idleLimits = (imap: TimeAmount.minutes(31), pop3: TimeAmount.minutes(10))

    private let host: MailHost
    private let options: Options
    private var listeners: [Listener] = []
    private var arrivals: Task<Void, Never>?

    package init(mail: DemoMail, options: Options = Options()) {
        host = MailHost(mail)
        self.options = options
    }

    /// Starts both servers.
    ///
    /// - Parameters:
    ///   - imapPort: 0 for any free port.
    ///   - pop3Port: 0 for any free port.
    /// - Returns: The ports they listen on.
    /// - Throws: What NIO throws where a port is taken.
    @discardableResult
    package func start(imapPort: Int = 0, pop3Port: Int = 0) async throws -> Ports {
        let (host, options) = (host, options)
        let imap = try await Listener.start(
            port: imapPort, options: options, idleLimit: Self.idleLimits.imap,
            refusal: "* BYE Too many connections\r\n"
        ) { connection throws(Connection.Lost) in
            var session = IMAPSession(connection: connection, host: host, options: options)
            try await session.run()
        }
        listeners.append(imap)
        let pop3 = try await Listener.start(
            port: pop3Port, options: options, idleLimit: Self.idleLimits.pop3,
            refusal: "-ERR Too many connections\r\n"
        ) { connection throws(Connection.Lost) in
            var session = POP3Session(connection: connection, host: host, extensions: options.pop3Extensions)
            try await session.run()
        }
        listeners.append(pop3)
        if let planned = options.arrivals, arrivals == nil { arrivals = Task { await receive(planned) } }
        return Ports(imap: imap.port, pop3: pop3.port)
    }

    /// Closes all connections; returns when every session has ended.
    package func stop() async {
        arrivals?.cancel()
        await arrivals?.value
        arrivals = nil
        for listener in listeners { await listener.stop() }
        listeners = []
    }

    // MARK: - What happens behind the clients' backs

    /// Delivers a message; sessions that wait for one are told at once.
    ///
    /// - Parameters:
    ///   - message: Its octets, lines ended by CRLF.
    ///   - user: The user's login name.
    ///   - mailbox: The mailbox.
    ///   - flags: What it is marked with from the start.
    ///   - date: INTERNALDATE; now where not given.
    /// - Returns: Its UID.
    /// - Throws: Where there is no such user or mailbox.
    @discardableResult
    package func deliver(
        _ message: [UInt8], to user: String, mailbox: MailboxName = .inbox, flags: Flags = [], date: MailDate? = nil
    ) async throws -> UInt32 {
        let received = date ?? MailDate(secondsSince1970: Int64(time(nil)))
        let content = DemoMessage(content: .octets(message), received: received, flags: flags)
        let added = try await mail(of: user).append([content], to: mailbox)
        return added.uids.first ?? 0
    }

    /// Removes messages as another client would.
    package func expunge(_ uids: [UInt32], from mailbox: MailboxName = .inbox, of user: String) async throws {
        let mail = try mail(of: user)
        await mail.expunge(uids, in: try await mail.state(of: mailbox).validity, onlyDeleted: false)
    }

    /// Replaces flags as another client would.
    package func setFlags(
        _ flags: Flags, of uids: [UInt32], in mailbox: MailboxName = .inbox, of user: String
    ) async throws {
        let mail = try mail(of: user)
        let validity = try await mail.state(of: mailbox).validity
        _ = await mail.changeFlags(FlagChange(kind: .replace, flags: flags), of: uids, in: validity)
    }

    /// Gives a mailbox a new UIDVALIDITY and its messages new UIDs.
    package func renewValidity(in mailbox: MailboxName = .inbox, of user: String) async throws {
        try await mail(of: user).renewValidity(of: mailbox)
    }

    /// A message as the server has it now.
    package struct Snapshot: Sendable {
        package let uid: UInt32
        package let octets: [UInt8]
        package let flags: Flags
        package let received: MailDate
    }

    /// What a mailbox holds now, by ascending UID.
    package func messages(in mailbox: MailboxName = .inbox, of user: String) async throws -> [Snapshot] {
        try await mail(of: user).messages(in: mailbox).map {
            Snapshot(uid: $0.uid, octets: $0.content.octets, flags: $0.flags, received: $0.received)
        }
    }

    /// There is no user of that name.
    package struct NoSuchUser: Error {
        package let name: String
    }

    private func mail(of user: String) throws -> UserMail {
        guard let mail = host.mail(of: user) else { throw NoSuchUser(name: user) }
        return mail
    }

    private func receive(_ planned: Arrivals) async {
        var pause = planned.first
        var next = 0
        while !planned.messages.isEmpty {
            // Cancelled: the servers stop.
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            let arrival = planned.messages[next % planned.messages.count]
            let now = MailDate(secondsSince1970: Int64(time(nil)))
            // Mail for a user who is not there is nobody's.
            _ = try? await deliver(arrival.message(now), to: arrival.user, date: now)
            next += 1
            let spread = planned.pause.upperBound - planned.pause.lowerBound
            pause = planned.pause.lowerBound + spread * Double.random(in: 0...1)
        }
    }
}
