import BackendAPI
import MailModel
import MailStore

/// One mailbox on its way.
private struct FolderMove {
    let destination: MailboxName
    /// Messages above it the server does not take.
    let limit: Int?
    var present = PresentIndex()
    /// The server's names of all that was there to begin with.
    var before: Set<RemoteID> = []
    /// What an earlier move has noted, and still holds.
    var uploads: [StoredID: UploadState] = [:]
    /// To be sent next.
    var batch: [(entry: StoredEntry, message: UploadMessage)] = []
    var octetsHeld = 0
    /// Sent, and the server has not told their names.
    var unnamed: [StoredEntry] = []

    static let messageLimit = 200
    static let octetLimit = 4 << 20
}

extension AccountMove {
    /// Brings all messages of a mailbox to the server that are not there.
    func move(_ mailbox: MailboxRow, _ folder: inout MovedFolder) async throws {
        guard let destination = folder.destination else { return }
        do {
            if folder.isNew { try await backend.makeMailbox(destination) }
            var work = FolderMove(
                destination: destination, limit: try await backend.appendLimit(of: destination))
            try await begin(&work, mailbox)
            var last: StoredEntry?
            while case let entries = try await store.entries(in: mailbox.id, after: last), let end = entries.last {
                for entry in entries { try await take(entry, &work, &folder) }
                last = end
            }
            try await flush(&work, &folder)
            try await confirmUnnamed(&work, &folder)
        } catch BackendError.refused(let text) where folder.messages == 0 {
            // The mailbox can't be made or opened; the others can.
            folder.messages = mailbox.messages
            folder.failure = BackendError.refused(serverText: text).statusText
        }
    }

    /// Finds out what is there, and what of it is known to be ours.
    private func begin(_ work: inout FolderMove, _ mailbox: MailboxRow) async throws {
        work.uploads = try await store.uploads(from: mailbox.id, to: target)
        let (backend, destination) = (backend, work.destination)
        if work.uploads.values.contains(.sent) {
            try await clock.awaitStragglers { () async throws(BackendError) in
                try await backend.look(into: destination).present.names.count
            }
        }
        let (present, validity) = try await backend.look(into: destination)
        work.present = present
        work.before = present.names
        // Names of another UIDVALIDITY mean nothing: such a message is looked for like one that was never sent.
        work.uploads = work.uploads.filter { _, state in
            if case .uid(_, let told)? = state.remote { told == validity } else { state.isConfirmed }
        }
        work.present.claim(all: Set(work.uploads.values.compactMap(\.remote)))
    }

    private func take(_ entry: StoredEntry, _ work: inout FolderMove, _ folder: inout MovedFolder) async throws {
        folder.messages += 1
        folder.octets += entry.sizeInOctets
        if work.uploads[entry.id] != nil {
            folder.known += 1
        } else if let content = try await store.storedContent(of: entry.id) {
            let found = try await work.present.claim(
                content, messageID: entry.messageID, in: work.destination, of: backend)
            if let remote = found {
                try await store.settleUploads(confirmed: [entry.id: remote], to: target)
                folder.known += 1
            } else if let limit = work.limit, content.sizeInOctets > limit {
                folder.tooLarge.append(entry.id)
            } else {
                return try await add(entry, content, &work, &folder)
            }
        } else {
            folder.absent += 1
        }
        advance(by: 1, in: folder.source)
    }

    private func add(
        _ entry: StoredEntry, _ content: StoredContent, _ work: inout FolderMove, _ folder: inout MovedFolder
    ) async throws {
        let message = try await UploadMessage(entry, content, of: store)
        work.octetsHeld += message.octetsHeld
        work.batch.append((entry, message))
        if work.batch.count >= FolderMove.messageLimit || work.octetsHeld >= FolderMove.octetLimit {
            try await flush(&work, &folder)
        }
    }

    /// Sends what waits, and notes before and after.
    private func flush(_ work: inout FolderMove, _ folder: inout MovedFolder) async throws {
        guard !work.batch.isEmpty else { return }
        let batch = work.batch
        (work.batch, work.octetsHeld) = ([], 0)
        try await store.noteUploading(batch.map(\.entry.id), to: target)
        let outcomes = try await backend.upload(batch.map(\.message), to: work.destination)
        var confirmed: [StoredID: RemoteID?] = [:]
        var forgotten: [StoredID] = []
        for ((entry, _), outcome) in zip(batch, outcomes) {
            switch outcome {
            case .stored(let remote?):
                confirmed[entry.id] = .some(remote)
                folder.uploaded += 1
            case .stored(nil): work.unnamed.append(entry)
            case .tooLarge:
                folder.tooLarge.append(entry.id)
                forgotten.append(entry.id)
            case .refused(let reason):
                folder.refused[entry.id] = reason
                forgotten.append(entry.id)
            }
        }
        try await store.settleUploads(confirmed: confirmed, forgotten: forgotten, to: target)
        advance(by: batch.count, in: folder.source)
    }

    /// Looks for what the server has taken without telling its name (no UIDPLUS).
    private func confirmUnnamed(_ work: inout FolderMove, _ folder: inout MovedFolder) async throws {
        guard !work.unnamed.isEmpty else { return }
        work.present = try await backend.look(into: work.destination).present
        work.present.claim(all: work.before)
        var confirmed: [StoredID: RemoteID?] = [:]
        for entry in work.unnamed {
            guard let content = try await store.storedContent(of: entry.id) else { continue }
            // New there since, with the Message-ID and the size: the server has already said that it took it.
            let sizes = try await ContentLikeness(of: content).sizes
            if let remote = work.present.candidates(messageID: entry.messageID, sizesInOctets: sizes).first {
                work.present.claim(remote)
                confirmed[entry.id] = .some(remote)
                folder.uploaded += 1
            } else {
                folder.unconfirmed += 1
            }
        }
        try await store.settleUploads(confirmed: confirmed, to: target)
    }
}
