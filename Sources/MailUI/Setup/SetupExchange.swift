package import MailModel

/// What the assistant wants done; none of it is waited for.
package enum SetupOrder: Hashable, Sendable {
    /// Look for the servers of an address: answers come as ``SetupNews/found(_:)``, then ``SetupNews/searched``.
    case search(SetupAddress)
    case stopSearch
    /// Ask a server what it offers before anybody logs in.
    case ask(FoundServer)
    /// Take all steps of a connection; the secret where it was typed.
    case test(AccountDraft, secret: String?)
    /// Have a person sign in by browser, with the terminal to itself: ``SetupNews/signedIn``.
    case signIn(AccountDraft)
    /// Write the account, in the place of the one of that name where it `replaces` it; the
    /// passphrase is that of the secrets file, where one had to be typed.
    case write(AccountDraft, secret: String?, passphrase: String?, replaces: Bool)
    /// Take the account out of the configuration, and its mail off this machine if `mailToo`.
    case remove(AccountName, mailToo: Bool)
    /// Tell what an account is like now: ``SetupNews/draft(_:)``.
    case describe(AccountName)
    /// Open the reader anew on what is configured now; the secret of an account for which none is kept.
    case finish(AccountName?, secret: String?, addsAnother: Bool)
}

/// What became of what the assistant wanted.
package enum SetupNews: Hashable, Sendable {
    case found(FoundSettings)
    /// All have answered, or were not waited for.
    case searched
    case offered(FoundServer, ServerOffer)
    /// A server that does not answer as it should, and why.
    case notOffered(FoundServer, reason: String)
    case step(CheckedStep)
    /// The connection works; what is in the inbox, where the server tells.
    case works(messages: Int?, octets: Int?)
    case fails(reason: String, advice: String)
    case written
    case removed
    case draft(AccountDraft, SignInFacts)
    /// There is a token for the account that is being set up; whoever carries orders out holds it.
    case signedIn
    /// What was wanted was not done.
    case refused(reason: String)
}
