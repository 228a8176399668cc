package import BackendAPI
package import Logging
package import MailModel
package import MailStore

/// Brings the mail of one account's store to another account's server.
///
/// Nothing is removed anywhere. Before a message is sent, the store notes that it will be; when the server has told
/// that it has it, the store notes that. So whatever ends a move, the next one knows what arrived, and looks on the
/// server for what may have: by Message-ID, size and octets. The caller holds both stores' locks.
package actor AccountMove {
    nonisolated let account: Account
    nonisolated let store: MailDatabase
    nonisolated let backend: any MailUploading
    let target: UploadTarget
    let clock: EngineClock
    let log: Logger
    private let statusPublisher: AsyncStream<AccountStatus>.Continuation
    /// How far it has come, the latest only; for one reader.
    package nonisolated let statuses: AsyncStream<AccountStatus>
    private var meter: TransferMeter?
    private var done = 0

    /// Prepares a move; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - account: Whose mail.
    ///   - store: Its store.
    ///   - backend: The way to the server that takes it.
    ///   - target: Which server that is, and whose mail there.
    ///   - clock: Time.
    ///   - log: Where errors are noted, never contents.
    package init(
        of account: Account, in store: MailDatabase, to backend: any MailUploading, target: UploadTarget,
        clock: EngineClock, log: Logger
    ) {
        self.account = account
        self.store = store
        self.backend = backend
        self.target = target
        self.clock = clock
        self.log = log
        (statuses, statusPublisher) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says what a move would come to; changes nothing, here or there.
    ///
    /// What is there already is told by Message-ID and size alone: the move itself looks at the octets, too.
    package func preview() async throws -> [MovedFolder] {
        try await overConnection { mailbox, folder in try await self.preview(mailbox, &folder) }
    }

    /// Moves all that is not there yet.
    ///
    /// - Throws: `BackendError` or `StoreError`: what ended it early. What was moved before is, and is not moved again.
    package func run() async throws -> [MovedFolder] {
        try await overConnection { mailbox, folder in try await self.move(mailbox, &folder) }
    }

    private func overConnection(
        _ body: (MailboxRow, inout MovedFolder) async throws -> Void
    ) async throws -> [MovedFolder] {
        publish(.connecting)
        do {
            try await backend.connect()
            let mapping = FolderMapping(try await backend.mailboxes())
            let mailboxes = try await store.mailboxRows().filter { $0.messages > 0 }
            meter = TransferMeter(total: mailboxes.reduce(0) { $0 + $1.messages }, at: clock.uptime())
            done = 0
            var folders: [MovedFolder] = []
            for mailbox in mailboxes {
                var folder = MovedFolder(source: mailbox.name)
                publish(.syncing(doing: mailbox.name.text))
                if let destination = mapping.destination(of: mailbox) {
                    folder.destination = destination.name
                    folder.isNew = !destination.isThere
                    try await body(mailbox, &folder)
                } else {
                    folder.messages = mailbox.messages
                    folder.failure = "the server can't have a mailbox of that name"
                }
                folders.append(folder)
            }
            await backend.disconnect()
            return folders
        } catch {
            await backend.disconnect()
            throw error
        }
    }

    private func publish(_ connection: AccountStatus.Connection) {
        statusPublisher.yield(AccountStatus(connection: connection, progress: meter?.progress))
    }

    /// Shows that some more messages are dealt with.
    func advance(by count: Int, in mailbox: MailboxName) {
        done += count
        meter?.advance(to: done, at: clock.uptime())
        publish(.syncing(doing: mailbox.text))
    }

    // MARK: - What is there

    private func preview(_ mailbox: MailboxRow, _ folder: inout MovedFolder) async throws {
        guard let destination = folder.destination else { return }
        var present = PresentIndex()
        var limit: Int?
        let uploads = try await store.uploads(from: mailbox.id, to: target)
        if !folder.isNew {
            present = try await backend.look(into: destination).present
            limit = try await backend.appendLimit(of: destination)
            present.claim(all: Set(uploads.values.compactMap(\.remote)))
        }
        var last: StoredEntry?
        while case let entries = try await store.entries(in: mailbox.id, after: last), let end = entries.last {
            for entry in entries {
                folder.messages += 1
                folder.octets += entry.sizeInOctets
                let found = present.candidates(messageID: entry.messageID, sizesInOctets: [entry.sizeInOctets]).first
                if uploads[entry.id]?.isConfirmed == true {
                    folder.known += 1
                } else if let found {
                    present.claim(found)
                    folder.known += 1
                } else if !entry.isWhole {
                    folder.absent += 1
                } else if let limit, entry.sizeInOctets > limit {
                    folder.tooLarge.append(entry.id)
                } else {
                    folder.uploaded += 1
                }
            }
            last = end
        }
    }
}

extension UploadState {
    var remote: RemoteID? {
        if case .confirmed(let remote) = self { remote } else { nil }
    }

    var isConfirmed: Bool {
        if case .confirmed = self { true } else { false }
    }
}
