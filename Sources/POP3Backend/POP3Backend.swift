package import BackendAPI
package import Logging
package import MailModel
import POP3
package import SASL
package import Transport

/// A maildrop on a POP3 server (RFC 1939).
///
/// There is one connection, and one call at a time has its turn on it. A stream takes its turn
/// anew for each step, so that other calls come in between: whoever comes takes over what
/// the server still owes the stream, and keeps it for it.
package actor POP3Backend: MailBackend {
    /// What does not change from connection to connection.
    struct Settings: Sendable {
        let endpoint: Endpoint
        let connector: any Connector
        let login: Login
        let identifiesByRetrieving: Bool
        let log: Logger

        var place: String { "\(endpoint.host):\(endpoint.port)" }
    }

    let settings: Settings
    var connection: POP3Connection?
    var turn = Turn()
    var fetches: [ObjectIdentifier: ContentFetch] = [:]
    /// Unique-ids that more than one message had at some time: where only one is left, nobody knows which.
    var ambiguous: Set<String> = []
    // Counts disconnects: a connection that was being made meanwhile is not wanted any more.
    private var era = 0
    private var known = Capabilities()
    private var lacksUniqueIDs = false
    /// Where the last login could have been sent ahead of its answers: what the next one may count on.
    private var ahead: LoginAhead?
    /// Sessions in a row that ended because answers did not come that had been asked for ahead.
    private var lossCount = 0
    /// A login has worked here that does not show the server the password: it is not shown from then on.
    private var hidesSecret: Bool

    /// - Parameters:
    ///   - endpoint: Where the server is.
    ///   - connector: Makes connections.
    ///   - credentials: Who logs in.
    ///   - method: How.
    ///   - identifiesByRetrieving: A server with neither UIDL nor TOP is put up with: its messages are told apart by
    ///     fetching each once more than needed. For download-and-remove, where each is fetched only once in its life.
    ///   - memory: What an earlier backend remembered of the server.
    ///   - language: The locale whose language the server's texts should be in, as `LC_MESSAGES` names it.
    ///   - log: Where to; credentials and message text are left out.
    package init(
        endpoint: Endpoint, connector: any Connector, credentials: Credentials, method: LoginMethod = .automatic,
        identifiesByRetrieving: Bool = false, memory: ServerMemory? = nil, language: String? = nil,
        log: Logger = Logger(label: "pop3")
    ) {
        let login = Login(
            credentials: credentials, method: method, host: endpoint.host, port: endpoint.port,
            language: language.flatMap(LanguageTag.make))
        settings = Settings(
            endpoint: endpoint, connector: connector, login: login, identifiesByRetrieving: identifiesByRetrieving,
            log: log)
        ahead = LoginAhead(memory?.rest)
        hidesSecret = memory?.hidesSecret(at: settings.place) ?? false
    }

    package var serverMemory: ServerMemory? {
        ServerMemory(ahead?.memory, hidingSecretAt: hidesSecret ? settings.place : nil)
    }

    package var capabilities: BackendCapabilities {
        let delay = known.loginDelayInSeconds.map { Duration.seconds($0) }
        return BackendCapabilities(
            actions: [.remove], canPush: false, hasParts: false, isExclusive: true, loginDelay: delay,
            expiryInDays: known.expiryInDays, lacksUniqueIDs: connection?.lacksUniqueIDs ?? lacksUniqueIDs,
            words: Set(known.all.map(\.word)))
    }

    /// Needs no foresight: a maildrop is listed with the login where that is possible.
    package func connect(foreseeing foresight: Foresight?, following isFollowing: Bool) async throws(BackendError) {
        try await takeTurn()
        defer { passTurn() }
        _ = try await openConnection()
    }

    package func mailboxes() async throws(BackendError) -> [MailboxListing] {
        [MailboxListing(name: .inbox, role: .inbox)]
    }

    package func inboxSize() async throws(BackendError) -> MailboxSize? {
        try await takeTurn()
        defer { passTurn() }
        let reply = try await idleConnection().exchange(.status)
        // drop-listing = 1*DIGIT SP 1*DIGIT [SP text]
        let numbers = reply.text.split(separator: " ").prefix(2).compactMap { Int($0) }
        guard reply.isOK, numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        return MailboxSize(messages: numbers[0], octets: numbers[1])
    }

    /// Leaves the maildrop to others meanwhile, and never returns: POP3 tells of nothing.
    @discardableResult
    package func waitForChange(in mailbox: MailboxName) async throws(BackendError) -> Set<MailboxName> {
        try await takeTurn()
        await endSession()
        passTurn()
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(86_400)) }
        throw .cancelled
    }

    package func disconnect() async {
        era += 1
        guard let connection else { return }
        // A call under way ends with it. Without QUIT nothing is removed (RFC 1939 §6).
        guard turn.takeIfFree() else { return await connection.close() }
        await endSession()
        passTurn()
    }

    /// Closes without QUIT: nothing is removed by that (RFC 1939 §6).
    package func breakOff() async {
        era += 1
        await connection?.close()
    }

    /// The connection of this session, or a new one.
    ///
    /// The caller has its turn.
    func openConnection() async throws(BackendError) -> POP3Connection {
        if Task.isCancelled { throw .cancelled }
        if let connection, connection.isUsable { return connection }
        noteLosses()
        let begun = era
        let stream: any ByteStream
        do throws(TransportError) {
            stream = try await settings.connector.connect(to: settings.endpoint)
        } catch { throw BackendError(error) }
        let fresh = POP3Connection(stream, limits: settings.endpoint.limits, log: settings.log)
        guard begun == era else {
            throw await fresh.fail(.unreachable(reason: "the connection was closed"))
        }
        fresh.isOneByOne = isOneByOne
        connection = fresh
        do throws(BackendError) { try await logIn(on: fresh) } catch {
            // Also of a server that lets nobody in now: how long it wants to be left alone.
            if !fresh.capabilities.all.isEmpty { known = fresh.capabilities }
            if fresh.hasLostAnswers, !isOneByOne {
                // Before the login a server has nothing else to do: it is what was sent ahead.
                (ahead, lossCount) = (nil, Self.mostLosses - 1)
                return try await openConnection()
            }
            guard ahead != nil, error.mayComeOfMemory || !canLogInAhead(as: fresh.capabilities) else { throw error }
            // The server is not what it was.
            ahead = nil
            return try await openConnection()
        }
        known = fresh.capabilities
        ahead = canLogInAhead(as: known) && !isOneByOne ? LoginAhead(known) : nil
        return fresh
    }

    /// A line that has died loses answers, too: not before a second time in a row it is put down to the server.
    private static let mostLosses = 2

    /// The server loses what is sent ahead, although it announces PIPELINING.
    private var isOneByOne: Bool { lossCount >= Self.mostLosses }

    /// Learns from how the last session has ended.
    private func noteLosses() {
        guard let connection, !isOneByOne else { return }
        lossCount = connection.hasLostAnswers ? lossCount + 1 : 0
    }

    private func logIn(on connection: POP3Connection) async throws(BackendError) {
        let startingTLS = settings.endpoint.protection == .startTLS
        connection.hidesSecret = hidesSecret
        defer { hidesSecret = connection.hidesSecret }
        if let ahead, !hidesSecret {
            try await connection.logInAhead(settings.login, startingTLS: startingTLS, to: ahead)
        } else {
            try await connection.logIn(settings.login, startingTLS: startingTLS)
        }
    }

    private func canLogInAhead(as capabilities: Capabilities) -> Bool {
        settings.login.canBeSentAhead(to: capabilities)
    }

    /// The connection, with nothing under way on it.
    func idleConnection() async throws(BackendError) -> POP3Connection {
        if let connection, connection.isUsable { await settleFetch(on: connection, except: nil) }
        return try await openConnection()
    }

    /// Leaves the server, with nothing removed.
    ///
    /// The caller has its turn.
    func endSession() async {
        lacksUniqueIDs = connection?.lacksUniqueIDs ?? lacksUniqueIDs
        noteLosses()
        await connection?.leave(within: .milliseconds(900))
        connection = nil
    }
}
