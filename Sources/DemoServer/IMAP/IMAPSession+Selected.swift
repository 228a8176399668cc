import IMAP
import MailModel

/// SELECT, what is told of the selected mailbox, and IDLE.
extension IMAPSession {
    mutating func select(_ request: SelectRequest, _ mail: UserMail) async -> Outcome {
        // Whatever comes of it, the mailbox selected before is no longer (RFC 9051 §6.3.2).
        if selection != nil, enabled.contains(.qResync) { untagged("OK [CLOSED] The mailbox before") }
        await endSelection()
        guard request.resync == nil || enabled.contains(.qResync) else { return .bad("ENABLE QRESYNC first") }
        guard !request.enablesCondStore || has(.condStore) else { return .bad("CONDSTORE is not offered") }
        if request.enablesCondStore { enabled.insert(.condStore) }
        do {
            let state = try await mail.state(of: request.name, claimsRecent: !request.isReadOnly)
            let connection = connection
            let watcher = await mail.watch(state.validity) { connection.notify() }
            selection = Selection(request, state: state, watcher: watcher)
            writeState(state)
            if let resync = request.resync, resync.validity == state.validity { await catchUp(resync, mail, state) }
            return .ok(request.isReadOnly ? "[READ-ONLY] Selected" : "[READ-WRITE] Selected")
        } catch {
            return .no(Self.text(error))
        }
    }

    private mutating func writeState(_ state: MailboxState) {
        let flags = (FlagSpelling.system.map(\.1) + state.keywords.sorted()).joined(separator: " ")
        untagged("FLAGS (\(flags))")
        untagged("\(state.uids.count) EXISTS")
        untagged("\(state.recent.count) RECENT")
        if let unseen = state.firstUnseen { untagged("OK [UNSEEN \(unseen)] First unseen") }
        untagged("OK [UIDVALIDITY \(state.validity)] UIDs valid")
        untagged("OK [UIDNEXT \(state.uidNext)] Predicted next UID")
        if selection?.isReadOnly == true {
            untagged("OK [PERMANENTFLAGS ()] Read-only")
        } else {
            untagged("OK [PERMANENTFLAGS (\(flags) \\*)] All are kept")
        }
        if has(.condStore) { untagged("OK [HIGHESTMODSEQ \(state.modSeq)] Highest") }
    }

    /// Tells what happened since the client's last visit (RFC 7162 §3.2.5).
    private mutating func catchUp(_ resync: SelectRequest.Resync, _ mail: UserMail, _ state: MailboxState) async {
        let known = resync.known
        let gone = await mail.vanished(from: state.validity, since: resync.modSeq)
            .filter { known?.contains($0, largest: state.uidNext - 1) ?? true }
        if !gone.isEmpty { untagged("VANISHED (EARLIER) \(SequenceSet(gone.sorted()))") }
        for message in await mail.messages(state.uids[...], in: state.validity) where message.modSeq > resync.modSeq {
            guard known?.contains(message.uid, largest: state.uidNext - 1) ?? true else { continue }
            writeFlags(of: message)
        }
    }

    mutating func endSelection() async {
        guard let old = selection else { return }
        selection = nil
        await mail?.endWatch(old.watcher)
    }

    /// Tells what others did to the selected mailbox, or to a client that idles what happened just now.
    mutating func tellChanges(withExpunges: Bool) async {
        guard let mail, let old = selection else { return }
        let changes = await mail.changes(
            in: old.validity, since: old.modSeq, after: old.uids.last ?? 0, watcher: old.watcher,
            claimsRecent: !old.isReadOnly)
        guard let changes else {
            await endSelection()
            return sayBye("The mailbox is gone")
        }
        let news = selection?.take(changes) ?? []
        if withExpunges { tellExpunges() }
        if !changes.arrived.isEmpty {
            untagged("\(selection?.uids.count ?? 0) EXISTS")
            untagged("\(selection?.recent.count ?? 0) RECENT")
        }
        for message in news { writeFlags(of: message) }
    }

    /// Tells the expunges that have waited: VANISHED once QRESYNC is enabled (RFC 7162 §3.2.10).
    mutating func tellExpunges() {
        guard let gone = selection?.forgetVanished(), !gone.uids.isEmpty else { return }
        if enabled.contains(.qResync) {
            untagged("VANISHED \(SequenceSet(gone.uids))")
        } else {
            for number in gone.numbers { untagged("\(number) EXPUNGE") }
        }
    }

    /// Writes `* 3 FETCH (FLAGS (\Seen))`, with UID and MODSEQ for a client that knows CONDSTORE.
    mutating func writeFlags(of message: StoredMessage, withUID: Bool = false) {
        guard let number = selection?.number(of: message.uid) else { return }
        let hasModSeq = enabled.contains(.condStore)
        output.write("* ")
        output.write(number)
        output.write(" FETCH (")
        if withUID || hasModSeq {
            output.write("UID ")
            output.write(message.uid)
            output.write(" ")
        }
        writeFlagItem(message)
        if hasModSeq {
            output.write(" MODSEQ (")
            output.write(message.modSeq)
            output.write(")")
        }
        output.write(")\r\n")
    }

    /// Writes `FLAGS (\Seen \Recent)`.
    mutating func writeFlagItem(_ message: StoredMessage) {
        var words = FlagSpelling.spellings(message.flags)
        if selection?.recent.contains(message.uid) == true { words.append(#"\Recent"#) }
        output.write("FLAGS (")
        output.writeText(words.joined(separator: " "))
        output.write(")")
    }

    mutating func idle(_ tag: Tag) async -> Outcome {
        guard has(.idle) else { return unknown }
        output.write("+ idling\r\n")
        await tellChanges(withExpunges: true)
        if phase == .authenticated { phase = .idling(tag) }
        return .open
    }
}
