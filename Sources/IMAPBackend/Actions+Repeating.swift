import BackendAPI
import IMAP
import InternetMessage
import MailModel

/// What is done once for several actions.
struct Work {
    enum Kind: Equatable {
        case store(add: Flags, remove: Flags, in: MailboxName)
        case move(from: MailboxName, to: MailboxName)
        case copy(from: MailboxName, to: MailboxName)
        case remove(from: MailboxName)
        case create(MailboxName)
        case rename(MailboxName, to: MailboxName)
        case delete(MailboxName)
        case subscribe(Bool, to: MailboxName)
        case append(content: [UInt8], flags: Flags, date: MailDate?, to: MailboxName)

        /// What an action does, and the messages that it does it to.
        fileprivate static func parts(of kind: RemoteAction.Kind) -> (Kind, [RemoteID]) {
            switch kind {
            case .storeFlags(let add, let remove, let ids, let mailbox):
                (.store(add: add, remove: remove, in: mailbox), ids)
            case .move(let ids, let source, let destination): (.move(from: source, to: destination), ids)
            case .copy(let ids, let source, let destination): (.copy(from: source, to: destination), ids)
            case .remove(let ids, let mailbox): (.remove(from: mailbox), ids)
            case .createMailbox(let mailbox): (.create(mailbox), [])
            case .renameMailbox(let mailbox, let name): (.rename(mailbox, to: name), [])
            case .deleteMailbox(let mailbox): (.delete(mailbox), [])
            case .subscribe(let isWanted, let mailbox): (.subscribe(isWanted, to: mailbox), [])
            case .append(let content, let flags, let date, let mailbox):
                (.append(content: content, flags: flags, date: date, to: mailbox), [])
            }
        }
    }

    var kind: Kind
    var ids: [RemoteID]
    var isRepeat: Bool
    /// As ``RemoteAction/newestBefore``.
    var newestBefore: RemoteID?
    /// The actions it is done for, by their places, each with its messages.
    var places: [(index: Int, ids: [RemoteID])]

    /// The mailbox that is there afterwards, and was not before.
    var made: MailboxName? {
        switch kind {
        case .create(let mailbox), .rename(_, to: let mailbox): mailbox
        default: nil
        }
    }

    /// Where messages are brought.
    var destination: MailboxName? {
        switch kind {
        case .move(_, to: let mailbox), .copy(_, to: let mailbox), .append(_, _, _, to: let mailbox): mailbox
        default: nil
        }
    }

    /// Neighbours that do the same to different messages become one.
    static func merged(_ actions: [RemoteAction]) -> [Work] {
        var works: [Work] = []
        for (index, action) in actions.enumerated() {
            let work = Work(action, at: index)
            if let last = works.last, last.kind == work.kind, last.isRepeat == work.isRepeat,
                last.newestBefore == work.newestBefore, !work.ids.isEmpty
            {
                works[works.count - 1].ids += work.ids
                works[works.count - 1].places += work.places
            } else {
                works.append(work)
            }
        }
        return works
    }

    /// The part of the work whose messages are named under `validity`, and the part whose are not.
    ///
    /// An action with any message of the second kind belongs to it whole.
    func split(by validity: UInt32) -> (valid: Work, void: Work) {
        var valid = self
        var void = self
        valid.places = places.filter { $0.ids.allSatisfy { $0.isValid(under: validity) } }
        void.places = places.filter { !$0.ids.allSatisfy { $0.isValid(under: validity) } }
        valid.ids = valid.places.flatMap(\.ids)
        void.ids = void.places.flatMap(\.ids)
        return (valid, void)
    }

    private init(_ action: RemoteAction, at index: Int) {
        (kind, ids) = Kind.parts(of: action.kind)
        // To mark or remove twice does no harm.
        isRepeat =
            switch kind {
            case .store, .remove: false
            default: action.isRepeat
            }
        newestBefore = isRepeat ? action.newestBefore : nil
        places = [(index, ids)]
    }

    /// New names by old ones, as COPYUID tells them (RFC 4315 §3).
    ///
    /// Both sides are walked together and only as far as there are messages; a list that
    /// does not match the other tells nothing.
    func assigned(by code: ResponseCode?) -> [RemoteID: RemoteID] {
        guard case .copyUID(let validity, let source, let destination) = code else { return [:] }
        let sourceCount = source.reduce(0) { $0 + $1.count }
        guard sourceCount == destination.reduce(0, { $0 + $1.count }), sourceCount <= ids.count else { return [:] }
        let old = Dictionary(
            ids.compactMap { id in
                if case .uid(let uid, _) = id { (uid, id) } else { nil }
            }
        ) { first, _ in first }
        var assigned: [RemoteID: RemoteID] = [:]
        for (from, to) in zip(source.lazy.joined(), destination.lazy.joined()) {
            if let id = old[from] { assigned[id] = .uid(to, validity: validity) }
        }
        return assigned
    }
}

/// One call of `perform`.
struct ActionRun {
    struct Sent {
        var work: Work
        var tags: [Tag]
        /// The messages are marked, and to be taken away.
        var isRemoval = false
        var uids: [SequenceSet] = []
    }

    /// By the actions' places.
    var outcomes: [ActionOutcome?]
    var underWay: [Sent] = []
    /// Mailboxes that are to be there, and were put off.
    private var unmade: [MailboxName: ActionOutcome] = [:]

    init(outcomes: [ActionOutcome?]) { self.outcomes = outcomes }

    /// Whether all of a work is done.
    func isDone(_ work: Work) -> Bool {
        work.places.allSatisfy { place in
            if case .done = outcomes[place.index] { true } else { false }
        }
    }

    /// Notes what has become of a work.
    mutating func conclude(_ work: Work, _ outcome: ActionOutcome) {
        var outcome = outcome
        switch (outcome, work.made, work.destination) {
        case (.postponed, let mailbox?, _): unmade[mailbox] = outcome
        // What is meant for a mailbox that has to wait has to wait, too.
        case (.refused, _, let mailbox?), (.outdated, _, let mailbox?): outcome = unmade[mailbox] ?? outcome
        default: break
        }
        for place in work.places {
            if case .done(let assigned, _) = outcome {
                let own = Set(place.ids)
                outcomes[place.index] = .done(assigned: assigned.filter { own.contains($0.key) })
            } else {
                outcomes[place.index] = outcome
            }
        }
    }
}

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

    /// SEARCH commands sent ahead.
    private static let searchWindow = 50
    /// Message-IDs that one SEARCH looks for: its line is to stay short.
    private static let searchedTogether = 20

    /// Flags of the messages of these Message-IDs that are in the mailbox, have come after `newest`, and stay there; nothing
    /// where that has another UIDVALIDITY.
    ///
    /// SEARCH looks for a part of the field only (RFC 9051 §6.4.4), and a Message-ID may be used twice: what is
    /// mistaken for a copy would cost the original.
    private func copies(
        of messageIDs: Set<String>, in mailbox: MailboxName, after newest: RemoteID? = nil
    ) async throws(BackendError) -> [Likeness: [Set<IMAP.Flag>]]? {
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
        let candidates = try await candidates(wanted.sorted())
        var copies: [Likeness: [Set<IMAP.Flag>]] = [:]
        for fetch in candidates
        where fetch.flags?.contains(.deleted) == false && wanted.contains(fetch.messageID)
            && fetch.uid.map({ $0 > last }) == true
        {
            copies[fetch.likeness, default: []].append(fetch.lastingFlags)
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

    /// Those of the messages that an earlier, interrupted COPY or MOVE has not brought to `destination`, where `newest` was
    /// the newest one before.
    ///
    /// Of two that are alike, one may have been moved, and must not be taken for a copy of the other: flags tell them
    /// apart. Where all are still there, others may have changed the flags since.
    ///
    /// - Returns: Nothing where it can't be told: the destination was rebuilt since, and is to be compared first.
    func missing(
        _ uids: [SequenceSet], from source: MailboxName, in destination: MailboxName, after newest: RemoteID?
    ) async throws(BackendError) -> [SequenceSet]? {
        let connection = try connected().connection
        var originals: [UInt32: (likeness: Likeness, flags: Set<IMAP.Flag>)] = [:]
        for set in uids {
            let items: [FetchAttribute] = [.uid, .flags, .sizeInOctets, .envelope]
            let tag = try await connection.send(.fetch(.uids(set), items, FetchOptions())) {
                if case .fetch(let fetch) = $0 { fetch.isSummary } else { false }
            }
            for case .fetch(let fetch) in try await connection.answer(to: tag).1 {
                if let uid = fetch.uid { originals[uid] = (fetch.likeness, fetch.lastingFlags) }
            }
        }
        let messageIDs = Set(originals.values.map(\.likeness.messageID))
        guard let copies = try await copies(of: messageIDs, in: destination, after: newest) else { return nil }
        let isWhole = originals.count == uids.reduce(0) { $0 + $1.count }
        let alike = Dictionary(grouping: originals.values, by: \.likeness)
        var absent = SequenceSet()
        for (uid, original) in originals {
            let found = copies[original.likeness, default: []]
            let isEnough = isWhole && found.count >= alike[original.likeness, default: []].count
            if !isEnough, !found.contains(original.flags) { absent.insert(uid) }
        }
        return absent.isEmpty ? [] : [absent]
    }
}

extension RemoteID {
    fileprivate func isValid(under validity: UInt32) -> Bool {
        if case .uid(_, validity) = self { true } else { false }
    }
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
