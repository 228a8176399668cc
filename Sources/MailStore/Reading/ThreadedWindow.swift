import MailModel

/// Windows onto the threads of one mailbox, or of several stores' mailboxes as one list.
struct ThreadedWindow {
    /// A thread's place in the list: later ones first, then the stores' order, then later threads.
    private struct Place: Comparable {
        var unit: ThreadUnit
        var store: Int
        var span = 0

        static func < (left: Place, right: Place) -> Bool {
            (-left.unit.key.date, left.store, -left.unit.key.row)
                < (-right.unit.key.date, right.store, -right.unit.key.row)
        }
    }

    let source: MessageSource
    let folding: ThreadFolding
    let stores: [MailDatabase]

    /// Reads as many threads from each store's nearer end as the window is away from it, and the rows of those in it.
    func read(offset: Int, count: Int) async throws(StoreError) -> MessageWindow {
        var window = MessageWindow(
            source: source, arrangement: .threads(folding), offset: 0, rows: [], total: 0, unread: 0)
        for index in stores.indices {
            guard let share = try await share(index, { try $0.counts() }) else { continue }
            window.total += share.rows
            window.unread += share.unread
        }
        let reach = WindowReach(offset: offset, count: count, total: window.total)
        window.offset = reach.rows.lowerBound
        var places: [Place] = []
        for index in stores.indices {
            let units = try await share(index) { reading in
                try reading.units(fromEnd: reach.isNearEnd, rows: reach.depth).map { ($0, reading.span(of: $0)) }
            }
            places += (units ?? []).map { Place(unit: $0, store: index, span: $1) }
        }
        places.sort()
        var row = reach.isNearEnd ? window.total - places.reduce(0) { $0 + $1.span } : 0
        // Rows of the first thread that stand above the window.
        var skipped = 0
        places.removeAll { place in
            let own = row..<row + place.span
            row = own.upperBound
            guard own.overlaps(reach.rows) else { return true }
            skipped = max(skipped, reach.rows.lowerBound - own.lowerBound)
            return false
        }
        window.rows = Array(try await rows(of: places).dropFirst(skipped).prefix(reach.rows.count))
        return window
    }

    /// The rows of threads in their order, read in one snapshot of each store.
    private func rows(of places: [Place]) async throws(StoreError) -> [MessageRow] {
        var found: [ThreadID: [MessageRow]] = [:]
        for index in stores.indices {
            let threads = places.filter { $0.store == index }.map(\.unit.key.row)
            for rows in try await share(index, { reading in try threads.map(reading.rows) }) ?? [] {
                if let thread = rows.first?.thread?.id { found[thread] = rows }
            }
        }
        return places.flatMap { place in
            found[ThreadID(account: stores[place.store].account, number: place.unit.key.row)] ?? []
        }
    }

    func position(of id: StoredID) async throws(StoreError) -> Int? {
        guard let home = stores.firstIndex(where: { $0.account == id.account }),
            let unit = try await share(home, { try $0.unit(with: id.row) }) ?? nil
        else { return nil }
        let rows = try await rows(of: [Place(unit: unit, store: home)])
        guard var position = rows.firstIndex(where: { $0.messages.contains { $0.id == id } }) else { return nil }
        for index in stores.indices {
            let limit = unit.key.limit(of: home, in: index)
            position += try await share(index) { try $0.rowCount(above: limit) } ?? 0
        }
        return position
    }

    func nearestUnread(to id: StoredID?, forward: Bool) async throws(StoreError) -> StoredID? {
        let home = id.flatMap { id in stores.firstIndex { $0.account == id.account } }
        var unit: ThreadUnit?
        if let id, let home { unit = try await share(home) { try $0.unit(with: id.row) } ?? nil }
        if let id, let home, let unit {
            let rows = try await rows(of: [Place(unit: unit, store: home)])
            if let found = rows.nearestUnread(to: id, forward: forward) { return found }
        }
        var best: Place?
        for index in stores.indices {
            let limit = unit.map { $0.key.limit(of: home ?? 0, in: index) }
            let key = try await share(index) { try $0.nearestUnread(to: limit, forward: forward) } ?? nil
            guard let place = key.map({ Place(unit: ThreadUnit(key: $0, messages: 0), store: index) }) else { continue }
            best = best.map { forward ? min($0, place) : max($0, place) } ?? place
        }
        guard let best else { return nil }
        return try await rows(of: [best]).nearestUnread(to: nil, forward: forward)
    }

    /// Reads one store's share; nothing where it has none.
    private func share<Value: Sendable>(
        _ index: Int, _ work: @escaping @Sendable (ThreadReading) throws -> Value
    ) async throws(StoreError) -> Value? {
        let (store, folding) = (stores[index], folding)
        guard case .mailbox(let mailbox) = try await store.list(source) else { return nil }
        return try await store.read { db in
            try work(ThreadReading(db: db, account: store.account, mailbox: mailbox, folding: folding))
        }
    }
}

extension [MessageRow] {
    /// `id`: That row left out; nothing to begin at an end.
    fileprivate func nearestUnread(to id: StoredID?, forward: Bool) -> StoredID? {
        let pivot = id.flatMap { id in firstIndex { $0.id == id } }
        let rows = forward ? self[((pivot ?? -1) + 1)...] : self[..<(pivot ?? count)]
        let isUnread = { (row: MessageRow) in !row.flags.contains(.seen) }
        return (forward ? rows.first(where: isUnread) : rows.last(where: isUnread))?.id
    }
}
