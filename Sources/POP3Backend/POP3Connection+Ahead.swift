import BackendAPI
import POP3
import SASL

extension POP3Connection {
    /// Brings a fresh connection from the greeting to TRANSACTION in one go, with the listing on its way.
    ///
    /// Only for servers that let us do so at the last login. What they offer is asked for all the same: they may have
    /// changed.
    nonisolated(nonsending) func logInAhead(_ login: Login, startingTLS: Bool) async throws(BackendError) {
        guard let name = Argument(login.credentials.username),
            let secret = Argument(octets: login.credentials.secret.octets)
        else { return try await logIn(login, startingTLS: startingTLS) }
        try await beginSession(login, startingTLS: startingTLS)
        try await send([.capabilities, .user(name), .password(secret)] + Self.listingCommands)
        isListingRequested = true
        try await takeCapabilities(try await nextReply())
        let first = try await nextReply()
        let last = try await nextReply()
        guard first.isOK, last.isOK else { throw await fail(refusal(first.isOK ? last : first, of: login)) }
    }
}

extension Login {
    /// Whether the whole of the next login can be sent before anything is answered.
    ///
    /// USER and PASS must be as good as the best that the server offers, for AUTH may be answered by a challenge.
    func canBeSentAhead(to capabilities: Capabilities) -> Bool {
        // What may differ by user has to be asked for once more, after the login.
        guard capabilities.contains(.pipelining), capabilities.contains(.user), allowsClearPassword,
            !capabilities.mayDifferByUser
        else { return false }
        return mechanisms(offered: capabilities.mechanisms).first?.sendsSecretInClear != false
    }
}
