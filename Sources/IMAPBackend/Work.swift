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
    /// As ``RemoteAction/twins``.
    var twins: Set<RemoteID>
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
                works[works.count - 1].twins.formUnion(work.twins)
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
        twins = action.twins
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
            ids.compactMap { id in id.uid.map { ($0, id) } }
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

extension RemoteID {
    var uid: UInt32? {
        if case .uid(let uid, _) = self { uid } else { nil }
    }

    func isValid(under validity: UInt32) -> Bool {
        if case .uid(_, validity) = self { true } else { false }
    }
}
