import IMAP
import MailModel

/// STORE, COPY, MOVE, EXPUNGE.
extension IMAPSession {
    private static let noSuchNumber = Outcome.bad("No message has that number")

    mutating func store(_ request: StoreRequest, _ mail: UserMail, _ selected: Selection) async -> Outcome {
        guard !selected.isReadOnly else { return .no("[CANNOT] The mailbox is read-only") }
        if request.unchangedSince != nil {
            guard has(.condStore) else { return .bad("CONDSTORE is not offered") }
            enabled.insert(.condStore)
        }
        guard let uids = selected.resolve(request.messages) else { return Self.noSuchNumber }
        let outcome = await mail.changeFlags(
            request.change, of: uids, in: selected.validity, unchangedSince: request.unchangedSince)
        selection?.own(outcome.modSeq)
        for message in outcome.stored {
            // Silence is only about what the client knows already; a new MODSEQ it does not (RFC 7162 §3.1.3).
            if !request.isSilent || enabled.contains(.condStore) {
                writeFlags(of: message, withUID: request.messages.isUID)
            }
        }
        guard outcome.modified.isEmpty else {
            let modified = request.messages.isUID ? outcome.modified : numbers(of: outcome.modified, selected)
            return .ok("[MODIFIED \(SequenceSet(modified))] Some had changed")
        }
        let isComplete = outcome.stored.count == uids.count
        return isComplete ? .ok("STORE done") : .no("[EXPUNGEISSUED] Some messages are gone")
    }

    private func numbers(of uids: [UInt32], _ selected: Selection) -> [UInt32] {
        uids.compactMap { selected.number(of: $0) }.map(UInt32.init)
    }

    mutating func copy(
        _ messages: MessageSet, to target: MailboxName, _ mail: UserMail, _ selected: Selection
    ) async -> Outcome {
        guard let uids = selected.resolve(messages) else { return Self.noSuchNumber }
        do {
            let copied = try await mail.copy(uids, from: selected.validity, to: target)
            return .ok("\(copyCode(copied))COPY done")
        } catch {
            return .no(Self.text(error, codeForMissing: "TRYCREATE"))
        }
    }

    mutating func move(
        _ messages: MessageSet, to target: MailboxName, _ mail: UserMail, _ selected: Selection
    ) async -> Outcome {
        guard has(.move) else { return unknown }
        guard !selected.isReadOnly else { return .no("[CANNOT] The mailbox is read-only") }
        guard let uids = selected.resolve(messages) else { return Self.noSuchNumber }
        do {
            let moved = try await mail.copy(uids, from: selected.validity, to: target)
            // Before the EXPUNGEs that follow (RFC 6851 §4.3).
            let code = copyCode(moved)
            if !code.isEmpty { untagged("OK \(code)Moved") }
            await mail.expunge(moved.from, in: selected.validity, onlyDeleted: false)
            return .ok("MOVE done")
        } catch {
            return .no(Self.text(error, codeForMissing: "TRYCREATE"))
        }
    }

    /// COPYUID (RFC 4315 §3): both sets in the order of the copies, here ascending.
    private func copyCode(_ outcome: UserMail.CopyOutcome) -> String {
        guard has(.uidPlus), !outcome.from.isEmpty else { return "" }
        return "[COPYUID \(outcome.validity) \(SequenceSet(outcome.from)) \(SequenceSet(outcome.to))] "
    }

    mutating func expunge(_ uids: SequenceSet?, _ mail: UserMail, _ selected: Selection) async -> Outcome {
        guard uids == nil || has(.uidPlus) else { return unknown }
        guard !selected.isReadOnly else { return .no("[CANNOT] The mailbox is read-only") }
        let chosen = uids.map { selected.resolve(MessageSet(set: $0, isUID: true)) ?? [] } ?? selected.uids
        await mail.expunge(chosen, in: selected.validity, onlyDeleted: true)
        await tellChanges(withExpunges: true)
        let modSeq = selection?.modSeq ?? 0
        return .ok(enabled.contains(.qResync) ? "[HIGHESTMODSEQ \(modSeq)] EXPUNGE done" : "EXPUNGE done")
    }
}
