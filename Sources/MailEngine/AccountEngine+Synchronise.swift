package import BackendAPI
package import MailModel
import MailStore

extension AccountEngine {
    /// Brings everything in step once: the journal out, then every mailbox that has changed in.
    ///
    /// Between two mailboxes what a person has done meanwhile goes out first. Where removing ends the session, all
    /// of it goes out at the end: one login for everything.
    ///
    /// - Parameter only: Names of the mailboxes to compare; nothing for all.
    /// - Throws: What ended the connection. A mailbox that the server refuses is left out, and noted: once until it opens
    ///   or a person goes there.
    package func synchronise(only: Set<MailboxName>? = nil) async throws(BackendError) {
        try await stored { () async throws(StoreError) in try await emptyTrash() }
        deferrals.beginRound()
        let isExclusive = await backend.capabilities.isExclusive
        if !isExclusive { try await replayJournal() }
        publish(.syncing(doing: "folders"))
        let listings = try await backend.mailboxes()
        try await keep(listings)
        let fingerprints = Dictionary(listings.map { ($0.name, $0.fingerprint) }) { $1 }
        var waiting = try await plan(listings, only: only)
        while !waiting.isEmpty {
            let mailbox = waiting.removeFirst()
            try await synchronise(mailbox, fingerprint: fingerprints[mailbox.name] ?? nil)
            if !isExclusive { try await replayJournal() }
            // The person may have opened another mailbox.
            if let index = waiting.firstIndex(where: { $0.name == focus }) {
                waiting.insert(waiting.remove(at: index), at: 0)
            }
        }
        if only == nil { try await stored { () async throws(StoreError) in try await store.finishRound() } }
        try await tellOfServer()
        try await fetchForTransfers()
        try await takeTransfers()
        try await removeWhatMayGo()
        if hasMetStrangers {
            hasMetStrangers = false
            try await synchronise(mailboxNamed: .inbox)
        }
        publish { $0.lastSynced = clock.now() }
    }

    /// Compares one mailbox; does nothing where the store doesn't know it.
    func synchronise(mailboxNamed name: MailboxName) async throws(BackendError) {
        guard let mailbox = try await mailbox(named: name), mailbox.isSelectable else { return }
        try await synchronise(mailbox)
        try await removeWhatMayGo()
        publish { $0.lastSynced = clock.now() }
    }

    /// A POP3 account's mailboxes are all here; its server has but the maildrop (RFC 1939 §3).
    private func keep(_ listings: [MailboxListing]) async throws(BackendError) {
        guard account.mailProtocol == .imap else {
            return try await stored { () async throws(StoreError) in try await store.ensureLocalMailboxes() }
        }
        let applied = try await stored { () async throws(StoreError) in try await store.apply(listings) }
        for (old, new) in applied.renamed { await follow(old, to: new) }
        if let text = applied.dropped.note { note(text) }
    }

    private func plan(
        _ listings: [MailboxListing], only: Set<MailboxName>?
    ) async throws(BackendError) -> [MailboxRow] {
        let rows = try await stored { () async throws(StoreError) in try await store.mailboxRows() }
        var known = try await stored { () async throws(StoreError) in try await store.fingerprints() }
        if account.mode == .downloadAndRemove {
            // Nothing has changed there, but an earlier download ended early, or the mode was another one.
            for mailbox in rows where known[mailbox.name] != nil && SyncPlan.isDrained(mailbox) {
                let missing = try await stored { () async throws(StoreError) in
                    try await store.messagesWithoutContent(in: mailbox.id, limit: 1)
                }
                if !missing.messages.isEmpty { known[mailbox.name] = nil }
            }
        }
        let departures = try await stored { () async throws(StoreError) in try await store.departures() }
        return SyncPlan.order(
            rows, listings: listings, known: known, focus: focus, only: only, departures: departures)
    }

    /// Compares one mailbox with the server, and fetches what of it is wanted here.
    private func synchronise(_ mailbox: MailboxRow, fingerprint: String? = nil) async throws(BackendError) {
        publish(.syncing(doing: mailbox.path.last ?? mailbox.name.text))
        try await followClock()
        do throws(BackendError) {
            // What of a mailbox of before is not in the one of now shows when there is nothing more to come.
            if try await compare(mailbox, fingerprint: fingerprint) { _ = try await compare(mailbox, fingerprint: nil) }
            unopened.remove(mailbox.name)
        } catch .refused(let serverText) {
            // Not with every look: a folder that a person may see and not read stays one.
            if unopened.insert(mailbox.name).inserted {
                note("\(mailbox.shownName): \(BackendError.refused(serverText: serverText).statusText)")
            }
        } catch .postponed(let why, let serverText) {
            putOff(mailbox.shownName, why, serverText: serverText)
            return publish { $0.progress = nil }
        }
        if account.mode == .downloadAndRemove, SyncPlan.isDrained(mailbox) { try await download(missingIn: mailbox) }
        try await downloadDoubtful(of: mailbox)
        publish { $0.progress = nil }
    }

    /// Writes the difference between a mailbox here and there down, piece by piece.
    ///
    /// One piece is written while the next one comes.
    ///
    /// - Returns: Whether the server's mailbox is another one than it was (UIDVALIDITY).
    private func compare(_ mailbox: MailboxRow, fingerprint: String?) async throws(BackendError) -> Bool {
        let stream = backend.changes(in: mailbox.name, since: try await known(of: mailbox))
        var meter: TransferMeter?
        var isReset = false
        var writing: DeltaWriting?
        var wanted = WantedMessages()
        while var delta = try await stream.next() {
            try await complete(writing, &wanted, &meter)
            wanted.hold(&delta)
            writing = DeltaWriting(delta, to: mailbox.id, in: store)
            isReset = isReset || delta.isReset
            if wanted.messages.count >= Self.longestDownload { try await download(&wanted, in: mailbox, &meter) }
        }
        try await complete(writing, &wanted, &meter)
        try await download(&wanted, in: mailbox, &meter)
        if !isReset { try await finish(mailbox, fingerprint: fingerprint) }
        return isReset
    }

    /// Looks, before anything is stamped with it, whether the clock was set: `remove_after` counts true time.
    private func followClock() async throws(BackendError) {
        guard account.mailProtocol == .pop3, case .leaveOnServer = account.mode, let machine = clock.machine()
        else { return }
        try await stored { () async throws(StoreError) in
            try await store.followClock(now: clock.now(), machine: machine)
        }
    }

    private func finish(_ mailbox: MailboxRow, fingerprint: String?) async throws(BackendError) {
        let dropped = try await stored { () async throws(StoreError) in
            try await store.finishComparison(of: mailbox.id, fingerprint: fingerprint)
        }
        if let text = dropped.note { note(text) }
    }

    /// Messages that are fetched in one go: at its end a server that answers ahead has nothing to do for a round trip,
    /// and some 100 octets are held of each.
    static let longestDownload = 10_000

    /// Waits until a piece of a comparison is written down, and notes what of it must come whole.
    private func complete(
        _ writing: DeltaWriting?, _ wanted: inout WantedMessages, _ meter: inout TransferMeter?
    ) async throws(BackendError) {
        guard let writing else { return }
        let applied = try await stored { () async throws(StoreError) in try await writing.writing.result() }
        for text in applied.notes { note(text) }
        wanted.messages += applied.wanted
        wanted.progress = writing.progress
        // A screenful of headers needs no bar.
        if applied.wanted.isEmpty, let progress = writing.progress, progress.total > 500 { show(progress, on: &meter) }
    }

    /// Fetches what is wanted so far.
    private func download(
        _ wanted: inout WantedMessages, in mailbox: MailboxRow, _ meter: inout TransferMeter?
    ) async throws(BackendError) {
        let (messages, progress, checkpoint) = (wanted.messages, wanted.progress, wanted.checkpoint)
        wanted = WantedMessages()
        if !messages.isEmpty {
            let total = progress?.total ?? messages.count
            let before = MailboxDelta.Progress(done: (progress?.done ?? total) - messages.count, total: total)
            try await download(messages, in: mailbox, after: before, &meter)
        }
        guard let checkpoint else { return }
        _ = try await stored { () async throws(StoreError) in
            try await store.apply(MailboxDelta(checkpoint: checkpoint), to: mailbox.id)
        }
    }

    private func known(of mailbox: MailboxRow) async throws(BackendError) -> KnownMailbox {
        let store = store
        let checkpoint = try await stored { () async throws(StoreError) in
            try await store.checkpoint(of: mailbox.id)
        }
        // A store that can't be read knows nothing; the writing that follows will say why.
        var wantsWhole = false
        if fetchesWhole, checkpoint == nil {
            wantsWhole = try await stored { () async throws(StoreError) in try await store.isUnknown(mailbox.id) }
        }
        return KnownMailbox(
            checkpoint: checkpoint, wantsWhole: wantsWhole,
            resized: { (try? await store.resizedMessages(size: $0)) ?? [] },
            messages: { (try? await store.knownMessages(in: mailbox.id)) ?? [:] })
    }

    func show(_ progress: MailboxDelta.Progress, on meter: inout TransferMeter?) {
        let moment = clock.uptime()
        if meter == nil { meter = TransferMeter(total: progress.total, at: moment) }
        meter?.advance(to: progress.done, at: moment)
        publish { $0.progress = meter?.progress }
    }

    func mailbox(named name: MailboxName) async throws(BackendError) -> MailboxRow? {
        try await stored { () async throws(StoreError) in try await store.mailbox(named: name) }
    }

    /// Runs a piece of work on the store; a store that fails ends the connection with its own words.
    func stored<Value: Sendable>(
        _ work: () async throws(StoreError) -> Value
    ) async throws(BackendError) -> Value {
        do {
            return try await work()
        } catch {
            throw .notKept(reason: error.description)
        }
    }
}

/// Messages of a comparison that must come whole.
private struct WantedMessages {
    var messages: [WantedMessage] = []
    /// How far the comparison is with the last of them.
    var progress: MailboxDelta.Progress?
    /// Where the comparison is once they are here.
    var checkpoint: Checkpoint?

    /// Keeps back what says that the messages are here.
    mutating func hold(_ delta: inout MailboxDelta) {
        guard delta.checkpoint != nil, !messages.isEmpty || delta.arrived.contains(where: { $0.summary == nil })
        else { return }
        checkpoint = delta.checkpoint
        delta.checkpoint = nil
    }
}

/// A piece of a comparison on its way into the store.
private struct DeltaWriting {
    let progress: MailboxDelta.Progress?
    let writing: StoreWriting<AppliedDelta>

    init(_ delta: MailboxDelta, to mailbox: MailboxID, in store: MailDatabase) {
        progress = delta.progress
        writing = StoreWriting { () async throws(StoreError) in try await store.apply(delta, to: mailbox) }
    }
}
