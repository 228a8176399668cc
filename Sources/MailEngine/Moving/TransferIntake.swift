import BackendAPI
import MailModel
import MailStore

/// Takes in what people have moved or copied to this account from another one.
///
/// Two stores are two files, and no transaction spans them, or a store and a server. So each step is written down where
/// it happens before the next one begins:
///
/// 1. The giver's store has the transfer in its queue. The message stays in its list, with a mark.
/// 2. The giver's engine fetches the octets that are not there.
/// 3. Here, where the destination is in this account's store alone: the message and the transfer's token are kept in one
///    transaction. Or on its server: the giver's store notes where the destination ends now and that the message is sent;
///    APPEND, with flags and INTERNALDATE; the server says that it has it.
/// 4. The giver's store takes the transfer out of its queue and, where the message was moved, the message out of its list,
///    in one transaction: then its own server's copy goes as with every deletion.
///
/// A message is never in neither account, and whatever ends a process between two steps, the next one goes on: a token
/// that is known is not taken again; what was sent is looked for among what the destination has got since, by Message-ID,
/// size and octets, and sent again only where it is not there. The queue is the giver's, and the one process that has the
/// taker's lock works it off.
struct TransferIntake {
    /// What an intake came to, beside the messages.
    struct Report {
        /// What a person should read.
        var notes: [String] = []
        /// Mailboxes of the server that have got something.
        var changed: Set<MailboxName> = []
    }

    private static let messageLimit = 100
    private static let octetLimit = 4 << 20

    let giver: MailDatabase
    let taker: MailDatabase
    /// Nothing where there is no connection, or none that takes messages: then only what goes no further than the store.
    let backend: (any MailUploading)?
    let clock: EngineClock
    private(set) var report = Report()

    init(from giver: MailDatabase, to taker: MailDatabase, over backend: (any MailUploading)?, clock: EngineClock) {
        self.giver = giver
        self.taker = taker
        self.backend = backend
        self.clock = clock
    }

    /// Takes all that can be taken now.
    ///
    /// - Throws: `StoreError`, or `BackendError` where the connection broke or the server wants patience.
    mutating func run() async throws {
        let mailboxes = try await taker.mailboxRows()
        let queue = try await giver.transfers(to: taker.account)
        for transfers in Dictionary(grouping: queue, by: \.destination).values {
            guard let destination = transfers.first.flatMap({ Self.destination(of: $0, in: mailboxes) }) else {
                try await giver.drop(transfers)
                note(transfers, "can't go to a folder that is no longer there")
                continue
            }
            if destination.isLocal {
                try await take(transfers, into: destination.id)
            } else if let backend {
                try await send(transfers, to: destination, over: backend)
            }
        }
        let known = try await taker.receivedTokens()
        guard !known.isEmpty else { return }
        // Others may give, too.
        let open = Set(try await giver.transfers(to: taker.account).map(\.token))
        try await taker.forgetReceived(known.intersection(queue.map(\.token)).subtracting(open))
    }

    /// The mailbox that was chosen: by its number, unless one of its old name says that it is another store's number.
    private static func destination(of transfer: Transfer, in mailboxes: [MailboxRow]) -> MailboxRow? {
        let byNumber = mailboxes.first { $0.id == transfer.destination }
        return byNumber?.name == transfer.destinationName
            ? byNumber : mailboxes.first { $0.name == transfer.destinationName } ?? byNumber
    }

    // MARK: - Into the store

    private func take(_ transfers: [Transfer], into mailbox: MailboxID) async throws {
        var rest = transfers.filter { $0.isReady && !$0.isGone }[...]
        while !rest.isEmpty {
            var group: [WholeMessage] = []
            var octets = 0
            let taken = rest
            while let transfer = rest.first, group.count < Self.messageLimit, octets < Self.octetLimit {
                rest.removeFirst()
                group.append(try await whole(transfer))
                octets += transfer.entry.sizeInOctets
            }
            let kept = try await taker.keepMessages(group, in: mailbox, now: clock.now())
            let arrived = zip(taken, kept).map { ArrivedTransfer($0, in: mailbox, stored: $1.id) }
            try await giver.settle(arrived)
        }
    }

    private func whole(_ transfer: Transfer) async throws -> WholeMessage {
        guard let content = try await giver.storedContent(of: transfer.entry.id) else {
            throw StoreError.noSuchMessage(transfer.entry.id)
        }
        var incoming = IncomingMessage(in: taker)
        for try await octets in content { try await incoming.append(octets) }
        let (flags, date) = (transfer.entry.flags, transfer.entry.date)
        var whole = try await incoming.finish(as: nil, flags: flags, date: date, now: clock.now())
        whole.token = transfer.token
        return whole
    }

    // MARK: - To the server

    private mutating func send(
        _ transfers: [Transfer], to mailbox: MailboxRow, over backend: any MailUploading
    ) async throws {
        let sent = transfers.filter(\.isSent)
        var waiting = transfers.filter { !$0.isSent && $0.isReady && !$0.isGone }
        if let point = sent.compactMap(\.sentAfter).min(by: { $0.uidNext < $1.uidNext }) {
            try await clock.awaitStragglers { () async throws(BackendError) in
                try await backend.look(into: mailbox.name, since: point).names.count
            }
            waiting = try await resolve(sent, in: mailbox, over: backend) + waiting
        }
        guard !waiting.isEmpty else { return }
        let limit = try await backend.appendLimit(of: mailbox.name)
        let large = waiting.filter { transfer in limit.map { transfer.entry.sizeInOctets > $0 } ?? false }
        if let limit, !large.isEmpty {
            try await giver.drop(large)
            note(large, "can't go to \(taker.account): its server takes no more than \(limit) octets a message")
        }
        let tooLarge = Set(large.map(\.id))
        var rest = waiting.filter { !tooLarge.contains($0.id) }[...]
        while !rest.isEmpty { try await sendGroup(of: &rest, to: mailbox, over: backend) }
    }

    private mutating func sendGroup(
        of rest: inout ArraySlice<Transfer>, to mailbox: MailboxRow, over backend: any MailUploading
    ) async throws {
        var group: [Transfer] = []
        var messages: [UploadMessage] = []
        var octets = 0
        while let transfer = rest.first, group.count < Self.messageLimit, octets < Self.octetLimit {
            rest.removeFirst()
            guard let content = try await giver.storedContent(of: transfer.entry.id) else { continue }
            let message = try await UploadMessage(transfer.entry, content, of: giver)
            group.append(transfer)
            messages.append(message)
            octets += message.octetsHeld
        }
        guard !group.isEmpty else { return }
        let point = try await backend.end(of: mailbox.name)
        for index in group.indices { group[index].sentAfter = point }
        try await giver.noteSending(group, after: point)
        do {
            try await settle(group, try await backend.upload(messages, to: mailbox.name), in: mailbox)
        } catch BackendError.refused(let text) {
            // It takes nothing more, as where a quota is used up; what came before that may be there.
            let left = try await resolve(group, in: mailbox, over: backend) + Array(rest)
            rest = []
            try await giver.drop(left)
            note(left, "can't go to \(taker.account): \(BackendError.refused(serverText: text).statusText)")
        }
    }

    private mutating func settle(_ group: [Transfer], _ outcomes: [UploadOutcome], in mailbox: MailboxRow) async throws
    {
        var arrived: [ArrivedTransfer] = []
        var refused: [String: [Transfer]] = [:]
        for (transfer, outcome) in zip(group, outcomes) {
            switch outcome {
            case .stored(let remote): arrived.append(ArrivedTransfer(transfer, in: mailbox.id, remote: remote))
            case .tooLarge: refused["the server says that it is too large", default: []].append(transfer)
            case .refused(let reason): refused["the server refused: “\(reason)”", default: []].append(transfer)
            }
        }
        if !arrived.isEmpty { report.changed.insert(mailbox.name) }
        try await giver.settle(arrived)
        for (reason, transfers) in refused {
            try await giver.drop(transfers)
            note(transfers, "can't go to \(taker.account): \(reason)")
        }
    }

    /// Finds out what of it is there.
    ///
    /// - Returns: Those that are not, to be sent again.
    private mutating func resolve(
        _ sent: [Transfer], in mailbox: MailboxRow, over backend: any MailUploading
    ) async throws -> [Transfer] {
        var arrived: [ArrivedTransfer] = []
        var left: [Transfer] = []
        for (point, transfers) in Dictionary(grouping: sent, by: \.sentAfter) {
            guard let point else { continue }
            var present = try await backend.look(into: mailbox.name, since: point)
            for transfer in transfers {
                guard let content = try await giver.storedContent(of: transfer.entry.id) else { continue }
                let found = try await present.claim(
                    content, messageID: transfer.entry.messageID, in: mailbox.name, of: backend)
                if let found {
                    arrived.append(ArrivedTransfer(transfer, in: mailbox.id, remote: found))
                } else {
                    left.append(transfer)
                }
            }
        }
        if !arrived.isEmpty { report.changed.insert(mailbox.name) }
        try await giver.settle(arrived)
        try await giver.noteUnsent(left)
        // Who has deleted it meanwhile does not want it there.
        try await giver.drop(left.filter(\.isGone))
        return left.filter { !$0.isGone }
    }

    // MARK: - Words

    private mutating func note(_ transfers: [Transfer], _ why: String) {
        guard let first = transfers.first else { return }
        let what = transfers.count == 1 ? "“\(first.subject)”" : "\(transfers.count) messages"
        let stays = transfers.count == 1 ? "it stays" : "they stay"
        report.notes.append("\(what) \(why); \(stays) in \(giver.account)")
    }
}
