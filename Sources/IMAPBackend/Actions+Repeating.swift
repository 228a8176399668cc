import BackendAPI
import IMAP
import InternetMessage
import MailModel

extension IMAPBackend {
    /// Message-ID of octets about to be appended; empty where there is none.
    func messageID(of content: [UInt8]) -> String {
        Header(content)["Message-ID"].map { MessageIDParser.parseFirst($0) } ?? ""
    }

    /// Whether a message of that Message-ID is in the mailbox and stays there.
    func isThere(_ messageID: String, in mailbox: MailboxName) async throws(BackendError) -> Bool {
        try await copies(of: [messageID], in: mailbox)?.isEmpty == false
    }

    /// What tells a message that was copied from others.
    struct Likeness: Hashable {
        let messageID: String
        let sizeInOctets: UInt64?
    }

    /// A message that may be a copy, or have one.
    private typealias Twin = (uid: UInt32, flags: Set<IMAP.Flag>)

    /// SEARCH commands sent ahead.
    private static let searchWindow = 50
    /// Message-IDs that one SEARCH looks for: its line is to stay short.
    private static let searchedTogether = 20

    /// The messages of these Message-IDs that are in the mailbox, have come after `newest`, and stay there; nothing where
    /// that has another UIDVALIDITY.
    ///
    /// SEARCH looks for a part of the field only (RFC 9051 §6.4.4), and a Message-ID may be used twice: what is
    /// mistaken for a copy would cost the original.
    private func copies(
        of messageIDs: Set<String>, in mailbox: MailboxName, after newest: RemoteID? = nil
    ) async throws(BackendError) -> [Likeness: [Twin]]? {
        let wanted = messageIDs.subtracting([""])
        guard !wanted.isEmpty else { return [:] }
        let selection: Selection
        do {
            selection = try await select(mailbox)
        } catch .refused {
            return [:]
        }
        var last: UInt32 = 0
        if case .uid(let uid, let validity) = newest {
            guard validity == selection.validity else { return nil }
            last = uid
        }
        var copies: [Likeness: [Twin]] = [:]
        for fetch in try await candidates(wanted.sorted()) where wanted.contains(fetch.messageID) {
            guard let uid = fetch.uid, uid > last, fetch.flags?.contains(.deleted) == false else { continue }
            copies[fetch.likeness, default: []].append((uid, fetch.lastingFlags))
        }
        return copies
    }

    /// Messages of the open mailbox in whose Message-ID one of these is found.
    private func candidates(_ messageIDs: [String]) async throws(BackendError) -> [FetchResponse] {
        let link = try connected()
        let isKept = link.capabilities.contains(.searchResult) || link.capabilities.contains(.imap4rev2)
        if isKept { return try await keptCandidates(messageIDs, over: link.connection) }
        var found = SequenceSet()
        for piece in messageIDs.pieces(of: Self.searchWindow) {
            var tags: [Tag] = []
            for messageID in piece { tags.append(try await sendSearch(for: messageID, over: link.connection)) }
            for tag in tags { found.formUnion(try await takeFound(tag, over: link.connection)) }
        }
        guard !found.isEmpty else { return [] }
        let tag = try await sendFetch(of: .uids(found), over: link.connection)
        return try await takeFetched(tag, over: link.connection)
    }

    /// The same in one turn: the server fetches what it has found (RFC 5182).
    private func keptCandidates(
        _ messageIDs: [String], over connection: IMAPConnection
    ) async throws(BackendError) -> [FetchResponse] {
        var sent: [(search: Tag, fetch: Tag)] = []
        for piece in messageIDs.pieces(of: Self.searchedTogether) {
            let keys = piece.map { SearchKey.header(field: .messageID, contains: Array($0.utf8)) }
            guard let first = keys.first else { continue }
            let any = keys.dropFirst().reduce(first) { .or($1, $0) }
            let search = try await connection.send(.search(isUID: true, returning: [.save], [any])) { $0.isSearch }
            sent.append((search, try await sendFetch(of: .found, over: connection)))
        }
        var fetched: [FetchResponse] = []
        for (search, fetch) in sent {
            let status = try await connection.finish(search)
            guard status.condition == .ok else { throw BackendError(refusal: status) }
            fetched += try await takeFetched(fetch, over: connection)
        }
        return fetched
    }

    /// A refusal says nothing of what is there: taken for "no copy", it would double the message.
    private func takeFetched(
        _ tag: Tag, over connection: IMAPConnection
    ) async throws(BackendError) -> [FetchResponse] {
        let (status, responses) = try await connection.answer(to: tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        return responses.compactMap { if case .fetch(let fetch) = $0 { fetch } else { nil } }
    }

    private func sendFetch(
        of messages: MessageSet, over connection: IMAPConnection
    ) async throws(BackendError) -> Tag {
        try await connection.send(.fetch(messages, [.uid, .flags, .sizeInOctets, .envelope], FetchOptions())) {
            if case .fetch(let fetch) = $0 { fetch.isSummary } else { false }
        }
    }

    private func sendSearch(
        for messageID: String, over connection: IMAPConnection
    ) async throws(BackendError) -> Tag {
        try await connection.send(
            .search(isUID: true, returning: [], [.header(field: .messageID, contains: Array(messageID.utf8))])
        ) { $0.isSearch }
    }

    private func takeFound(_ tag: Tag, over connection: IMAPConnection) async throws(BackendError) -> SequenceSet {
        let (status, responses) = try await connection.answer(to: tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        var found = SequenceSet()
        for response in responses {
            switch response {
            case .search(let numbers, _): found.formUnion(SequenceSet(unsorted: numbers.map { $0...$0 }))
            case .extendedSearch(let result): found.formUnion(result.all ?? SequenceSet())
            default: break
            }
        }
        return found
    }

    /// What a server is given to end what it was at when the line broke.
    private static let timeToEnd = Duration.seconds(1)

    /// Copies those of the open mailbox's messages to `destination` that an earlier, interrupted COPY or MOVE has not
    /// brought there; the mailbox, `source`, is open again then.
    ///
    /// The server may not have noticed that the line is broken, and go on with the earlier one meanwhile: where anything
    /// else has come in since the look, our copies are taken away again for as many that are like them and came before.
    func copyAgain(
        _ work: Work, _ uids: [SequenceSet], from source: MailboxName, to destination: MailboxName
    ) async throws(BackendError) -> ActionOutcome {
        guard let look = try await look(for: work, uids, from: source, in: destination) else {
            return .outdated(reason: Self.rebuilt)
        }
        let outcome = try await copy(look.absent, for: work, to: destination)
        guard case .done(let assigned, let strangers) = outcome else { return outcome }
        let copies = assigned.values.compactMap(\.uid)
        guard try connected().canExpunge, let first = copies.min(), let last = copies.max() else { return outcome }
        if first == look.uidNext, last - first == copies.count - 1 { return outcome }
        let surplus = try await takeAwaySurplus(of: Set(assigned.values), look, in: destination, work.newestBefore)
        guard try await select(source).validity == look.validity else { return .outdated(reason: Self.rebuilt) }
        return .done(assigned: assigned.filter { !surplus.contains($0.value.uid ?? 0) }, strangers: strangers)
    }

    /// Never for what came later: who brought that may do the same at that moment, and both would go.
    ///
    /// - Returns: Which of our copies are gone.
    private func takeAwaySurplus(
        of names: Set<RemoteID>, _ look: Look, in destination: MailboxName, _ newest: RemoteID?
    ) async throws(BackendError) -> SequenceSet {
        let connection = try connected().connection
        let found = try await copies(of: look.messageIDs, in: destination, after: newest) ?? [:]
        let validity = await connection.selection?.validity ?? 0
        let ours = Set(names.filter { $0.isValid(under: validity) }.compactMap(\.uid))
        var surplus = SequenceSet()
        var marks: [Twin] = []
        for (likeness, twins) in found {
            let known = ours.union(look.copies[likeness, default: []].map(\.uid))
            let others = twins.filter { !known.contains($0.uid) }.sorted { $0.uid < $1.uid }
            let own = twins.filter { ours.contains($0.uid) }.sorted { $0.uid < $1.uid }
            for (own, other) in zip(own, others) where other.uid < own.uid {
                surplus.insert(own.uid)
                marks.append((other.uid, own.flags.subtracting(other.flags)))
            }
        }
        guard !surplus.isEmpty else { return surplus }
        try await mark(marks, over: connection)
        if let refusal = try await takeAway(surplus) { throw BackendError(refusal: refusal) }
        return surplus
    }

    /// What is there of a move or copy that is to be repeated.
    private struct Look {
        var messageIDs: Set<String>
        /// UIDVALIDITY of the source.
        var validity: UInt32?
        /// Messages that are still to be copied.
        var absent: [SequenceSet]
        /// What has been in the destination before that, and is like one of them.
        var copies: [Likeness: [Twin]]
        /// The destination's UIDNEXT, from which on everything is newer.
        var uidNext: UInt32?
    }

    /// Looks which of the open mailbox's messages an earlier, interrupted COPY or MOVE has not brought to `destination`;
    /// the mailbox, `source`, is open again then.
    ///
    /// Of two that are alike, one may have been moved, and must not be taken for a copy of the other: flags tell them
    /// apart. Where no such one is gone, others may have changed the flags since, or brought there what is like it: what
    /// the original is marked with is put on what is taken for its copy.
    ///
    /// - Returns: Nothing where it can't be told: one of both was rebuilt since, and is to be compared first.
    private func look(
        for work: Work, _ uids: [SequenceSet], from source: MailboxName, in destination: MailboxName
    ) async throws(BackendError) -> Look? {
        let connection = try connected().connection
        let validity = await connection.selection?.validity
        var originals: [Likeness: [Twin]] = [:]
        for set in uids {
            let items: [FetchAttribute] = [.uid, .flags, .sizeInOctets, .envelope]
            let tag = try await connection.send(.fetch(.uids(set), items, FetchOptions())) {
                if case .fetch(let fetch) = $0 { fetch.isSummary } else { false }
            }
            for case .fetch(let fetch) in try await connection.answer(to: tag).1 {
                if let uid = fetch.uid { originals[fetch.likeness, default: []].append((uid, fetch.lastingFlags)) }
            }
        }
        guard let copies = try await copiesInTime(of: originals, in: destination, after: work.newestBefore) else {
            return nil
        }
        let uidNext = await connection.selection?.uidNext
        let isWhole = originals.values.reduce(0) { $0 + $1.count } == uids.reduce(0) { $0 + $1.count }
        let twins = Set(work.twins.compactMap(\.uid))
        var absent = SequenceSet()
        var marks: [Twin] = []
        for (likeness, originals) in originals {
            let (changed, left) = Self.unpaired(originals, copies[likeness, default: []])
            if isWhole || !originals.contains(where: { twins.contains($0.uid) }), left.count >= changed.count {
                marks += zip(changed, left).map { ($1.uid, $0.flags.subtracting($1.flags)) }
            } else {
                for original in changed { absent.insert(original.uid) }
            }
        }
        try await mark(marks, over: connection)
        // Its UIDs would mean other messages.
        guard try await select(source).validity == validity else { return nil }
        return Look(
            messageIDs: originals.messageIDs, validity: validity, absent: absent.lines(), copies: copies,
            uidNext: uidNext)
    }

    /// The copies of these messages in a mailbox.
    ///
    /// What is not there is looked for again a second later: the server may still be at the earlier COPY or MOVE, in a
    /// session whose line it has not seen break.
    private func copiesInTime(
        of originals: [Likeness: [Twin]], in mailbox: MailboxName, after newest: RemoteID?
    ) async throws(BackendError) -> [Likeness: [Twin]]? {
        let connection = try connected().connection
        guard let copies = try await copies(of: originals.messageIDs, in: mailbox, after: newest) else { return nil }
        let isAllThere = originals.allSatisfy { $0.value.count <= copies[$0.key, default: []].count }
        // Not open: it is not there, or no message has a Message-ID.
        guard !isAllThere, await connection.selection?.mailbox == mailbox else { return copies }
        guard (try? await Task.sleep(for: Self.timeToEnd)) != nil else { throw .cancelled }
        _ = try await connection.finish(connection.send(.noop))
        return try await self.copies(of: originals.messageIDs, in: mailbox, after: newest)
    }

    /// What is left of both when each original is put together with a copy that has its flags.
    private static func unpaired(_ originals: [Twin], _ copies: [Twin]) -> (originals: [Twin], copies: [Twin]) {
        var left = copies
        let changed = originals.filter { original in
            guard let index = left.firstIndex(where: { $0.flags == original.flags }) else { return true }
            left.remove(at: index)
            return false
        }
        return (changed, left)
    }

    /// Adds flags to messages of the open mailbox.
    private func mark(_ marks: [Twin], over connection: IMAPConnection) async throws(BackendError) {
        var tags: [Tag] = []
        for (uid, flags) in marks where !flags.isEmpty {
            let flags = flags.sorted { $0.spelling < $1.spelling }
            let command = Command.store(.uids(SequenceSet(uid)), .add, flags, isSilent: true)
            tags.append(try await connection.send(command) { command.claims($0) })
        }
        for tag in tags {
            let status = try await connection.finish(tag)
            guard status.condition == .ok else { throw BackendError(refusal: status) }
        }
    }
}

extension [IMAPBackend.Likeness: [(uid: UInt32, flags: Set<IMAP.Flag>)]] {
    fileprivate var messageIDs: Set<String> { Set(keys.map(\.messageID)) }
}

extension FetchResponse {
    /// Without its brackets; empty where there is none.
    fileprivate var messageID: String {
        for case .envelope(let envelope) in items {
            return envelope.messageID.map { MessageIDParser.parseFirst($0[...]) } ?? ""
        }
        return ""
    }

    /// But for what the server notes of its sessions, and what is on its way out.
    fileprivate var lastingFlags: Set<IMAP.Flag> { Set(flags ?? []).subtracting([.recent, .deleted]) }

    fileprivate var likeness: IMAPBackend.Likeness {
        for case .sizeInOctets(let size) in items {
            return IMAPBackend.Likeness(messageID: messageID, sizeInOctets: size)
        }
        return IMAPBackend.Likeness(messageID: messageID, sizeInOctets: nil)
    }
}
