/// What is known of a message's sender from elsewhere than the message.
package struct SenderBackground: Hashable, Sendable {
    /// Nothing of this sender was here before.
    package var isFirst: Bool
    /// The server whose Authentication-Results (RFC 8601) are believed: its authserv-id.
    package var trustedServer: String?

    package init(isFirst: Bool = false, trustedServer: String? = nil) {
        self.isFirst = isFirst
        self.trustedServer = trustedServer
    }
}
