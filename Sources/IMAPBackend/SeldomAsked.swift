import IMAP
import MailModel

/// What changes slowly: asked along with something else, once in a while.
struct SeldomAsked {
    static let interval = Duration.seconds(3600)

    var quota: MailQuota?
    var quotaAsked: ContinuousClock.Instant?
    var namespaces: NamespaceResponse?
    var namespacesTold: ContinuousClock.Instant?
    /// When the server told of a mailbox what may be done with it.
    var rightsTold: [MailboxName: ContinuousClock.Instant] = [:]
    /// When it told so of all.
    var rightsListed: ContinuousClock.Instant?
}
