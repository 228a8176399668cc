package import BackendAPI
import IMAP
package import MailModel

extension IMAPBackend {
    package nonisolated func changes(in mailbox: MailboxName, since known: KnownMailbox) -> DeltaStream {
        let start = StreamStart {
            await self.beginWalk(ChangesWalk(mailbox: mailbox, known: known))
        } end: { number in
            await self.endWalk(number)
        }
        return DeltaStream { () async throws(BackendError) in try await self.nextDelta(start.number()) }
    }

    private func beginWalk(_ walk: ChangesWalk) -> Int {
        memory.streamCount += 1
        walks[memory.streamCount] = walk
        return memory.streamCount
    }

    private func endWalk(_ number: Int) async {
        guard let walk = walks.removeValue(forKey: number), let connection = link?.connection else { return }
        for window in walk.descent?.pending ?? [] { await connection.abandon(window.tag) }
    }

    private func nextDelta(_ number: Int) async throws(BackendError) -> MailboxDelta? {
        do {
            return try await makeDelta(number)
        } catch {
            await endWalk(number)
            throw withoutSecret(error)
        }
    }

    private func makeDelta(_ number: Int) async throws(BackendError) -> MailboxDelta? {
        while var walk = walks[number] {
            if !walk.ready.isEmpty {
                var delta = walk.ready.removeFirst()
                swap(&delta.rights, &walk.rights)
                walks[number] = walk
                return delta
            }
            if walk.stage == .over {
                walks[number] = nil
                return nil
            }
            if try await ask(&walk) { try await takeWindow(&walk) }
            if walk.stage == .over { await noteInStep(walk) }
            // The stream may have been dropped meanwhile.
            guard walks[number] != nil else { return nil }
            walks[number] = walk
        }
        return nil
    }

    /// Takes the next step that needs the connection for itself.
    ///
    /// - Returns: Whether the answer to it is still to be read.
    private func ask(_ walk: inout ChangesWalk) async throws(BackendError) -> Bool {
        try await takeTurn()
        defer { giveTurn() }
        switch walk.stage {
        case .opening:
            try await open(&walk)
            // What was told of it before shows now.
            await link?.connection.forgetNews(of: wireName(of: walk.mailbox))
        case .comparing: try await compareWindow(&walk)
        case .arrivals, .older: return try await askForWindows(&walk)
        case .over: break
        }
        return false
    }

    /// Whatever happens from here on is news.
    private func noteInStep(_ walk: ChangesWalk) async {
        guard let connection = link?.connection, let selection = await connection.selection,
            selection.mailbox == walk.mailbox
        else { return }
        let target = walk.target
        await connection.update(selection.serial) { known in
            known.inStepAt = target
            if let target {
                known.uidNext = target.uidNext
                known.highestModSeq = target.modSeq
            }
        }
        memory.seen[walk.mailbox] = await connection.selection.map { Sight($0) }
    }

    /// Selects the mailbox and asks, in one go, for all that may have changed.
    private func open(_ walk: inout ChangesWalk) async throws(BackendError) {
        guard let point = walk.point else {
            if let link, await link.connection.selection?.mailbox == walk.mailbox {
                // As it is now, not as it was at the last command.
                _ = try await link.connection.finish(link.connection.send(.noop))
            }
            let rights = try await askRights(of: walk.mailbox, over: try connected())
            let selection = try await select(walk.mailbox)
            walk.rights = try await takeRights(rights, in: selection, over: try connected())
            await beginListening(to: selection)
            // A checkpoint that can't be read belongs to a mailbox that is not known any more.
            return begin(&walk, on: selection, isReset: walk.known.checkpoint != nil)
        }
        let link = try connected()
        if let foreseen = takeForeseenOpening(of: walk.mailbox, at: point) {
            do throws(BackendError) {
                return try await take(foreseen, in: &walk, over: link)
            } catch .refused {
                // Once more, as any other mailbox.
            }
        }
        await dropForeseen()
        var opening = Opening(point: point)
        if let selection = await link.connection.selection, selection.mailbox == walk.mailbox {
            opening.before = selection
            try await ask(&opening, in: walk.mailbox, over: link)
        } else {
            try await askAll(&opening, in: walk.mailbox, over: link)
        }
        try await take(opening, in: &walk, over: link)
    }

    private func take(_ opening: Opening, in walk: inout ChangesWalk, over link: Link) async throws(BackendError) {
        var opening = opening
        let selection = try await take(&opening, of: walk, over: link)
        walk.rights = try await takeRights(opening.rights, in: selection, over: link)
        guard selection.validity == opening.point.validity else {
            return begin(&walk, on: selection, isReset: true)
        }
        try await report(opening, in: &walk, on: selection, over: link)
    }

    /// All is about to be read anew: what was news before this is none.
    private func beginListening(to selection: Selection) async {
        await link?.connection.update(selection.serial) {
            $0.news = Selection.News()
            $0.inStepAt = nil
        }
    }

    /// The first time, or all anew: everything, newest first.
    private func begin(_ walk: inout ChangesWalk, on selection: Selection, isReset: Bool) {
        let target = SyncPoint(
            validity: selection.validity, uidNext: selection.uidNext ?? 1, modSeq: selection.highestModSeq,
            messages: selection.map.count, floor: nil)
        walk.target = target
        walk.comparison = nil
        walk.progress = .init(done: 0, total: selection.map.count)
        if isReset || selection.map.count == 0 {
            // An empty piece says so at once, so that a crash between here and the first window is harmless.
            walk.ready.append(
                MailboxDelta(isReset: isReset, checkpoint: selection.map.count == 0 ? target.checkpoint : nil))
        }
        guard selection.map.count > 0 else {
            walk.stage = .over
            return
        }
        walk.descent = ChangesWalk.Descent(
            serial: selection.serial, removals: selection.removals, upper: UInt32(clamping: selection.map.count),
            floor: nil, stop: 1)
        walk.stage = .older
    }
}

extension IMAPBackend.Sight {
    init(_ selection: Selection) {
        self.init(
            validity: selection.validity, messages: selection.map.count, uidNext: selection.uidNext,
            modSeq: selection.highestModSeq)
    }
}

/// The number of a stream that begins when it is first asked, and ends when nobody holds it.
actor StreamStart {
    private let begin: @Sendable () async -> Int
    private let end: @Sendable (Int) async -> Void
    private var started: Int?

    init(_ begin: @escaping @Sendable () async -> Int, end: @escaping @Sendable (Int) async -> Void) {
        self.begin = begin
        self.end = end
    }

    func number() async -> Int {
        if let started { return started }
        let number = await begin()
        started = number
        return number
    }

    deinit {
        guard let started else { return }
        let end = end
        Task { await end(started) }
    }
}
