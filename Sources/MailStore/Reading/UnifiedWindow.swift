import MailModel

/// Windows onto one list made of several stores' lists.
enum UnifiedWindow {
    /// A message's place in the merged list: later dates first, then the stores' order, then later rows.
    private struct Place: Comparable {
        var key: ListKey
        var store: Int

        static func < (left: Place, right: Place) -> Bool {
            (-left.key.date, left.store, -left.key.row) < (-right.key.date, right.store, -right.key.row)
        }
    }

    /// Reads as many keys from each store's nearer end as the window is away from it, and the rows of those in it.
    static func read(
        _ source: MessageSource, of stores: [MailDatabase], offset: Int, count: Int
    ) async throws(StoreError) -> MessageWindow {
        var window = MessageWindow(source: source, offset: 0, rows: [], total: 0, unread: 0)
        for store in stores {
            let share = try await store.share(source) { try $0.counts($1) }
            window.total += share.total
            window.unread += share.unread
        }
        let reach = WindowReach(offset: offset, count: count, total: window.total)
        let isNearEnd = reach.isNearEnd
        window.offset = reach.rows.lowerBound
        var keys: [[ListKey]] = []
        for store in stores {
            keys.append(try await store.share(source) { try $0.keys($1, fromEnd: isNearEnd, limit: reach.depth) })
        }
        let skipped = isNearEnd ? window.total - reach.rows.upperBound : reach.rows.lowerBound
        let merged = merge(keys, skip: skipped, take: reach.rows.count, fromEnd: isNearEnd)
        window.rows = try await rows(of: isNearEnd ? merged.reversed() : merged, stores)
        return window
    }

    /// Walks the sorted lists in step and returns a run of what comes out.
    private static func merge(_ lists: [[ListKey]], skip: Int, take: Int, fromEnd: Bool) -> [Place] {
        var heads = [Int](repeating: 0, count: lists.count)
        var run: [Place] = []
        for number in 0..<skip + take {
            var next: Place?
            for (store, list) in lists.enumerated() where heads[store] < list.count {
                let place = Place(key: list[heads[store]], store: store)
                guard let best = next else {
                    next = place
                    continue
                }
                if fromEnd ? best < place : place < best { next = place }
            }
            guard let next else { break }
            heads[next.store] += 1
            if number >= skip { run.append(next) }
        }
        return run
    }

    private static func rows(of places: [Place], _ stores: [MailDatabase]) async throws(StoreError) -> [MessageRow] {
        var found: [StoredID: MessageRow] = [:]
        for (index, store) in stores.enumerated() {
            let wanted = places.filter { $0.store == index }.map(\.key.row)
            let account = store.account
            let rows = try await store.read { try ListReading(db: $0, account: account).rows(wanted) }
            for row in rows { found[row.id] = row }
        }
        // What has gone between the two readings is left out; the change brings the next window.
        return places.compactMap { found[StoredID(account: stores[$0.store].account, row: $0.key.row)] }
    }

    static func position(
        of id: StoredID, in source: MessageSource, of stores: [MailDatabase]
    ) async throws(StoreError) -> Int? {
        guard let home = stores.firstIndex(where: { $0.account == id.account }) else { return nil }
        guard var position = try await stores[home].share(source, { try $0.position(of: id.row, in: $1) }),
            let key = try await stores[home].share(source, { list, _ in try list.key(of: id.row) })
        else { return nil }
        for (index, store) in stores.enumerated() where index != home {
            let limit = key.limit(of: home, in: index)
            position += try await store.share(source) { try $0.countAbove(limit, in: $1) }
        }
        return position
    }

    static func nearestUnread(
        to id: StoredID?, forward: Bool, in source: MessageSource, of stores: [MailDatabase]
    ) async throws(StoreError) -> StoredID? {
        let home = id.flatMap { id in stores.firstIndex { $0.account == id.account } }
        var key: ListKey?
        if let id, let home { key = try await stores[home].share(source) { list, _ in try list.key(of: id.row) } }
        var best: Place?
        for (index, store) in stores.enumerated() {
            let limit = key.map { $0.limit(of: home ?? 0, in: index) }
            let found = try await store.share(source) { try $0.nearestUnread(to: limit, forward: forward, in: $1) }
            guard let place = found.map({ Place(key: $0, store: index) }) else { continue }
            best = best.map { forward ? min($0, place) : max($0, place) } ?? place
        }
        return best.map { StoredID(account: stores[$0.store].account, row: $0.key.row) }
    }
}

extension MailDatabase {
    /// Reads this store's share of a source.
    fileprivate func share<Value: Sendable>(
        _ source: MessageSource, _ work: @escaping @Sendable (ListReading, MessageList) throws -> Value
    ) async throws(StoreError) -> Value {
        let list = try await list(source)
        let account = account
        return try await read { try work(ListReading(db: $0, account: account), list) }
    }
}
