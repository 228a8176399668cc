/// A word that a search looks for, and where.
package struct SearchTerm: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        /// Header and text.
        case anywhere
        case sender, recipients, subject
    }

    package var place: Place
    package var text: String

    package init(_ text: String, in place: Place = .anywhere) {
        self.place = place
        self.text = text
    }
}

/// What a server has found in a mailbox.
package struct ServerFindings: Hashable, Sendable {
    package var ids: [RemoteID]
    /// There are more than were asked for.
    package var isCut: Bool

    package init(ids: [RemoteID], isCut: Bool) {
        self.ids = ids
        self.isCut = isCut
    }
}
