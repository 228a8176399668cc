import Digests
import BackendAPI
import POP3
import SASL
import Secrets
import Transport

extension POP3Connection {
    /// A command line that every server takes, in octets (RFC 2449 §4).
    private static let commandLimit = 255

    /// Brings a fresh connection from the greeting to TRANSACTION.
    nonisolated(nonsending) func logIn(_ login: Login, startingTLS: Bool) async throws(BackendError) {
        let timestamp = try await beginSession(login, startingTLS: startingTLS)
        try await takeCapabilities(try await exchange(.capabilities))
        try await authenticate(login, timestamp: timestamp)
        if capabilities.mayDifferByUser { try await takeCapabilities(try await exchange(.capabilities)) }
    }

    /// Takes the greeting, and shakes hands where STLS is to be used.
    ///
    /// - Returns: The greeting's time-stamp for APOP; nothing where it came before TLS.
    @discardableResult
    nonisolated(nonsending) func beginSession(
        _ login: Login, startingTLS: Bool
    ) async throws(BackendError) -> Substring? {
        let greeting = try await nextReply()
        guard greeting.isOK else {
            let text = login.withoutSecrets(greeting.text)
            throw await fail(
                greeting.postponement().map { .tryLater($0, serverText: text) }
                    ?? .unreachable(reason: ServerWords.quoted(text, after: "the server refuses")))
        }
        guard startingTLS else { return greeting.apopTimestamp }
        try await negotiateTLS()
        // Nothing that was said before TLS is believed: anybody may have said it.
        return nil
    }

    // Asked for whether it is offered or not: an offer in clear proves nothing, and neither does its absence.
    private nonisolated(nonsending) func negotiateTLS() async throws(BackendError) {
        guard try await exchange(.startTLS).isOK else {
            throw await fail(.insecure(reason: "the server refuses STLS, and nothing is sent in clear"))
        }
        try await startTLS()
    }

    /// Reads CAPA's answer from its status line on; a server from before RFC 2449 has none.
    nonisolated(nonsending) func takeCapabilities(_ reply: Reply) async throws(BackendError) {
        guard reply.isOK else { return }
        var lines = LineCutter()
        var found: [Capability] = []
        try await readContent { octets throws(BackendError) in
            do throws(SyntaxError) {
                try lines.cut(octets) { line throws(SyntaxError) in
                    guard found.count < 1000 else { throw SyntaxError(expected: "end", offset: 0) }
                    found.append(CapabilityParser.parse(line))
                }
            } catch { throw BackendError(error, in: "CAPA") }
        }
        capabilities = Capabilities(found)
    }

    private nonisolated(nonsending) func authenticate(
        _ login: Login, timestamp: Substring?
    ) async throws(BackendError) {
        if login.method == .apop { return try await apop(login, timestamp) }
        let offered = capabilities.mechanisms
        let isKeptHidden = hidesSecret && login.method == .automatic
        let candidates = login.candidates(offered: offered, binding: await channelBinding).filter {
            !isKeptHidden || !$0.kind.sendsSecretInClear
        }
        if let strongest = candidates.first {
            let reply = try await authenticate(login, with: strongest, among: candidates)
            if reply.isOK { return note(strongest) }
            guard reply.postponement() == nil else { throw await fail(refusal(reply, of: login)) }
            // At most one more try, and only where the refusal may be the mechanism's and not the password's.
            let mayBeMechanism =
                reply.code == nil && !strongest.kind.sendsSecretInClear && login.method == .automatic
            let clear = mayBeMechanism ? candidates.first(where: \.kind.sendsSecretInClear) : nil
            if let next = strongest.fallBack(among: candidates).first ?? clear {
                let reply = try await authenticate(login, with: next, among: candidates)
                guard reply.isOK else { throw await fail(refusal(reply, of: login)) }
                return note(next)
            }
            guard mayBeMechanism, !isKeptHidden else { throw await fail(refusal(reply, of: login)) }
        }
        // A server that has nothing but APOP says so by what it leaves out.
        let hasOnlyAPOP = offered.isEmpty && !capabilities.all.isEmpty && !capabilities.contains(.user)
        if login.method == .automatic, hasOnlyAPOP, timestamp != nil { return try await apop(login, timestamp) }
        if isKeptHidden { throw await fail(.askedForHiddenSecret) }
        guard login.allowsClearPassword else {
            let names = offered.isEmpty ? "none" : offered.joined(separator: ", ")
            throw await fail(.refused(serverText: "the configured way to log in is not offered; offered: \(names)"))
        }
        try await logInByPassword(login)
        hidesSecret = false
    }

    private func note(_ candidate: SASLCandidate) { hidesSecret = !candidate.kind.sendsSecretInClear }

    /// Sends a login's commands, the first of them behind what is to be said before it.
    ///
    /// - Returns: Their answers, up to a refusal where the server takes one command at a time.
    private nonisolated(nonsending) func exchange(
        _ commands: [Command], _ login: Login
    ) async throws(BackendError) -> [Reply] {
        let preparation = isPrepared ? [] : login.preparation(for: capabilities, canPipeline: canPipeline)
        isPrepared = true
        if canPipeline { try await send(preparation + commands) }
        for command in preparation {
            // A refusal leaves everything as it was.
            _ = canPipeline ? try await nextReply() : try await exchange(command)
        }
        var replies: [Reply] = []
        for command in commands where canPipeline || replies.allSatisfy(\.isOK) {
            replies.append(canPipeline ? try await nextReply() : try await exchange(command))
        }
        return replies
    }

    // USER and PASS (RFC 1939 §7), for servers without AUTH.
    private nonisolated(nonsending) func logInByPassword(_ login: Login) async throws(BackendError) {
        guard let name = Argument(login.credentials.username),
            let secret = Argument(octets: login.credentials.secret.octets)
        else { throw await fail(.refused(serverText: "the user name or the password can't stand in a command")) }
        let replies = try await exchange([.user(name), .password(secret)], login)
        // The refusal of the name explains more than the one of the password without a name.
        if let refused = replies.first(where: { !$0.isOK }) { throw await fail(refusal(refused, of: login)) }
    }

    func refusal(_ reply: Reply, of login: Login) -> BackendError { login.refusal(reply, capabilities) }

    private nonisolated(nonsending) func apop(_ login: Login, _ timestamp: Substring?) async throws(BackendError) {
        guard let timestamp, let name = Argument(login.credentials.username) else {
            throw await fail(.refused(serverText: "the server offers no APOP inside TLS; use auth = \"auto\""))
        }
        let digest = MessageDigest.md5.hexadecimal(Array(timestamp.utf8) + login.credentials.secret.octets)
        guard let digest = Argument(digest) else { return }
        let replies = try await exchange([.apop(name: name, digest: digest)], login)
        if let refused = replies.first(where: { !$0.isOK }) { throw await fail(refusal(refused, of: login)) }
    }

    // One AUTH (RFC 5034 §4), up to its status line.
    private nonisolated(nonsending) func authenticate(
        _ login: Login, with candidate: SASLCandidate, among candidates: [SASLCandidate]
    ) async throws(BackendError) -> Reply {
        var mechanism = login.begin(candidate)
        guard let name = Argument(mechanism.name) else { return Reply(.err) }
        var isFirst = true
        var command = Command.authenticate(mechanism: name, initialResponse: nil)
        if mechanism.sendsFirst {
            let initial = try await initialResponse(of: &mechanism)
            let text = initial.isEmpty ? Array("=".utf8) : SASLBase64.encode(initial)
            let whole = Command.authenticate(mechanism: name, initialResponse: Argument(octets: text))
            // A longer one waits until the server asks for it, with an empty challenge.
            if whole.octets.count <= Self.commandLimit {
                command = whole
                isFirst = false
            } else {
                mechanism = login.begin(candidate)
            }
        }
        var reply = try await exchange([command], login).last ?? Reply(.err)
        while reply.status == .challenge {
            guard let challenge = SASLBase64.decode(reply.text.utf8.filter { $0 != 0x20 }) else {
                try await respond(nil)
                throw await fail(.protocolViolation(reason: "the server's challenge is not Base64"))
            }
            let isUnasked = isFirst && mechanism.sendsFirst
            try await answer(isUnasked ? [] : challenge, with: &mechanism, candidate, among: candidates)
            isFirst = false
            reply = try await nextReply()
        }
        guard !reply.isOK || mechanism.isComplete else {
            throw await fail(BackendError(SASLError.serverNotAuthentic, mechanism: mechanism.name))
        }
        return reply
    }

    /// Sends the response to a challenge; the cancellation of one that says no, where there is something else to try.
    private nonisolated(nonsending) func answer(
        _ challenge: [UInt8], with mechanism: inout any SASLMechanism, _ candidate: SASLCandidate,
        among candidates: [SASLCandidate]
    ) async throws(BackendError) {
        let response: [UInt8]?
        do throws(SASLError) { response = try mechanism.respond(to: challenge) } catch {
            guard case .refused = error, !candidate.fallBack(among: candidates).isEmpty else {
                try await respond(nil)
                throw await fail(BackendError(error, mechanism: mechanism.name))
            }
            response = nil
        }
        try await respond(response.map(SASLBase64.encode))
    }

    private nonisolated(nonsending) func initialResponse(
        of mechanism: inout any SASLMechanism
    ) async throws(BackendError) -> [UInt8] {
        // Nothing is waiting for a cancellation before AUTH was sent.
        do throws(SASLError) { return try mechanism.respond(to: []) } catch {
            throw await fail(BackendError(error, mechanism: mechanism.name))
        }
    }
}
