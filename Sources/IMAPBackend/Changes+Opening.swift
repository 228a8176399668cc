import BackendAPI
import IMAP
import MailModel

/// All that is asked at the beginning of a comparison, and what came of it.
struct Opening {
    let point: SyncPoint
    private let known: SequenceSet
    /// What was known of the selection before; nothing where the mailbox is opened only now.
    var before: Selection?
    var select: Tag?
    /// Makes the server tell what is new in a mailbox that was open before.
    var refresh: Tag?
    /// Flags that changed since the point's mod-sequence.
    var changes: Tag?
    /// Messages from the point's UIDNEXT on.
    var arrivals: Tag?
    /// MYRIGHTS.
    var rights: Tag?
    /// What `arrivals` asks for.
    var arrivalsSet = SequenceSet()
    /// UIDs below this are among the `arrivals`.
    var arrivalsEnd = UInt32.max

    var flags: [UInt32: Flags] = [:]
    var vanished = SequenceSet()
    var arrived: [RemoteMessage] = []
    var modSeq: UInt64?

    /// Messages whose flags may have changed at once; more is a flood.
    private static let flagsLimit = 4_000_000

    init(point: SyncPoint) {
        self.point = point
        known = point.known
    }

    /// Whether there can be so many messages after all that was told.
    ///
    /// Of those that are gone some may never have been known.
    func explains(_ count: Int) -> Bool {
        let most = point.messages + arrived.count
        return (most - vanished.count...most).contains(count)
    }

    /// Notes flags that were told with a mod-sequence.
    mutating func take(_ response: Response) throws(BackendError) {
        switch response {
        case .vanished(let uids, _): vanished.formUnion(uids)
        case .fetch(let fetch):
            if let modSeq = fetch.modSeq { self.modSeq = max(self.modSeq ?? 0, modSeq) }
            guard let uid = fetch.uid, let flags = fetch.flags, known.contains(uid) else { return }
            self.flags[uid] = Flags(wire: flags)
            guard self.flags.count <= Self.flagsLimit else {
                throw .protocolViolation(reason: "the server told of more flags than a mailbox has messages")
            }
        default: break
        }
    }
}

extension IMAPBackend {
    /// Selects the mailbox, and sends everything else that can be asked.
    func askAll(_ opening: inout Opening, in mailbox: MailboxName, over link: Link) async throws(BackendError) {
        let point = opening.point
        let options: SelectOptions =
            if link.hasQResync, let modSeq = point.modSeq {
                .qResync(validity: point.validity, modSeq: modSeq, known: point.known)
            } else if link.hasCondStore, !link.enabled.contains(.condStore) {
                .condStore
            } else {
                .none
            }
        opening.select = try await link.connection.sendSelect(
            mailbox, wireName: wireName(of: mailbox, over: link), options
        ).tag
        try await ask(&opening, in: mailbox, over: link)
    }

    /// Sends everything that can be asked without knowing an answer, so that all of it costs one round trip.
    func ask(_ opening: inout Opening, in mailbox: MailboxName, over link: Link) async throws(BackendError) {
        let point = opening.point
        let isResync = opening.select != nil && link.hasQResync && point.modSeq != nil
        // Servers tell what arrived in a selected mailbox behind the answer to a command, which has nothing of it.
        if opening.select == nil { opening.refresh = try await link.connection.send(.noop) }
        if !isResync, link.hasCondStore, let modSeq = point.modSeq, !point.known.isEmpty {
            opening.changes = try await link.connection.send(
                .fetch(
                    .uids(point.known), [.uid, .flags],
                    FetchOptions(changedSince: modSeq, vanished: link.hasQResync))
            ) { response in
                switch response {
                case .fetch(let fetch): fetch.uid != nil && fetch.modSeq != nil && !fetch.isSummary
                case .vanished(_, earlier: true): true
                default: false
                }
            }
        }
        let next = point.uidNext
        // On a mailbox that was in step there are at most as many new ones as EXISTS has grown by.
        let growth = opening.before.map { $0.map.count - point.messages }
        let isFew = opening.before?.inStepAt == point && growth.map { $0 <= ChangesWalk.pieceLimit } == true
        if isFew || next > .max - ChangesWalk.arrivalsAhead {
            opening.arrivalsSet = SequenceSet(from: next)
        } else {
            opening.arrivalsEnd = next + ChangesWalk.arrivalsAhead
            opening.arrivalsSet = SequenceSet(next...(opening.arrivalsEnd - 1))
        }
        opening.arrivals = try await askForArrivals(opening, over: link)
        opening.rights = try await askRights(of: mailbox, over: link)
    }

    private func askForArrivals(_ opening: Opening, over link: Link) async throws(BackendError) -> Tag {
        let items = ChangesWalk.summary(over: link, isShown: true)
        return try await link.connection.send(.fetch(.uids(opening.arrivalsSet), items, FetchOptions())) {
            if case .fetch(let fetch) = $0 { fetch.isSummary && fetch.uid != nil } else { false }
        }
    }

    /// Reads the answers; returns the selection as it is then.
    func take(
        _ opening: inout Opening, of walk: ChangesWalk, over link: Link
    ) async throws(BackendError) -> Selection {
        for tag in [opening.select, opening.refresh, opening.changes].compactMap(\.self) {
            while let part = try await link.connection.next(tag) {
                if case .response(let response) = part { try opening.take(response) }
            }
            let status = try await link.connection.finish(tag)
            if status.condition != .ok, tag == opening.select {
                for other in [opening.changes, opening.arrivals, opening.rights].compactMap(\.self) {
                    await link.connection.abandon(other)
                }
                throw BackendError(refusal: status)
            }
            if case .highestModSeq(let modSeq) = status.code { opening.modSeq = max(opening.modSeq ?? 0, modSeq) }
        }
        if let tag = opening.arrivals { try await takeArrivals(tag, of: &opening, over: link) }
        // Dovecot tells of them behind NOOP, and goes on as if they were not there with what was sent along.
        if opening.refresh != nil, let grown = await link.connection.selection?.news.grown,
            opening.arrived.count < min(grown, Int(ChangesWalk.arrivalsAhead))
        {
            opening.arrived = []
            try await takeArrivals(try await askForArrivals(opening, over: link), of: &opening, over: link)
        }
        guard let selection = await link.connection.selection, selection.mailbox == walk.mailbox else {
            throw await link.connection.failure ?? .refused(serverText: "the mailbox is not open any more")
        }
        return selection
    }

    private func takeArrivals(_ tag: Tag, of opening: inout Opening, over link: Link) async throws(BackendError) {
        for response in try await link.connection.answer(to: tag).1 {
            guard case .fetch(let fetch) = response else { continue }
            // `n:*` names the last message even where that is older.
            guard let uid = fetch.uid, uid >= opening.point.uidNext else { continue }
            if let message = RemoteMessage(fetch, validity: opening.point.validity) { opening.arrived.append(message) }
        }
    }

    /// Turns what the server told into pieces, and says what is still to be asked.
    func report(
        _ opening: Opening, in walk: inout ChangesWalk, on selection: Selection, over link: Link
    ) async throws(BackendError) {
        let point = opening.point
        var opening = opening
        let news = await takeNews(of: selection, arrived: opening.arrived.count)
        let wasInStep = opening.before?.inStepAt == point && !news.isIncomplete
        opening.vanished.formUnion(news.vanished)
        for (uid, flags) in news.flags where uid < point.uidNext { opening.flags[uid] = Flags(wire: flags) }
        opening.arrived.removeAll { opening.vanished.contains($0.uid) }
        // Told behind the answer that named it: another client was quick.
        for index in opening.arrived.indices {
            guard let flags = news.flags[opening.arrived[index].uid] else { continue }
            opening.arrived[index].flags = Flags(wire: flags)
        }
        let largest = opening.arrived.map(\.uid).max() ?? 0
        // UIDNEXT as of SELECT: on a mailbox that was open before, only what arrived tells more.
        let told = opening.before == nil ? selection.uidNext ?? 0 : 0
        // The changes were asked for after SELECT, so they hold all up to its HIGHESTMODSEQ.
        let modSeq = max(opening.modSeq ?? 0, selection.highestModSeq ?? 0)
        walk.target = SyncPoint(
            validity: point.validity, uidNext: max(point.uidNext, told, largest &+ 1),
            modSeq: point.modSeq.map { max($0, modSeq) } ?? selection.highestModSeq, messages: selection.map.count,
            floor: point.floor)
        walk.target?.early = point.early
        walk.report(
            flags: opening.flags, vanished: await named(opening.vanished, by: walk, validity: point.validity),
            validity: point.validity)
        opening.arrived.sort { $0.uid > $1.uid }
        for piece in opening.arrived.pieces(of: ChangesWalk.pieceLimit) {
            walk.ready.append(MailboxDelta(arrived: Array(piece)))
        }
        let reach = selection.uidNext.map { UInt64($0) + UInt64(news.grown) } ?? .max
        let hasMore = opening.arrivalsEnd != .max && reach > UInt64(opening.arrivalsEnd)
        if hasMore {
            walk.descent = ChangesWalk.Descent(
                serial: selection.serial, removals: selection.removals, upper: UInt32(clamping: selection.map.count),
                floor: nil, stop: opening.arrivalsEnd)
        }
        try await chooseComparison(
            opening, in: &walk, on: selection, over: link, hasMore: hasMore, wasInStep: wasInStep)
    }

    /// What was told on the side until all answers were there; it belongs to this comparison.
    ///
    /// Messages that came in too late for `arrived` stay news.
    private func takeNews(of selection: Selection, arrived: Int) async -> Selection.News {
        guard let connection = link?.connection, let news = await connection.selection?.news else { return .init() }
        await connection.update(selection.serial) {
            $0.inStepAt = nil
            $0.news = Selection.News()
            $0.news.isPending = arrived < news.grown
        }
        return news
    }

    /// Without QRESYNC nobody has told what disappeared, and without CONDSTORE not even which flags changed.
    private func chooseComparison(
        _ opening: Opening, in walk: inout ChangesWalk, on selection: Selection, over link: Link, hasMore: Bool,
        wasInStep: Bool
    ) async throws(BackendError) {
        let point = opening.point
        walk.stage = hasMore ? .arrivals : .older
        let hasModSeq = link.hasCondStore && point.modSeq != nil
        let isWhole = point.floor == nil && !hasMore
        if (link.hasQResync && hasModSeq) || wasInStep {
            // All is told, unless it does not add up: a server that was set up again from a backup, or that gives a
            // UIDVALIDITY twice, tells what happened since another mailbox had this mod-sequence.
            if isWhole, !opening.explains(selection.map.count) { try await compareNames(&walk, over: link) }
        } else if hasModSeq {
            if !isWhole || selection.map.count != point.messages + opening.arrived.count {
                try await compareNames(&walk, over: link)
            }
        } else if case let known = point.known, !known.isEmpty {
            var unseen: [UInt32: Flags] = [:]
            for case (.uid(let uid, point.validity), let flags) in await walk.known.messages() where known.contains(uid)
            {
                unseen[uid] = flags
            }
            walk.comparison = ChangesWalk.Comparison(unseen)
            walk.stage = .comparing
        }
        if walk.stage == .older { await beginOlder(&walk, on: selection) }
    }

    /// UIDs to report as gone: named one by one, and never more than are known here.
    private func named(_ set: SequenceSet, by walk: ChangesWalk, validity: UInt32) async -> [UInt32] {
        guard set.count > 1000 else { return Array(set.numbers) }
        return await walk.known.messages().keys.compactMap { id in
            if case .uid(let uid, validity) = id, set.contains(uid) { uid } else { nil }
        }
    }

    /// Finds what has disappeared by listing all UIDs (CONDSTORE without QRESYNC).
    private func compareNames(_ walk: inout ChangesWalk, over link: Link) async throws(BackendError) {
        guard let point = walk.point, case let known = point.known, !known.isEmpty else { return }
        let isExtended = link.capabilities.contains(.extendedSearch) || link.capabilities.contains(.imap4rev2)
        let tag = try await link.connection.send(
            .search(isUID: true, returning: isExtended ? [.all] : [], [.uids(known)])
        ) { $0.isSearch }
        let (status, responses) = try await link.connection.answer(to: tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        var alive = SequenceSet()
        for response in responses {
            switch response {
            case .search(let numbers, _): alive.formUnion(SequenceSet(unsorted: numbers.map { $0...$0 }))
            case .extendedSearch(let result): alive.formUnion(result.all ?? SequenceSet())
            default: break
            }
        }
        let gone = await walk.known.messages().keys.compactMap { id -> UInt32? in
            guard case .uid(let uid, point.validity) = id, known.contains(uid), !alive.contains(uid) else { return nil }
            return uid
        }
        walk.report(flags: [:], vanished: gone, validity: point.validity)
    }
}

extension RemoteMessage {
    var uid: UInt32 { id.uid ?? 0 }
}

extension Response {
    var isSearch: Bool {
        switch self {
        case .search, .extendedSearch, .sort: true
        default: false
        }
    }
}
