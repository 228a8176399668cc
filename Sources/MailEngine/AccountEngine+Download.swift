package import BackendAPI
import Logging
package import MailModel
import MailStore

extension AccountEngine {
    /// Fetches messages whole and writes them down in groups, each group in one transaction.
    ///
    /// The messages are fetched in the order given. What has come whole is kept even where the connection breaks on
    /// the way; how far it has come shows from `before` on.
    func download(
        _ messages: [WantedMessage], in mailbox: MailboxRow, after before: MailboxDelta.Progress,
        _ meter: inout TransferMeter?
    ) async throws(BackendError) {
        var taken = 0
        let stream = backend.content(.whole, of: messages.map(\.id), in: mailbox.name)
        var group = WholeMessageGroup(
            messages, store: store, mailbox: mailbox.id, removeAfter: isModeAgreed ? account.mode.removeAfter : nil,
            now: clock.now(), isOneByOne: await backend.capabilities.mayRemoveFetched)
        do throws(BackendError) {
            while let pieces = try await stream.nextBatch() {
                for case .missing(let id, let reason) in pieces {
                    log.notice("a message could not be fetched", metadata: ["id": "\(id)", "reason": "\(reason)"])
                }
                try await stored { () async throws(StoreError) in try await group.take(pieces) }
                let shown = taken / 20
                taken += pieces.count { if case .ended = $0 { true } else { false } }
                // A handful needs no bar, and a bar not every message.
                if before.total > 20, taken / 20 > shown {
                    show(.init(done: before.done + taken, total: before.total), on: &meter)
                }
            }
        } catch {
            try await stored { () async throws(StoreError) in try await group.keep() }
            throw error
        }
        try await stored { () async throws(StoreError) in try await group.keep() }
    }

    /// Fetches again, twice at most, what came with another size than was announced.
    ///
    /// A server may end a message early and in order; one that only counts wrongly gives the same octets again.
    func downloadDoubtful(of mailbox: MailboxRow) async throws(BackendError) {
        guard account.mailProtocol == .pop3 else { return }
        for _ in 0..<2 {
            let messages = try await stored { () async throws(StoreError) in try await store.doubtfulMessages() }
            guard !messages.isEmpty else { return }
            var meter: TransferMeter?
            try await download(messages, in: mailbox, after: .init(done: 0, total: messages.count), &meter)
        }
    }

    /// Fetches, window by window, all messages of a mailbox that are not whole here.
    package func download(missingIn mailbox: MailboxRow) async throws(BackendError) {
        let total = try await stored { () async throws(StoreError) in
            try await store.countWithoutContent(in: mailbox.id)
        }
        var meter: TransferMeter?
        var done = 0
        var last: StoredID?
        while done < total {
            let after = last
            let window = try await stored { () async throws(StoreError) in
                try await store.messagesWithoutContent(in: mailbox.id, limit: Self.longestDownload, after: after)
            }
            guard !window.messages.isEmpty else { return }
            try await download(window.messages, in: mailbox, after: .init(done: done, total: total), &meter)
            done += window.messages.count
            last = window.last
        }
        publish { $0.progress = nil }
    }
}
