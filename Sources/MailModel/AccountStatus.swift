/// What an account's engine is doing, for the status line.
package struct AccountStatus: Hashable, Sendable {
    package enum Connection: Hashable, Sendable {
        case offline
        case connecting
        /// Busy: `doing` is a short phrase, `"Inbox"`, `"sending 3 changes"`.
        case syncing(doing: String)
        /// Up to date and told of news by the server.
        case pushed
        /// Up to date; looks again at `next`.
        case waiting(next: MailDate)
        /// No connection; `reason` in plain words, tried again at `next` if there is one.
        case failed(reason: String, next: MailDate?)
        /// The server is there and asks to come back later; tried again at `next`. `serverText` is its explanation.
        case later(reason: String, serverText: String, next: MailDate)
        /// Waits for the person: the server refused the password that was typed.
        case needsPassword(reason: String)
        /// Waits for the person: the account's secret is in the secrets file, which is locked.
        case needsPassphrase
        /// Waits for the person: the account's mode removes more from the server than was agreed to.
        case needsConsent(RemovalPreview)
        /// Another Postern has the connection; this one shows and queues.
        case elsewhere
    }

    package var connection: Connection
    /// Actions that have not reached the server yet.
    package var pendingActions: Int
    package var progress: TransferProgress?
    /// When everything was last known to be in step.
    package var lastSynced: MailDate?
    /// Days after which the server deletes mail by itself, as far as it told; 0: as soon as it was fetched.
    package var expiryInDays: Int?
    /// How full the account is, as far as its server tells.
    package var quota: MailQuota?

    package init(
        connection: Connection = .offline, pendingActions: Int = 0, progress: TransferProgress? = nil,
        lastSynced: MailDate? = nil, expiryInDays: Int? = nil, quota: MailQuota? = nil
    ) {
        self.connection = connection
        self.pendingActions = pendingActions
        self.progress = progress
        self.lastSynced = lastSynced
        self.expiryInDays = expiryInDays
        self.quota = quota
    }
}

/// A long transfer, for the progress bar.
package struct TransferProgress: Hashable, Sendable {
    package var done: Int
    package var total: Int
    package var messagesPerSecond: Double
    /// Nothing until a rate is known.
    package var remaining: Duration?

    package init(done: Int, total: Int, messagesPerSecond: Double, remaining: Duration?) {
        self.done = done
        self.total = total
        self.messagesPerSecond = messagesPerSecond
        self.remaining = remaining
    }
}
