import MailModel

/// One POP3 connection from the greeting to its end (RFC 1939).
///
///     authorization ──login──▶ transaction ──QUIT──▶ update, over
///
/// Only QUIT in the transaction state removes messages; a connection that breaks removes none.
struct POP3Session {
    enum State {
        /// With the name that USER gave.
        case authorization(user: [UInt8]?)
        /// The next line answers AUTH's challenge.
        case authenticating
        case transaction
        case over
    }

    /// Commands are short, but AUTH's answers may be longer (RFC 2449 §4, RFC 5034 §4).
    private static let lineLimit = 12_288
    /// Wrong passwords until the connection is closed.
    private static let mostFailures = 5

    let connection: Connection
    let host: MailHost
    let extensions: Set<POP3Extension>
    private var state = State.authorization(user: nil)
    /// The user's mail while this session has the maildrop to itself.
    private var mail: UserMail?
    private(set) var drop = Maildrop()
    private var received = OctetQueue()
    /// Answers not yet sent.
    var output: [UInt8] = []
    private var failures = 0

    init(connection: Connection, host: MailHost, extensions: Set<POP3Extension>) {
        self.connection = connection
        self.host = host
        self.extensions = extensions
    }

    /// Serves the connection until one side ends it.
    mutating func run() async throws(Connection.Lost) {
        do {
            try await converse()
        } catch {
            await release()
            throw error
        }
        await release()
    }

    private mutating func converse() async throws(Connection.Lost) {
        answer("+OK Postern demo POP3 server ready")
        try await flush()
        for await case .octets(let octets) in connection.events {
            received.append(octets)
            while let line = takeLine() {
                await obey(line)
                if output.count > 65_536 { try await flush() }
                if case .over = state { break }
            }
            try await flush()
            if case .over = state { return }
            connection.used(octets.count)
        }
    }

    /// The next line, unless the session is over; one that is too long ends the session.
    private mutating func takeLine() -> [UInt8]? {
        if case .over = state { return nil }
        do {
            return try received.takeLine(limit: Self.lineLimit)
        } catch {
            answer("-ERR Line too long")
            state = .over
            return nil
        }
    }

    private mutating func flush() async throws(Connection.Lost) {
        try await connection.write(output)
        output.removeAll(keepingCapacity: output.count < 1 << 20)
    }

    /// Gives the maildrop back; what QUIT has not removed stays.
    private mutating func release() async {
        await mail?.unlockMaildrop()
        mail = nil
    }

    // MARK: - Commands

    private mutating func obey(_ line: [UInt8]) async {
        switch state {
        case .authorization(let user): await authorize(POP3Command(line), user: user)
        case .authenticating: await conclude(SASLPlain.logIn(line, at: host))
        case .transaction: await transact(POP3Command(line))
        case .over: break
        }
    }

    private mutating func authorize(_ command: POP3Command, user: [UInt8]?) async {
        switch command {
        case .capa: writeCapabilities()
        case .quit:
            answer("+OK Bye")
            state = .over
        case .user(let name) where extensions.contains(.user):
            state = .authorization(user: name)
            answer("+OK")
        case .pass(let password) where extensions.contains(.user):
            guard let user else { return answer("-ERR USER first") }
            state = .authorization(user: nil)
            await conclude(host.logIn(user, password: password).map(SASLPlain.Outcome.loggedIn) ?? .refused)
        case .auth(let mechanism, let initial) where extensions.contains(.saslPlain):
            await authenticate(mechanism, initial)
        case .malformed: answer("-ERR Wrong arguments")
        default: answer("-ERR Unknown command, or not before login")
        }
    }

    private mutating func authenticate(_ mechanism: String?, _ initial: [UInt8]?) async {
        guard let mechanism else {
            // RFC 1734's own way to ask, older than CAPA.
            answer("+OK")
            answer("PLAIN")
            return answer(".")
        }
        guard mechanism == "PLAIN" else { return answer("-ERR Unknown mechanism") }
        guard let initial else {
            state = .authenticating
            return answer("+ ")
        }
        await conclude(SASLPlain.logIn(initial, at: host))
    }

    private mutating func conclude(_ outcome: SASLPlain.Outcome) async {
        state = .authorization(user: nil)
        switch outcome {
        case .loggedIn(let mail): await openMaildrop(of: mail)
        case .cancelled: answer("-ERR Cancelled")
        case .malformed: answer("-ERR Not as RFC 4616 has it")
        case .refused:
            failures += 1
            answer("-ERR", code: "AUTH", unless: .authResponseCode, "Wrong name or password")
            if failures >= Self.mostFailures { state = .over }
        }
    }

    private mutating func openMaildrop(of mail: UserMail) async {
        guard let drop = await mail.lockMaildrop() else {
            return answer("-ERR", code: "IN-USE", unless: .responseCodes, "Another session has the maildrop")
        }
        (self.mail, self.drop) = (mail, drop)
        state = .transaction
        answer("+OK \(drop.numbers.count) messages")
    }

    private mutating func transact(_ command: POP3Command) async {
        switch command {
        case .capa: writeCapabilities()
        case .noop: answer("+OK")
        case .stat: answer("+OK \(drop.numbers.count) \(drop.sizeInOctets)")
        case .list(let number): writeListing(of: number) { "\($0.size(of: $1))" }
        case .uidl(let number) where extensions.contains(.uidl): writeListing(of: number) { $0.uniqueID(of: $1) }
        case .retr(let number): writeMessage(number)
        case .top(let number, let lines) where extensions.contains(.top): writeMessage(number, bodyLines: lines)
        case .dele(let number):
            guard drop[number] != nil else { return answer("-ERR No such message") }
            drop.delete(number)
            answer("+OK")
        case .rset:
            drop.reset()
            answer("+OK")
        case .quit:
            await mail?.removeFromMaildrop(drop.deleted)
            await release()
            state = .over
            answer("+OK \(drop.deleted.count) messages removed")
        case .malformed: answer("-ERR Wrong arguments")
        default: answer("-ERR Unknown command, or not after login")
        }
    }
}
