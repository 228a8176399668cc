package import BackendAPI
import IMAP
package import MailModel
import Oddities

extension IMAPBackend {
    /// Needs no proofs: a UID means one message for as long as its UIDVALIDITY holds (RFC 9051 §2.3.1.1).
    package func perform(
        _ actions: [RemoteAction], proofs: @escaping MessageProofs
    ) async throws(BackendError) -> [ActionOutcome] {
        try await takeTurn()
        defer { giveTurn() }
        do {
            var run = ActionRun(outcomes: actions.map { _ in nil })
            for work in Work.merged(actions) {
                do throws(BackendError) {
                    try await start(work, in: &run)
                } catch .postponed(let why, let text) {
                    run.conclude(work, .postponed(why, serverText: text))
                }
            }
            try await settle(&run)
            return run.outcomes.map { $0 ?? .refused(reason: "not carried out") }
        } catch {
            throw withoutSecret(error)
        }
    }

    /// Sends a work's commands, or carries it out where its steps depend on answers.
    private func start(_ work: Work, in run: inout ActionRun) async throws(BackendError) {
        var work = work
        let link = try connected()
        switch work.kind {
        case .create(let mailbox): try await create(mailbox, for: work, in: &run)
        case .subscribe(let isWanted, let mailbox):
            let name = wireName(of: mailbox)
            let command = isWanted ? Command.subscribe(mailbox: name) : .unsubscribe(mailbox: name)
            try await send([command], for: work, in: &run)
        case .rename(let mailbox, let name): try await rename(mailbox, to: name, for: work, in: &run)
        case .delete(let mailbox): try await delete(mailbox, for: work, in: &run)
        case .append(let content, let flags, let date, let mailbox):
            try await settle(&run)
            if work.isRepeat, try await isThere(messageID(of: content), in: mailbox) {
                return run.conclude(work, .done(assigned: [:]))
            }
            let message = AppendMessage(
                flags: flags.wireFlags, date: date.map { DateTime($0) }, content: .octets(content),
                hasUTF8Header: link.takesUTF8Header(of: content))
            try await send([.append(mailbox: wireName(of: mailbox), [message])], for: work, in: &run)
        case .store(let add, let remove, let mailbox):
            guard let uids = try await uids(of: &work, in: mailbox, &run) else { return }
            var commands: [Command] = []
            for set in uids {
                if !add.isEmpty { commands.append(.store(.uids(set), .add, add.wireFlags, isSilent: true)) }
                if !remove.isEmpty { commands.append(.store(.uids(set), .remove, remove.wireFlags, isSilent: true)) }
            }
            try await send(commands, for: work, in: &run)
        case .move(let source, let destination):
            guard let uids = try await uids(of: &work, in: source, &run) else { return }
            let name = wireName(of: destination)
            let hasMove = link.capabilities.contains(.move) || link.capabilities.contains(.imap4rev2)
            // A first try that was broken off, or is still under way, may have put them there and not taken them away
            // here: another MOVE would double them.
            guard hasMove, !work.isRepeat || !link.canExpunge else {
                return try await moveByCopy(work, uids, from: source, to: destination, in: &run)
            }
            try await send(uids.map { .move(.uids($0), mailbox: name) }, for: work, in: &run)
        case .copy(let source, let destination):
            guard let uids = try await uids(of: &work, in: source, &run) else { return }
            if work.isRepeat {
                try await settle(&run)
                return run.conclude(work, try await copyAgain(work, uids, from: source, to: destination))
            }
            let name = wireName(of: destination)
            try await send(uids.map { .copy(.uids($0), mailbox: name) }, for: work, in: &run)
        case .remove(let mailbox):
            guard let uids = try await uids(of: &work, in: mailbox, &run) else { return }
            if link.quirks.contains(.expungeArchives), try await !isBin(mailbox, over: link) {
                return try await removeThroughTrash(work, uids, in: &run)
            }
            try await send(uids.map { .store(.uids($0), .add, [.deleted], isSilent: true) }, for: work, in: &run)
            run.underWay[run.underWay.count - 1].isRemoval = true
            run.underWay[run.underWay.count - 1].uids = uids
        }
    }

    /// Selects the mailbox and keeps of the work what is valid in it; nothing where nothing is.
    private func uids(
        of work: inout Work, in mailbox: MailboxName, _ run: inout ActionRun
    ) async throws(BackendError) -> [SequenceSet]? {
        if let selection = await link?.connection.selection, selection.mailbox != mailbox { try await settle(&run) }
        let selection: Selection
        do {
            selection = try await select(mailbox)
        } catch .refused(let text) {
            // Somebody may have given it another name.
            let isThere = try await isListed(wireName(of: mailbox))
            run.conclude(work, isThere ? .refused(reason: text) : .outdated(reason: text))
            return nil
        }
        let (valid, void) = work.split(by: selection.validity)
        // Never redirected to whatever has that UID now.
        run.conclude(void, .outdated(reason: Self.rebuilt))
        work = valid
        guard !work.ids.isEmpty else {
            run.conclude(work, .done(assigned: [:]))
            return nil
        }
        var set = SequenceSet()
        for case .uid(let uid, _) in work.ids { set.insert(uid) }
        return set.lines()
    }

    func send(_ commands: [Command], for work: Work, in run: inout ActionRun) async throws(BackendError) {
        run.underWay.append(try await send(commands, for: work))
    }

    private func send(_ commands: [Command], for work: Work) async throws(BackendError) -> ActionRun.Sent {
        let connection = try connected().connection
        var tags: [Tag] = []
        for command in commands {
            tags.append(try await connection.send(command) { command.claims($0) })
        }
        return ActionRun.Sent(work: work, tags: tags)
    }

    /// Takes the answers to all that was sent.
    func settle(_ run: inout ActionRun) async throws(BackendError) {
        let connection = try connected().connection
        var removals: [ActionRun.Sent] = []
        for sent in run.underWay {
            let outcome = try await outcome(of: sent, over: connection)
            if sent.isRemoval, case .done = outcome { removals.append(sent) } else { run.conclude(sent.work, outcome) }
        }
        run.underWay = []
        try await finish(removals, in: &run)
    }

    private func outcome(
        of sent: ActionRun.Sent, over connection: IMAPConnection
    ) async throws(BackendError) -> ActionOutcome {
        var outcome = ActionOutcome.done(assigned: [:])
        var isAnyDone = false
        for tag in sent.tags {
            let (status, responses) = try await connection.answer(to: tag)
            if status.condition == .ok { isAnyDone = true }
            outcome = try outcome.after(status, responses, of: sent.work)
        }
        // Whoever does it again has to look for what is there already.
        if isAnyDone, case .outdated(let reason) = outcome { return .postponed(.trouble, serverText: reason) }
        return outcome
    }

    /// Copies messages of the open mailbox.
    func copy(
        _ uids: [SequenceSet], for work: Work, to destination: MailboxName
    ) async throws(BackendError) -> ActionOutcome {
        let name = wireName(of: destination)
        let sent = try await send(uids.map { .copy(.uids($0), mailbox: name) }, for: work)
        return try await outcome(of: sent, over: try connected().connection)
    }

    /// Takes away what is marked: exactly these messages, for a plain EXPUNGE could take what
    /// someone else has marked; without UIDPLUS they stay.
    ///
    /// Only when STORE is answered: Dovecot 2.3 does not see the marks of a STORE that stands
    /// right before UID EXPUNGE in one packet.
    private func finish(_ removals: [ActionRun.Sent], in run: inout ActionRun) async throws(BackendError) {
        let link = try connected()
        guard link.canExpunge else {
            for sent in removals { run.conclude(sent.work, .refused(reason: Self.leftMarked)) }
            return
        }
        for sent in removals { try await send(sent.uids.map { .expunge(uids: $0) }, for: sent.work, in: &run) }
        for sent in run.underWay { run.conclude(sent.work, try await outcome(of: sent, over: link.connection)) }
        run.underWay = []
    }

    static let rebuilt = "the mailbox was rebuilt on the server"
    private static let leftMarked =
        "marked as deleted, but this server can't take away single messages (it has no UIDPLUS), so it stays there"

    /// COPY, then the removal of the originals (RFC 6851 §1 says what MOVE is short for).
    private func moveByCopy(
        _ work: Work, _ uids: [SequenceSet], from source: MailboxName, to destination: MailboxName,
        in run: inout ActionRun
    ) async throws(BackendError) {
        let link = try connected()
        try await settle(&run)
        var outcome =
            try await work.isRepeat
            ? copyAgain(work, uids, from: source, to: destination) : copy(uids, for: work, to: destination)
        guard case .done = outcome else { return run.conclude(work, outcome) }
        for set in uids {
            var commands = [Command.store(.uids(set), .add, [.deleted], isSilent: true)]
            if link.canExpunge { commands.append(.expunge(uids: set)) }
            for command in commands {
                let tag = try await link.connection.send(command) { command.claims($0) }
                let (status, _) = try await link.connection.answer(to: tag)
                // A comparison would take the copy for the whole move, and the original would stay.
                if let why = status.postponement { throw .tryLater(why, serverText: status.shownText) }
                if status.condition != .ok {
                    outcome = .refused(
                        reason: ServerWords.quoted(status.shownText, after: "copied, but not taken away"))
                }
            }
        }
        if !link.canExpunge, case .done = outcome {
            outcome = .refused(reason: "copied; the original is \(Self.leftMarked)")
        }
        run.conclude(work, outcome)
    }
}

extension IMAPBackend.Link {
    /// Single messages can be taken away.
    var canExpunge: Bool { capabilities.contains(.uidPlus) || capabilities.contains(.imap4rev2) }
}

extension ActionOutcome {
    /// What a work has come to when one more of its commands is complete.
    func after(
        _ status: StatusResponse, _ responses: [Response], of work: Work
    ) throws(BackendError) -> ActionOutcome {
        guard status.condition == .ok else {
            if let why = status.postponement { return .postponed(why, serverText: status.shownText) }
            if work.isThereAlready(status) { return self }
            return status.isSurprise ? .outdated(reason: status.shownText) : .refused(reason: status.explanation)
        }
        guard case .done(var assigned, _) = self else { return self }
        for response in responses {
            if case .status(let status) = response {
                assigned.merge(work.assigned(by: status.code)) { first, _ in first }
            }
        }
        assigned.merge(work.assigned(by: status.code)) { first, _ in first }
        return .done(assigned: assigned)
    }
}

extension StatusResponse {
    /// The server refuses because of what another client has done: the mailbox that messages are to go to is not there
    /// under that name (RFC 9051 §7.1), or one of several messages is gone (RFC 5530 §3).
    fileprivate var isSurprise: Bool { [.word(.tryCreate), .word(.expungeIssued)].contains(code) }
}

extension Command {
    /// What of the untagged responses answers this command.
    func claims(_ response: Response) -> Bool {
        switch (self, response) {
        case (.store(let messages, _, _, _), .fetch(let fetch)):
            !fetch.isSummary && fetch.uid.map { messages.set.contains($0) } ?? false
        case (.copy, .status(let status)), (.move, .status(let status)):
            if case .copyUID = status.code { true } else { false }
        default: false
        }
    }
}

extension SequenceSet {
    /// The set in pieces short enough for any server's line limit (RFC 7162 §4).
    func lines() -> [SequenceSet] {
        ranges.pieces(of: 300).map { SequenceSet(unsorted: Array($0)) }
    }
}
