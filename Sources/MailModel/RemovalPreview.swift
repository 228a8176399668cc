/// What acting on an account's mode would take off its server, counted before anything is done: a dry run.
package struct RemovalPreview: Hashable, Sendable {
    /// Copies whose time comes by `remove_after`.
    package struct Later: Hashable, Sendable {
        package var messages: Int
        package var octets: Int
        /// When the first of them leaves, and the last.
        package var first: MailDate
        package var last: MailDate

        package init(messages: Int, octets: Int, first: MailDate, last: MailDate) {
            self.messages = messages
            self.octets = octets
            self.first = first
            self.last = last
        }
    }

    package var mode: StorageMode
    package var host: String
    /// Copies that leave at once: with download-and-remove all as soon as they are stored here, with
    /// `remove_after` those whose time is over.
    package var messages: Int
    package var octets: Int
    package var later: Later?
    /// Copies that stay because a person wants them there.
    package var kept: Int

    package init(
        messages: Int, octets: Int, host: String, mode: StorageMode = .downloadAndRemove, later: Later? = nil,
        kept: Int = 0
    ) {
        self.messages = messages
        self.octets = octets
        self.host = host
        self.mode = mode
        self.later = later
        self.kept = kept
    }

    /// Nothing would leave.
    package var isEmpty: Bool { messages == 0 && later == nil }
}
