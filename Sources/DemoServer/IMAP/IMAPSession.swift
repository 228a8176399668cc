import IMAP
import MailModel

/// One IMAP connection from the greeting to its end (RFC 9051 §3).
///
///     not authenticated ──login──▶ authenticated ◀──▶ selected
///                                       └──LOGOUT──▶ over ◀──┘
///
/// Commands are carried out one after the other, as many as have arrived; the answers go out
/// together. Changes by others are told before a command's tagged answer, in IDLE at once.
struct IMAPSession {
    enum Phase: Equatable {
        case notAuthenticated
        /// The next line answers AUTHENTICATE.
        case authenticating(Tag)
        case authenticated
        /// Until DONE.
        case idling(Tag)
        case over
    }

    /// Wrong passwords until the connection is closed.
    static let mostFailures = 5

    let connection: Connection
    let host: MailHost
    let options: DemoServer.Options
    var phase = Phase.notAuthenticated
    /// The user's mail once logged in.
    var mail: UserMail?
    /// The selected mailbox.
    var selection: Selection?
    /// What ENABLE, or the use of it, has switched on.
    var enabled: Set<IMAPExtension> = []
    var failures = 0
    /// Answers not yet sent.
    var output = WireWriter(literals: .server)
    private var framer = CommandFramer()

    init(connection: Connection, host: MailHost, options: DemoServer.Options) {
        self.connection = connection
        self.host = host
        self.options = options
    }

    /// Serves the connection until one side ends it.
    mutating func run() async throws(Connection.Lost) {
        do {
            try await converse()
        } catch {
            await endSelection()
            throw error
        }
        await endSelection()
    }

    private mutating func converse() async throws(Connection.Lost) {
        untagged("OK [CAPABILITY \(capabilities)] Postern demo IMAP server ready")
        try await flush()
        for await event in connection.events {
            switch event {
            case .octets(let octets):
                framer.append(octets)
                try await obeyReceived()
                connection.used(octets.count)
            case .mailboxChanged:
                // Between commands, news wait for the next one (RFC 9051 §5.2).
                if case .idling = phase { await tellChanges(withExpunges: true) }
            }
            try await flush()
            if phase == .over { return }
        }
    }

    /// Carries out all commands that have arrived whole.
    private mutating func obeyReceived() async throws(Connection.Lost) {
        while phase != .over {
            switch phase {
            case .notAuthenticated, .authenticated, .over:
                guard try await obeyNext() else { return }
            case .authenticating(let tag):
                guard let line = nextLine() else { return }
                await conclude(SASLPlain.logIn(line, at: host), tag)
            case .idling(let tag):
                guard let line = nextLine() else { return }
                phase = .authenticated
                let isDone = line.count == 4 && String(decoding: line, as: UTF8.self).uppercased() == "DONE"
                tagged(tag, isDone ? "OK IDLE ended" : "BAD Expected DONE")
            }
            try await flush(above: 65_536)
        }
    }

    /// Carries out the next command; false where it has not arrived whole.
    private mutating func obeyNext() async throws(Connection.Lost) -> Bool {
        switch framer.next(limits) {
        case .incomplete: return false
        case .needsContinuation:
            output.write("+ OK\r\n")
            try await flush()
        case .command(let octets): try await obey(octets)
        case .tooBig(let command):
            guard let parser = CommandParser(command) else {
                untagged("BAD Literal too large")
                break
            }
            tagged(parser.tag, "NO [TOOBIG] Literal too large")
        case .lost: sayBye("Too long")
        }
        return true
    }

    private mutating func nextLine() -> [UInt8]? {
        do {
            return try framer.nextLine(limit: 12_288)
        } catch {
            sayBye("Line too long")
            return nil
        }
    }

    /// Before login little is taken, as it may be anybody's.
    private var limits: CommandFramer.Limits {
        let hasLiteralPlus = options.imapExtensions.contains(.literalPlus)
        guard phase == .authenticated else {
            return CommandFramer.Limits(command: 8192, append: 0, takesNonSynchronizing: hasLiteralPlus)
        }
        return CommandFramer.Limits(
            command: 65_536, append: options.appendLimit, takesNonSynchronizing: hasLiteralPlus)
    }

    /// Sends what has been written, if there is more of it than `limit` octets.
    mutating func flush(above limit: Int = 0) async throws(Connection.Lost) {
        guard output.octets.count > limit else { return }
        let octets = output.octets
        output = WireWriter(literals: .server)
        try await connection.write(octets)
    }

    // MARK: - Lines

    mutating func untagged(_ text: String) {
        output.write("* ")
        output.writeText(text)
        output.write("\r\n")
    }

    mutating func tagged(_ tag: Tag, _ text: String) {
        output.write(tag)
        output.write(" ")
        output.writeText(text)
        output.write("\r\n")
    }

    mutating func sayBye(_ reason: String) {
        untagged("BYE \(reason)")
        phase = .over
    }
}
