import BackendAPI
import POP3
import SASL
import Secrets

extension POP3Connection {
    /// Brings a fresh connection from the greeting to TRANSACTION in one go, with the listing on its way.
    ///
    /// Only for servers that let us do so at the last login. What they offer is asked for all the same: they may have
    /// changed.
    nonisolated(nonsending) func logInAhead(
        _ login: Login, startingTLS: Bool, to server: LoginAhead
    ) async throws(BackendError) {
        guard let name = Argument(login.credentials.username),
            let secret = Argument(octets: login.credentials.secret.octets)
        else { return try await logIn(login, startingTLS: startingTLS) }
        try await beginSession(login, startingTLS: startingTLS)
        let preparation = login.preparation(for: server.capabilities, canPipeline: true)
        try await send([.capabilities] + preparation + [.user(name), .password(secret)] + Self.listingCommands)
        isListingRequested = true
        try await takeCapabilities(try await nextReply())
        for _ in preparation { _ = try await nextReply() }
        let first = try await nextReply()
        let last = try await nextReply()
        guard first.isOK, last.isOK else { throw await fail(refusal(first.isOK ? last : first, of: login)) }
    }
}

/// What a login that is sent ahead of its answers may count on, as it was at the last one.
struct LoginAhead: Hashable, Sendable {
    private(set) var hasUTF8 = false
    private(set) var hasLanguages = false

    init(_ capabilities: Capabilities) {
        hasUTF8 = capabilities.hasUTF8
        hasLanguages = capabilities.contains(.languages)
    }

    /// What was remembered; nothing where the login can't be sent ahead.
    init?(_ memory: ServerMemory?) {
        let words = memory?.text.split(separator: " ") ?? []
        guard words.first == "login-ahead" else { return nil }
        hasUTF8 = words.contains("utf8")
        hasLanguages = words.contains("lang")
    }

    var memory: ServerMemory { ServerMemory("login-ahead" + (hasUTF8 ? " utf8" : "") + (hasLanguages ? " lang" : "")) }

    var capabilities: Capabilities {
        Capabilities((hasUTF8 ? [.utf8(canLogin: false)] : []) + (hasLanguages ? [.languages] : []))
    }
}

extension Capabilities {
    /// Liberal: Courier announces PIPELINING, and loses what comes in one piece with PASS.
    fileprivate var losesWhatFollowsLogin: Bool {
        all.contains { if case .implementation(let name) = $0 { name.hasPrefix("Courier") } else { false } }
    }
}

extension Login {
    /// Whether the whole of the next login can be sent before anything is answered.
    ///
    /// USER and PASS must be as good as the best that the server offers, for AUTH may be answered by a challenge.
    func canBeSentAhead(to capabilities: Capabilities) -> Bool {
        // What may differ by user has to be asked for once more, after the login.
        guard capabilities.contains(.pipelining), capabilities.contains(.user), allowsClearPassword,
            !capabilities.mayDifferByUser, !capabilities.losesWhatFollowsLogin
        else { return false }
        return choice?.kinds(offered: capabilities.mechanisms).first?.sendsSecretInClear != false
    }
}
