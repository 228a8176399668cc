import BackendAPI
import IMAP
import MailModel
import Oddities
import SASL
import Secrets
import Transport

extension IMAPBackend {
    /// From nothing to a connection that is logged in.
    ///
    /// A server that lied about SASL-IR, or is not what it was at the last login, is tried once more, and believed in
    /// nothing.
    func logIn(_ foresight: Foresight?) async throws(BackendError) -> Link {
        let wasHonest = !memory.liesAboutInitialResponse
        do {
            return try await tryLogIn(foresight)
        } catch {
            let hasLied = wasHonest && memory.liesAboutInitialResponse
            guard hasLied || (memory.reliesOnServer && error.mayComeOfMemory) else { throw error }
            memory.server = nil
            return try await tryLogIn(foresight)
        }
    }

    private func tryLogIn(_ foresight: Foresight?) async throws(BackendError) -> Link {
        memory.reliesOnServer = false
        let stream: any ByteStream
        do {
            stream = try await connector.connect(to: endpoint)
        } catch {
            throw BackendError(error)
        }
        let connection = IMAPConnection(stream: stream, endpoint: endpoint, logger: logger, now: now)
        do {
            return try await greet(on: connection, foresight)
        } catch {
            await connection.fail(error)
            await stream.close()
            throw error
        }
    }

    private func greet(on connection: IMAPConnection, _ foresight: Foresight?) async throws(BackendError) -> Link {
        let isAuthenticated = try await connection.awaitGreeting()
        if endpoint.protection == .startTLS { try await startTLS(on: connection) }
        guard !isAuthenticated else {
            let capabilities = try await capabilities(of: connection)
            let sent = try await sendBehindLogin(on: connection, capabilities, nil)
            return try await link(over: connection, capabilities, sent)
        }
        var offered = try await offer(of: connection)
        var sent = try await authenticate(on: connection, offered: &offered, foresight)
        let mustBeAsked = await connection.capabilities == nil
        if let tag = sent?.asking { _ = try await connection.finish(tag) }
        let capabilities = try await capabilities(of: connection)
        if sent == nil { sent = try await sendBehindLogin(on: connection, capabilities, foresight) }
        let link = try await link(over: connection, capabilities, sent ?? SentBehindLogin())
        memory.server = RememberedServer(
            at: endpoint, before: offered, after: capabilities, mustBeAsked: mustBeAsked, enabled: link.enabled)
        return link
    }

    /// What the server offers before the login: as it says, as it said the last time, or as it is asked.
    private func offer(of connection: IMAPConnection) async throws(BackendError) -> Set<Capability> {
        if let told = await connection.capabilities {
            if told != memory.server?.before { memory.server = nil }
            return told
        }
        guard let remembered = memory.server else { return try await capabilities(of: connection) }
        memory.reliesOnServer = true
        return remembered.before
    }

    /// What the server can do, asked where it has not said so since TLS or login.
    func capabilities(of connection: IMAPConnection) async throws(BackendError) -> Set<Capability> {
        if let told = await connection.capabilities { return told }
        let tag = try await connection.send(.capability)
        let status = try await connection.finish(tag)
        guard status.condition == .ok, let told = await connection.capabilities else {
            throw .protocolViolation(reason: "the server does not say what it can do")
        }
        return told
    }

    func startTLS(on connection: IMAPConnection) async throws(BackendError) {
        if let told = await connection.capabilities, !told.contains(.startTLS) {
            throw .insecure(reason: "the server does not offer STARTTLS, which this account requires")
        }
        let status = try await connection.finish(connection.send(.startTLS))
        guard status.condition == .ok else {
            throw .insecure(
                reason: ServerWords.quoted(
                    status.shownText, after: "the server refused STARTTLS, which this account requires"))
        }
        try await connection.startTLS()
    }

    /// Logs in; returns what was sent along, where that was safe.
    ///
    /// Whoever tells a server that it offers no channel binding is refused by one that does (RFC 5802 §6): where that
    /// was only remembered, the server is asked.
    private func authenticate(
        on connection: IMAPConnection, offered: inout Set<Capability>, _ foresight: Foresight?
    ) async throws(BackendError) -> SentBehindLogin? {
        let candidates = try await candidates(of: offered, on: connection)
        do {
            return try await authenticate(on: connection, by: candidates, offered: offered, foresight)
        } catch {
            guard memory.reliesOnServer, candidates.first?.deniesOffer == true,
                let told = try? await capabilities(of: connection), told != offered
            else { throw error }
            memory.server = nil
            offered = told
            let candidates = try await self.candidates(of: told, on: connection)
            return try await authenticate(on: connection, by: candidates, offered: told, foresight)
        }
    }

    /// What may be tried, strongest first.
    ///
    /// Not the password itself where the server was known to do without, unless the configuration says so.
    private func candidates(
        of offered: Set<Capability>, on connection: IMAPConnection
    ) async throws(BackendError) -> [SASLCandidate] {
        let binding = await connection.stream.security?.binding
        let candidates = login.mechanisms.candidates(
            offered: offered.compactMap(\.mechanism), isProtected: true,
            binding: binding.map { ChannelBinding(kind: $0.kind, octets: $0.octets) })
        guard keepsSecretHidden else { return candidates }
        let hiding = candidates.filter { !$0.kind.sendsSecretInClear }
        guard !hiding.isEmpty else { throw .askedForHiddenSecret }
        return hiding
    }

    private var keepsSecretHidden: Bool { memory.hidesSecret && login.mechanisms == .automatic }

    private func authenticate(
        on connection: IMAPConnection, by candidates: [SASLCandidate], offered: Set<Capability>,
        _ foresight: Foresight?
    ) async throws(BackendError) -> SentBehindLogin? {
        let mechanisms = candidates.compactMap { candidate in
            Atom(candidate.kind.rawValue).map { (candidate: candidate, name: $0, exchange: begin(candidate)) }
        }
        var usable = offered
        let quirks = quirks(offered)
        if memory.liesAboutInitialResponse || quirks.contains(.noInitialResponse) { usable.remove(.saslIR) }
        // Transport lets clear text go to this computer only, so nobody can listen.
        let options = LoginStateMachine.Options(
            mechanisms: mechanisms.map { .init(name: $0.name, sendsFirst: $0.exchange.sendsFirst) },
            isProtected: true, permitsLogin: login.mechanisms == .automatic && !keepsSecretHidden)
        var machine = LoginStateMachine(options, capabilities: usable)
        var attempt = Attempt()
        var action = machine.begin()
        while true {
            switch action {
            case .authenticate(let mechanism, let withInitialResponse):
                attempt.candidate = mechanisms.first { $0.name == mechanism.name }?.candidate
                attempt.exchange = attempt.candidate.map(begin)
                let response = withInitialResponse ? try initialResponse(&attempt.exchange) : nil
                attempt.tag = try await connection.send(
                    .authenticate(mechanism: mechanism.name, initialResponse: response))
                // What follows at once must be no answer to a challenge: only where none is to come, as SCRAM's does.
                if attempt.exchange?.isComplete == true {
                    attempt.sent = try await sendAlong(on: connection, offered: offered, foresight)
                }
            case .login:
                (attempt.candidate, attempt.exchange) = (nil, nil)
                attempt.tag = try await connection.send(
                    .login(user: Array(login.credentials.username.utf8), password: login.credentials.secret.octets))
            case .respond(let challenge):
                if machine.liedAboutInitialResponse, attempt.sent != nil {
                    // The server has taken the next command for a response: begin anew.
                    memory.liesAboutInitialResponse = true
                    throw .protocolViolation(reason: "the server does not keep to SASL-IR")
                }
                action = try await respond(to: challenge, &attempt, &machine, on: connection)
                continue
            case .cancel:
                await connection.sendLine(CommandEncoder.cancelAuthentication, for: try attempt.login)
            case .finish(let outcome):
                memory.liesAboutInitialResponse = memory.liesAboutInitialResponse || machine.liedAboutInitialResponse
                let weaker = attempt.fallBack(after: outcome, among: candidates)
                guard weaker.isEmpty else {
                    return try await authenticate(on: connection, by: weaker, offered: offered, foresight)
                }
                try finish(outcome, attempt.exchange, quirks)
                memory.hidesSecret = attempt.candidate.map { !$0.kind.sendsSecretInClear } ?? false
                return attempt.sent
            }
            action = try await nextAction(attempt, &machine, on: connection)
        }
    }

    private struct Attempt {
        var candidate: SASLCandidate?
        /// Nothing where it is the LOGIN command.
        var exchange: (any SASLMechanism)?
        /// A challenge said no.
        var isRefused = false
        var tag: Tag?
        var sent: SentBehindLogin?

        mutating func respond(to challenge: [UInt8]) -> [UInt8]? {
            do throws(SASLError) { return try exchange?.respond(to: challenge) } catch {
                if case .refused = error { isRefused = true }
                return nil
            }
        }

        /// What to try after a refusal, be it the server's or, explained in a challenge, the mechanism's.
        func fallBack(
            after outcome: LoginStateMachine.Outcome, among candidates: [SASLCandidate]
        ) -> [SASLCandidate] {
            guard let candidate else { return [] }
            switch outcome {
            case .refused(let status) where status.postponement == nil: return candidate.fallBack(among: candidates)
            case .givenUp where isRefused: return candidate.fallBack(among: candidates)
            case .loggedIn, .refused, .noMechanism, .givenUp: return []
            }
        }

        var login: Tag {
            get throws(BackendError) {
                guard let tag else { throw .protocolViolation(reason: "an answer to no login") }
                return tag
            }
        }
    }

    private func begin(_ candidate: SASLCandidate) -> any SASLMechanism {
        candidate.begin(with: login.credentials, host: endpoint.host, port: endpoint.port)
    }

    private func initialResponse(_ exchange: inout (any SASLMechanism)?) throws(BackendError) -> Base64Line? {
        guard let octets = try? exchange?.respond(to: []) else {
            throw .authenticationFailed(serverText: "the user name or password can't be sent this way")
        }
        return Base64Line(SASLBase64.encode(octets))
    }

    private func respond(
        to challenge: [UInt8], _ attempt: inout Attempt, _ machine: inout LoginStateMachine,
        on connection: IMAPConnection
    ) async throws(BackendError) -> LoginStateMachine.Action {
        guard let decoded = SASLBase64.decode(challenge), let response = attempt.respond(to: decoded),
            let line = Base64Line(SASLBase64.encode(response))
        else { return try step(&machine, .mechanismFailed) }
        await connection.sendLine(CommandEncoder.response(line), for: try attempt.login)
        return try await nextAction(attempt, &machine, on: connection)
    }

    /// What the server's next answer to the login asks for.
    private func nextAction(
        _ attempt: Attempt, _ machine: inout LoginStateMachine, on connection: IMAPConnection
    ) async throws(BackendError) -> LoginStateMachine.Action {
        let tag = try attempt.login
        while let part = try await connection.next(tag) {
            if case .challenge(let text) = part { return try step(&machine, .continuation(text)) }
        }
        return try step(&machine, .tagged(try await connection.finish(tag)))
    }

    private func step(
        _ machine: inout LoginStateMachine, _ event: LoginStateMachine.Event
    ) throws(BackendError) -> LoginStateMachine.Action {
        do {
            return try machine.step(event)
        } catch {
            throw .protocolViolation(reason: "the server broke the protocol: \(error)")
        }
    }

    /// The account's secret is a token, and no password.
    private var wantsToken: Bool { [.only(.xoauth2), .only(.oauthBearer)].contains(login.mechanisms) }

    private func finish(
        _ outcome: LoginStateMachine.Outcome, _ exchange: (any SASLMechanism)?, _ quirks: Set<Quirk>
    ) throws(BackendError) {
        switch outcome {
        case .loggedIn:
            guard exchange?.isComplete ?? true else {
                throw .insecure(reason: "the server could not show that it knows the password")
            }
        case .refused(let status):
            throw BackendError(refusedLogin: status).explained(by: wantsToken ? [] : quirks)
        case .noMechanism:
            throw .authenticationFailed(serverText: "the server offers no way to log in that is allowed here")
        case .givenUp:
            throw .insecure(reason: "the server's part of the login was not in order")
        }
    }
}

extension BackendError {
    /// A refused password in the words of what the provider is known to want instead.
    fileprivate func explained(by quirks: Set<Quirk>) -> BackendError {
        guard case .authenticationFailed(.credentials, let text) = self else { return self }
        if quirks.contains(.tokensOnly) { return .authenticationFailed(.tokensOnly, serverText: text) }
        return quirks.contains(.appPassword) ? .authenticationFailed(.appPassword, serverText: text) : self
    }
}
