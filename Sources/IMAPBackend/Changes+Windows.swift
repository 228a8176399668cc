import BackendAPI
import IMAP
import MailModel

extension IMAPBackend {
    /// Goes on with the messages that an earlier, unfinished sync has not fetched.
    ///
    /// The arrivals are dealt with: from here on a crash goes on where this was.
    func beginOlder(_ walk: inout ChangesWalk, on selection: Selection) async {
        guard let target = walk.target else { return }
        walk.ready.append(MailboxDelta(checkpoint: target.checkpoint))
        guard let floor = target.floor, floor > 1 else {
            walk.stage = .over
            return
        }
        walk.stage = .older
        // No serial: where the older ones begin is to be asked first.
        walk.descent = ChangesWalk.Descent(serial: -1, removals: 0, upper: 0, floor: floor, stop: 1)
    }

    /// Sends for the next windows, where there are any.
    ///
    /// - Returns: Whether one is under way.
    func askForWindows(_ walk: inout ChangesWalk) async throws(BackendError) -> Bool {
        let link = try connected()
        let isScreen = walk.point == nil && walk.descent?.isFresh == true
        // The first screen does not wait for it, and goes alone where it will come next.
        if !isScreen { try await compress(before: walk.bulk, over: link) }
        guard try await align(&walk, over: link), var descent = walk.descent else { return false }
        let isAlone = isScreen ? await isWorthCompressing(walk.bulk, over: link) : false
        try await askForConversations(&descent, of: walk, over: link)
        try await sendAhead(&descent, of: walk, isAlone: isAlone, over: link)
        walk.descent = descent
        guard descent.pending.isEmpty else { return true }
        // Where some are left, the numbers have moved before anything was asked for: once more.
        if descent.upper == 0 { try await endDescent(&walk) }
        return false
    }

    /// Makes a piece of the oldest window; others may talk to the server meanwhile.
    func takeWindow(_ walk: inout ChangesWalk) async throws(BackendError) {
        let link = try connected()
        guard var descent = walk.descent, !descent.pending.isEmpty else { return }
        let window = descent.pending.removeFirst()
        if window.content == .threads { return walk.descent = try await found(by: window, in: descent, over: link) }
        let before = await link.connection.pace.total
        let messages = try await messages(of: window, in: descent, validity: walk.target?.validity ?? 0, over: link)
        if window.content == .related { return report(related: messages, in: &walk, descent: descent) }
        descent.missing = messages.isEmpty ? descent.missing + window.numbers.count : 0
        guard descent.missing < ChangesWalk.missingLimit else {
            let violation = ProtocolViolation("it tells of messages and gives none of them")
            throw await link.connection.fail(violation: violation)
        }
        if !messages.isEmpty {
            let octets = await link.connection.pace.total - before
            descent.octetsPerMessage = (descent.octetsPerMessage + octets / messages.count) / 2
        }
        let lowest = messages.map(\.uid).min()
        descent.floor = lowest.map { min($0, descent.floor ?? .max) } ?? descent.floor
        let wanted = messages.filter { $0.uid >= descent.stop }.sorted { $0.uid > $1.uid }
        let isEnd = window.numbers.contains(1) || (lowest.map { $0 < descent.stop } ?? false)
        walk.progress.done += messages.count
        walk.progress.total = max(walk.progress.total, walk.progress.done)
        report(wanted, in: &walk, descent: descent, isEnd: isEnd)
        walk.descent = descent
        if isEnd {
            for late in descent.pending { await link.connection.abandon(late.tag) }
            walk.descent?.pending = []
            try await endDescent(&walk)
        }
    }

    private func report(
        _ messages: [RemoteMessage], in walk: inout ChangesWalk, descent: ChangesWalk.Descent, isEnd: Bool
    ) {
        guard var target = walk.target else { return }
        if let newest = messages.first { target.uidNext = max(target.uidNext, newest.uid &+ 1) }
        var delta = MailboxDelta(arrived: messages)
        if walk.stage == .older {
            target.floor = isEnd ? nil : descent.floor ?? target.floor
            target.early = target.floor.map { target.early.clamped(to: 0...max($0, 1) - 1) } ?? SequenceSet()
            // Until something is known, "nothing is known" says it best.
            if isEnd || descent.floor != nil { delta.checkpoint = target.checkpoint }
            delta.progress = walk.progress
        }
        walk.target = target
        walk.ready.append(delta)
    }

    private func endDescent(_ walk: inout ChangesWalk) async throws(BackendError) {
        walk.descent = nil
        guard walk.stage == .arrivals, let selection = await link?.connection.selection else {
            walk.stage = .over
            return
        }
        await beginOlder(&walk, on: selection)
    }

    /// Makes sure that sequence numbers still name the messages they are thought to name.
    ///
    /// False where the mailbox turned out to be another one: the walk has begun anew.
    private func align(_ walk: inout ChangesWalk, over link: Link) async throws(BackendError) -> Bool {
        guard var descent = walk.descent, let target = walk.target else { return false }
        // What was asked for under the old numbers is answered under the old numbers.
        if await hasSameNumbers(descent, over: link) || !descent.pending.isEmpty { return true }
        try await link.connection.settle()
        let selection = try await reopen(walk.mailbox, at: target)
        descent.serial = selection.serial
        descent.removals = selection.removals
        if let floor = descent.floor {
            descent.upper = try await countBelow(floor, over: link)
        } else {
            descent.upper = UInt32(clamping: selection.map.count)
        }
        // What they were known by has moved.
        descent.conversations = .none
        if walk.progress.total == 0 { walk.progress.total = Int(descent.upper) }
        walk.descent = descent
        return true
    }

    /// Selects the mailbox again, should others have had their turn with another one.
    @discardableResult
    private func reopen(_ mailbox: MailboxName, at target: SyncPoint) async throws(BackendError) -> Selection {
        let selection = try await select(mailbox)
        // Its UIDs mean other messages.
        guard selection.validity == target.validity else {
            throw .tryLater(serverText: "the mailbox was rebuilt while it was read")
        }
        return selection
    }

    /// Waits until no message can disappear before what is sent next; false where one has.
    func settlesNumbers(of descent: ChangesWalk.Descent, over link: Link) async throws(BackendError) -> Bool {
        try await link.connection.settle()
        return await hasSameNumbers(descent, over: link)
    }

    /// No message has disappeared since the first window was sent, so that numbers name what they named then.
    private func hasSameNumbers(_ descent: ChangesWalk.Descent, over link: Link) async -> Bool {
        guard let selection = await link.connection.selection else { return false }
        return selection.serial == descent.serial && selection.removals == descent.removals
    }

    /// How many messages have a UID below `floor`: the sequence number of the last of them.
    private func countBelow(_ floor: UInt32, over link: Link) async throws(BackendError) -> UInt32 {
        guard floor > 1 else { return 0 }
        let isExtended = link.capabilities.contains(.extendedSearch) || link.capabilities.contains(.imap4rev2)
        let tag = try await link.connection.send(
            .search(isUID: false, returning: isExtended ? [.count] : [], [.uids(SequenceSet(1...(floor - 1)))])
        ) { $0.isSearch }
        let (status, responses) = try await link.connection.answer(to: tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        for response in responses {
            switch response {
            case .search(let numbers, _): return UInt32(clamping: numbers.count)
            case .extendedSearch(let result): return result.count ?? 0
            default: break
            }
        }
        return 0
    }

    /// Keeps as much under way as the line takes, the window that is read among it.
    private func sendAhead(
        _ descent: inout ChangesWalk.Descent, of walk: ChangesWalk, isAlone: Bool, over link: Link
    ) async throws(BackendError) {
        let octetsAhead = await link.connection.pace.octetsAhead(limit: ChangesWalk.octetsAhead)
        while descent.pending.isEmpty || (!isAlone && descent.expected < octetsAhead), descent.upper > 0 {
            guard try await settlesNumbers(of: descent, over: link) else { return }
            let isScreen = walk.point == nil && descent.isFresh
            let size = isScreen ? ChangesWalk.firstWindow : descent.windowSize(octetsAhead: octetsAhead)
            let lower = descent.upper > size ? descent.upper - size + 1 : 1
            let numbers = SequenceSet(lower...descent.upper)
            let tag = try await sendFetch(of: numbers, walk.items(over: link, isShown: isScreen), over: link)
            if isScreen { descent.conversations = conversations(of: lower...descent.upper, in: walk, over: link) }
            descent.isFresh = false
            descent.pending.append(ChangesWalk.Window(tag: tag, numbers: numbers))
            descent.upper = lower - 1
        }
    }

    /// Asks for what lists show of messages.
    func sendFetch(
        of numbers: SequenceSet, _ items: [FetchAttribute], over link: Link
    ) async throws(BackendError) -> Tag {
        try await link.connection.send(.fetch(.numbers(numbers), items, FetchOptions())) {
            if case .fetch(let fetch) = $0 { fetch.isSummary && numbers.contains(fetch.sequenceNumber) } else { false }
        }
    }

    private func messages(
        of window: ChangesWalk.Window, in descent: ChangesWalk.Descent, validity: UInt32, over link: Link
    ) async throws(BackendError) -> [RemoteMessage] {
        var messages: [RemoteMessage] = []
        var tooLong: [UInt32] = []
        while let part = try await link.connection.next(window.tag) {
            switch part {
            case .response(.fetch(let fetch)):
                if let message = RemoteMessage(fetch, validity: validity) { messages.append(message) }
            case .tooLong(let beginning):
                if let number = sequenceNumber(of: beginning), window.numbers.contains(number) {
                    tooLong.append(number)
                }
            default: break
            }
            guard messages.count <= 2 * window.numbers.count + 1000 else {
                throw await link.connection.fail(violation: ProtocolViolation("an answer without end"))
            }
        }
        let status = try await link.connection.finish(window.tag)
        // NO still gives what could be read: some message of the window is damaged or just gone.
        if status.condition == .bad || (messages.isEmpty && status.postponement != nil) {
            throw BackendError(refusal: status)
        }
        if tooLong.isEmpty { return messages }
        try await takeTurn()
        defer { giveTurn() }
        guard await hasSameNumbers(descent, over: link) else {
            throw .tryLater(serverText: "the mailbox changed while a message of it was looked at")
        }
        return messages + (try await withoutSummary(tooLong, validity: validity, over: link))
    }

    /// Messages whose envelope is above the limits: listed without it.
    private func withoutSummary(
        _ numbers: [UInt32], validity: UInt32, over link: Link
    ) async throws(BackendError) -> [RemoteMessage] {
        let tag = try await sendFetch(of: SequenceSet(numbers), ChangesWalk.names, over: link)
        return try await link.connection.answer(to: tag).1.compactMap {
            if case .fetch(let fetch) = $0 { RemoteMessage(fetch, validity: validity) } else { nil }
        }
    }

    private func sequenceNumber(of beginning: [UInt8]) -> UInt32? {
        var parser = ResponseParser(beginning)
        guard parser.accept("*"), parser.accept(" ") else { return nil }
        return try? parser.parseNumber()
    }

    /// Compares the flags of all known messages, newest first (no CONDSTORE).
    func compareWindow(_ walk: inout ChangesWalk) async throws(BackendError) {
        let link = try connected()
        guard let target = walk.target, var comparison = walk.comparison, let point = walk.point else { return }
        // One FETCH by UID covers the next so many known messages; what it does not name is gone.
        let next = comparison.order.suffix(Int(ChangesWalk.flagsWindow))
        guard let lowest = next.first, let highest = next.last else {
            walk.comparison = nil
            return try await endComparison(&walk)
        }
        try await compress(before: .flags(comparison.order.count), over: link)
        comparison.order.removeLast(next.count)
        let known = point.known
        let uids = known.clamped(to: lowest...highest)
        try await reopen(walk.mailbox, at: target)
        let tag = try await link.connection.send(.fetch(.uids(uids), [.uid, .flags], FetchOptions())) {
            if case .fetch(let fetch) = $0 { fetch.uid.map { uids.contains($0) } ?? false } else { false }
        }
        var changed: [UInt32: Flags] = [:]
        var asked: [UInt32: Flags] = [:]
        for uid in next { asked[uid] = comparison.flags.removeValue(forKey: uid) }
        while let part = try await link.connection.next(tag) {
            guard case .response(.fetch(let fetch)) = part, let uid = fetch.uid, let flags = fetch.flags else {
                continue
            }
            guard let before = asked.removeValue(forKey: uid) else { continue }
            let now = Flags(wire: flags)
            if now != before { changed[uid] = now }
        }
        let status = try await link.connection.finish(tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        walk.comparison = comparison
        walk.report(
            flags: changed, vanished: asked.keys.filter { known.contains($0) }.sorted(by: >), validity: target.validity)
    }

    private func endComparison(_ walk: inout ChangesWalk) async throws(BackendError) {
        guard walk.descent == nil else {
            walk.stage = .arrivals
            return
        }
        guard let selection = await link?.connection.selection else { return }
        await beginOlder(&walk, on: selection)
    }
}
