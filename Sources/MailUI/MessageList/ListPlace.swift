import MailModel

/// Where a list was left: the selection and the row at the top of the screen.
struct ListPlace: Hashable, Sendable {
    var cursor: ListCursor
    var top: Int
}

/// The places of the lists last left; a bounded number of them.
struct ListPlaces: Sendable {
    static let limit = 256

    private var places: [MessageSource: ListPlace] = [:]
    /// Oldest first.
    private var order: [MessageSource] = []

    subscript(source: MessageSource) -> ListPlace? { places[source] }

    mutating func remember(_ source: MessageSource, _ place: ListPlace) {
        // What a search found is another list the next time.
        if case .search = source { return }
        order.removeAll { $0 == source }
        order.append(source)
        places[source] = place
        if order.count > Self.limit { places[order.removeFirst()] = nil }
    }
}

/// A search that narrows the list.
struct MessageSearch: Hashable, Sendable {
    var query: String
    var scope: SearchScope
    /// What is shown again once the search is over.
    let origin: MessageSource

    /// An empty query narrows nothing.
    var source: MessageSource {
        query.allSatisfy(\.isWhitespace) ? origin : .search(query: query, in: scope)
    }
}

/// A next or previous unread message is being looked for.
struct UnreadSeeking: Hashable, Sendable {
    let forward: Bool
    /// Open the message once it is found, as from the pager.
    let opens: Bool
    /// The list has been searched to its end and is searched from its other end.
    var hasWrapped = false
    /// This is another folder than where the search began; it ends here.
    var isElsewhere = false
    /// The cursor is on it, its row is still on its way.
    var hasArrived = false
    /// The store has been asked and has not answered yet.
    var isAsked = false
}
