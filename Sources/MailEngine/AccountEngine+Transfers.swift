import BackendAPI
import Logging
import MailModel
import MailStore

/// What goes from one account to another: see ``TransferIntake``.
extension AccountEngine {
    /// The accounts that may give something.
    private var givers: [MailDatabase] { stores.stores.filter { $0.account != account.name } }

    /// The mailbox of another account that an action names; nothing where it names none.
    func otherDestination(of action: UserAction) async throws(StoreError) -> MailboxRow? {
        switch action {
        case .move(_, .mailbox(let id)), .copy(_, .mailbox(let id)):
            guard id.account != account.name else { return nil }
            guard let row = try await stores[id.account]?.mailboxRow(id) else { throw .noSuchMailbox(id) }
            return row
        default: return nil
        }
    }

    /// Fetches what goes to other accounts and is not here; what the server does not give stays where it is.
    func fetchForTransfers() async throws(BackendError) {
        let missing = try await withoutContent()
        guard !missing.isEmpty else { return }
        let rows = try await stored { () async throws(StoreError) in try await store.mailboxRows() }
        for (id, messages) in missing {
            guard let mailbox = rows.first(where: { $0.id == id }) else { continue }
            publish(.syncing(doing: "fetching what moves"))
            var meter: TransferMeter?
            let wanted = messages.sorted { $0.key.row > $1.key.row }.map(\.value)
            try await download(wanted, in: mailbox, after: .init(done: 0, total: wanted.count), &meter)
        }
        let asked = Set(missing.values.flatMap(\.keys))
        let left = Set(try await withoutContent().values.flatMap(\.keys)).intersection(asked)
        guard !left.isEmpty else { return }
        try await stored { () async throws(StoreError) in try await store.dropTransfers(of: Array(left)) }
        let what = left.count == 1 ? "a message" : "\(left.count) messages"
        note("the server does not give \(what) to be moved; \(left.count == 1 ? "it stays" : "they stay") here")
    }

    private func withoutContent() async throws(BackendError) -> [MailboxID: [StoredID: WantedMessage]] {
        try await stored { () async throws(StoreError) in try await store.transfersWithoutContent() }
    }

    /// Takes in what other accounts give, as far as it goes to folders that are only here.
    func takeTransfersHere() async throws(BackendError) { _ = try await takeTransfers(over: nil) }

    /// The same where there is no connection that a failing store could end.
    func takeTransfersOffline() async {
        do throws(BackendError) { try await takeTransfersHere() } catch {
            log.warning("what comes from other accounts can't be kept: \(error.statusText)")
        }
    }

    /// Takes in all that other accounts give.
    func takeTransfers() async throws(BackendError) {
        for mailbox in try await takeTransfers(over: backend as? any MailUploading) {
            try await synchronise(mailboxNamed: mailbox)
        }
    }

    /// - Returns: The server's mailboxes that have got something.
    private func takeTransfers(over backend: (any MailUploading)?) async throws(BackendError) -> Set<MailboxName> {
        var changed: Set<MailboxName> = []
        for giver in givers {
            let isGiving = try await stored { () async throws(StoreError) in
                try await giver.hasTransfers(to: account.name)
            }
            guard isGiving else { continue }
            if backend != nil { publish(.syncing(doing: "taking mail from \(giver.account)")) }
            var intake = TransferIntake(from: giver, to: store, over: backend, clock: clock)
            do {
                try await intake.run()
            } catch let error as BackendError {
                throw error
            } catch let error as StoreError {
                throw .notKept(reason: error.description)
            } catch {
                throw .cancelled
            }
            for text in intake.report.notes { note(text) }
            changed.formUnion(intake.report.changed)
        }
        return changed
    }

    /// Whether the server is needed for what goes to another account, or comes from one.
    func needsServerForTransfers() async throws(StoreError) -> Bool {
        if try await !store.transfersWithoutContent().isEmpty { return true }
        guard backend is any MailUploading else { return false }
        for giver in givers where try await giver.hasTransfers(to: account.name) { return true }
        return false
    }

    /// Notices what other accounts give.
    func watchTransfers() -> [Task<Void, Never>] {
        let (name, wakes) = (account.name, wakes)
        return givers.map { giver in
            Task {
                var known = -1
                // What is whole by now may go.
                while let number = await giver.waitForChange(of: [.journal, .texts], after: known) {
                    known = number
                    if (try? await giver.hasTransfers(to: name)) == true { await wakes.send(.submitted) }
                }
            }
        }
    }

    // MARK: - Taking back

    /// Brings back from other accounts what an undo found there.
    ///
    /// - Returns: What to tell a person of it.
    func bringBack(_ undone: UndoneAction) async throws(StoreError) -> String {
        var lost = undone.lost
        for (origin, arrivals) in undone.arrivals {
            let mailbox = MailboxID(account: account.name, row: origin)
            guard let row = try await store.mailboxRow(mailbox) else {
                lost += arrivals.count
                continue
            }
            for (taker, arrivals) in Dictionary(grouping: arrivals, by: \.mailbox.account) {
                var ids: [StoredID] = []
                for arrival in arrivals { if let id = try await shown(arrival) { ids.append(id) } }
                lost += arrivals.count - ids.count
                guard !ids.isEmpty else { continue }
                try await stores[taker]?.submit(.move(ids, to: .mailbox(mailbox)), to: row, isUndoable: false)
            }
        }
        var parts = [undone.text]
        if undone.underWay > 0 { parts.append("\(undone.underWay) on the way: undo again once there") }
        if lost > 0 { parts.append("\(lost) can't be brought back") }
        return parts.joined(separator: "; ")
    }

    private func shown(_ arrival: ArrivedTransfer) async throws(StoreError) -> StoredID? {
        guard let store = stores[arrival.mailbox.account] else { return nil }
        if let id = arrival.stored { return id }
        let entry = arrival.transfer.entry
        return try await store.shownMessage(
            arrival.remote, messageID: entry.messageID, sizeInOctets: entry.sizeInOctets, in: arrival.mailbox)
    }
}
