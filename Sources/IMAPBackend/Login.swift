import BackendAPI
import IMAP
import MailModel
import SASL
import Transport

extension IMAPBackend {
    /// From nothing to a connection that is logged in.
    ///
    /// A server that lied about SASL-IR is tried once more without it.
    func logIn() async throws(BackendError) -> Link {
        let wasHonest = !memory.liesAboutInitialResponse
        do {
            return try await tryLogIn()
        } catch {
            guard wasHonest, memory.liesAboutInitialResponse else { throw error }
            return try await tryLogIn()
        }
    }

    private func tryLogIn() async throws(BackendError) -> Link {
        let stream: any ByteStream
        do {
            stream = try await connector.connect(to: endpoint)
        } catch {
            throw BackendError(error)
        }
        let connection = IMAPConnection(stream: stream, endpoint: endpoint, logger: logger)
        do {
            return try await greet(on: connection)
        } catch {
            await connection.fail(error)
            await stream.close()
            throw error
        }
    }

    private func greet(on connection: IMAPConnection) async throws(BackendError) -> Link {
        let isAuthenticated = try await connection.awaitGreeting()
        if endpoint.protection == .startTLS { try await startTLS(on: connection) }
        var enabling: Tag?
        if !isAuthenticated {
            let offered = try await capabilities(of: connection)
            enabling = try await authenticate(on: connection, offered: offered)
        }
        let capabilities = try await capabilities(of: connection)
        await connection.set(CommandEncoder(literals: .init(capabilities)))
        return try await enable(on: connection, capabilities: capabilities, pending: enabling)
    }

    /// What the server can do, asked where it has not said so since TLS or login.
    private func capabilities(of connection: IMAPConnection) async throws(BackendError) -> Set<Capability> {
        if let told = await connection.capabilities { return told }
        let tag = try await connection.send(.capability)
        let status = try await connection.finish(tag)
        guard status.condition == .ok, let told = await connection.capabilities else {
            throw .protocolViolation(reason: "the server does not say what it can do")
        }
        return told
    }

    private func startTLS(on connection: IMAPConnection) async throws(BackendError) {
        if let told = await connection.capabilities, !told.contains(.startTLS) {
            throw .insecure(reason: "the server does not offer STARTTLS, which this account requires")
        }
        let status = try await connection.finish(connection.send(.startTLS))
        guard status.condition == .ok else {
            throw .insecure(reason: "the server refused STARTTLS, which this account requires: \(status.shownText)")
        }
        try await connection.startTLS()
    }

    /// Logs in; returns the ENABLE that was sent along, where that was safe.
    private func authenticate(
        on connection: IMAPConnection, offered: Set<Capability>
    ) async throws(BackendError) -> Tag? {
        let kinds = login.mechanisms.mechanisms(offered: offered.compactMap(\.mechanism), isProtected: true)
        let mechanisms = kinds.compactMap { kind in
            Atom(kind.rawValue).map { (kind: kind, name: $0, exchange: begin(kind)) }
        }
        var usable = offered
        if memory.liesAboutInitialResponse { usable.remove(.saslIR) }
        // Transport lets clear text go to this computer only, so nobody can listen.
        let options = LoginStateMachine.Options(
            mechanisms: mechanisms.map { .init(name: $0.name, sendsFirst: $0.exchange.sendsFirst) },
            isProtected: true, permitsLogin: login.mechanisms == .automatic)
        var machine = LoginStateMachine(options, capabilities: usable)
        var exchange: (any SASLMechanism)?
        var attempt = Attempt()
        var action = machine.begin()
        while true {
            switch action {
            case .authenticate(let mechanism, let withInitialResponse):
                exchange = mechanisms.first { $0.name == mechanism.name }.map { begin($0.kind) }
                let response = withInitialResponse ? try initialResponse(&exchange) : nil
                attempt.tag = try await connection.send(
                    .authenticate(mechanism: mechanism.name, initialResponse: response))
                // What follows at once must be no answer to a challenge: only where none is to come, as SCRAM's does.
                if exchange?.isComplete == true, offered.contains(.enable) {
                    attempt.enabling = try await sendEnable(on: connection)
                }
            case .login:
                attempt.tag = try await connection.send(
                    .login(user: Array(login.credentials.username.utf8), password: login.credentials.secret.octets))
            case .respond(let challenge):
                if machine.liedAboutInitialResponse, attempt.enabling != nil {
                    // The server has taken the next command for a response: begin anew.
                    memory.liesAboutInitialResponse = true
                    throw .protocolViolation(reason: "the server does not keep to SASL-IR")
                }
                action = try await respond(to: challenge, &exchange, attempt, &machine, on: connection)
                continue
            case .cancel:
                await connection.sendLine(CommandEncoder.cancelAuthentication, for: try attempt.sent)
            case .finish(let outcome):
                memory.liesAboutInitialResponse = memory.liesAboutInitialResponse || machine.liedAboutInitialResponse
                try finish(outcome, exchange)
                return attempt.enabling
            }
            action = try await nextAction(attempt, &machine, on: connection)
        }
    }

    private struct Attempt {
        var tag: Tag?
        var enabling: Tag?

        var sent: Tag {
            get throws(BackendError) {
                guard let tag else { throw .protocolViolation(reason: "an answer to no login") }
                return tag
            }
        }
    }

    private func begin(_ kind: SASLMechanismKind) -> any SASLMechanism {
        kind.begin(with: login.credentials, host: endpoint.host, port: endpoint.port)
    }

    private func initialResponse(_ exchange: inout (any SASLMechanism)?) throws(BackendError) -> Base64Line? {
        guard let octets = try? exchange?.respond(to: []) else {
            throw .authenticationFailed(serverText: "the user name or password can't be sent this way")
        }
        return Base64Line(SASLBase64.encode(octets))
    }

    private func respond(
        to challenge: [UInt8], _ exchange: inout (any SASLMechanism)?, _ attempt: Attempt,
        _ machine: inout LoginStateMachine, on connection: IMAPConnection
    ) async throws(BackendError) -> LoginStateMachine.Action {
        guard let decoded = SASLBase64.decode(challenge), let response = try? exchange?.respond(to: decoded),
            let line = Base64Line(SASLBase64.encode(response))
        else { return try step(&machine, .mechanismFailed) }
        await connection.sendLine(CommandEncoder.response(line), for: try attempt.sent)
        return try await nextAction(attempt, &machine, on: connection)
    }

    /// What the server's next answer to the login asks for.
    private func nextAction(
        _ attempt: Attempt, _ machine: inout LoginStateMachine, on connection: IMAPConnection
    ) async throws(BackendError) -> LoginStateMachine.Action {
        let tag = try attempt.sent
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

    private func finish(
        _ outcome: LoginStateMachine.Outcome, _ exchange: (any SASLMechanism)?
    ) throws(BackendError) {
        switch outcome {
        case .loggedIn:
            guard exchange?.isComplete ?? true else {
                throw .insecure(reason: "the server could not show that it knows the password")
            }
        case .refused(let status):
            if status.isTemporary { throw .tryLater(serverText: status.shownText) }
            if status.condition == .bad { throw .refused(serverText: status.shownText) }
            throw .authenticationFailed(serverText: status.shownText)
        case .noMechanism:
            throw .authenticationFailed(serverText: "the server offers no way to log in that is allowed here")
        case .givenUp:
            throw .insecure(reason: "the server's part of the login was not in order")
        }
    }

    private func sendEnable(on connection: IMAPConnection) async throws(BackendError) -> Tag {
        // Words that the server does not know are passed over (RFC 5161 §3.1).
        try await connection.send(.enable([.condStore, .qResync])) { response in
            if case .enabled = response { true } else { false }
        }
    }

    private func enable(
        on connection: IMAPConnection, capabilities: Set<Capability>, pending: Tag?
    ) async throws(BackendError) -> Link {
        var link = Link(connection: connection, capabilities: capabilities)
        var tag = pending
        if tag == nil, capabilities.contains(.enable),
            capabilities.contains(.qResync) || capabilities.contains(.condStore)
        {
            tag = try await sendEnable(on: connection)
        }
        // Some servers refuse SELECT to whom they do not know (RFC 2971); the answer is of no interest.
        if capabilities.contains(.id) {
            let tag = try await connection.send(.id([BodyParameter(name: "name", value: Array("Postern".utf8))])) {
                if case .id = $0 { true } else { false }
            }
            await connection.abandon(tag)
        }
        guard let tag else { return link }
        for response in try await connection.answer(to: tag).1 {
            if case .enabled(let names) = response { link.enabled.formUnion(names) }
        }
        return link
    }
}

extension WireWriter.LiteralStyle {
    fileprivate init(_ capabilities: Set<Capability>) {
        if capabilities.contains(.literalPlus) {
            self = .literalPlus
        } else if capabilities.contains(.literalMinus) || capabilities.contains(.imap4rev2) {
            self = .literalMinus
        } else {
            self = .synchronizing
        }
    }
}
