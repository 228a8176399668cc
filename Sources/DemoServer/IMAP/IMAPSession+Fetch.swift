import IMAP
import MailModel

/// FETCH (RFC 9051 §6.4.5, RFC 3501 §6.4.5, RFC 7162 §3.1.4).
extension IMAPSession {
    /// How many messages are taken from the mailbox at a time.
    private static let batch = 200

    mutating func fetch(
        _ request: FetchRequest, _ mail: UserMail, _ selected: Selection
    ) async throws(Connection.Lost) -> Outcome {
        if let refusal = refusal(of: request) { return refusal }
        if request.changedSince != nil || request.items.contains(.modSeq) { enabled.insert(.condStore) }
        guard let uids = selected.resolve(request.messages) else { return .bad("No message has that number") }
        if let changedSince = request.changedSince, request.wantsVanished {
            let gone = await mail.vanished(from: selected.validity, since: changedSince)
                .filter { request.messages.set.contains($0, largest: .max) }
            if !gone.isEmpty { untagged("VANISHED (EARLIER) \(SequenceSet(gone.sorted()))") }
        }
        let marksSeen = !selected.isReadOnly && request.items.contains(where: \.marksSeen)
        var isComplete = true
        for start in stride(from: 0, to: uids.count, by: Self.batch) {
            let batch = uids[start..<min(start + Self.batch, uids.count)]
            let newlySeen = marksSeen ? await markSeen(batch, mail, selected) : []
            let messages = await mail.messages(batch, in: selected.validity)
            isComplete = isComplete && messages.count == batch.count
            for message in messages where message.modSeq > request.changedSince ?? 0 {
                write(message, request, tellsFlags: newlySeen.contains(message.uid))
                try await flush(above: 65_536)
            }
        }
        // Sequence numbers of messages that others expunged (RFC 5530 §3).
        return isComplete || request.messages.isUID
            ? .ok("FETCH done") : .no("[EXPUNGEISSUED] Some messages are gone")
    }

    private func refusal(of request: FetchRequest) -> Outcome? {
        if request.changedSince != nil || request.items.contains(.modSeq), !has(.condStore) {
            return .bad("CONDSTORE is not offered")
        }
        if request.wantsVanished {
            guard enabled.contains(.qResync), request.messages.isUID, request.changedSince != nil else {
                return .bad("VANISHED needs QRESYNC, UID FETCH and CHANGEDSINCE")
            }
        }
        return nil
    }

    /// Sets `\Seen` where it is not; gives the UIDs of those messages.
    private mutating func markSeen(_ uids: ArraySlice<UInt32>, _ mail: UserMail, _ selected: Selection) async
        -> Set<UInt32>
    {
        let unseen = await mail.messages(uids, in: selected.validity).filter { !$0.flags.contains(.seen) }.map(\.uid)
        guard !unseen.isEmpty else { return [] }
        let outcome = await mail.changeFlags(
            FlagChange(kind: .add, flags: [.seen]), of: unseen, in: selected.validity)
        selection?.own(outcome.modSeq)
        return Set(unseen)
    }

    // message-data = nz-number SP "FETCH" SP msg-att
    private mutating func write(_ message: StoredMessage, _ request: FetchRequest, tellsFlags: Bool) {
        guard let number = selection?.number(of: message.uid) else { return }
        var items = request.items
        if tellsFlags, !items.contains(.flags) { items.append(.flags) }
        if request.changedSince != nil || (enabled.contains(.condStore) && items.contains(.flags)),
            !items.contains(.modSeq)
        {
            items.append(.modSeq)
        }
        output.write("* ")
        output.write(number)
        output.write(" FETCH (")
        var reader = MessageReader(message)
        for (index, item) in items.enumerated() {
            if index > 0 { output.write(" ") }
            write(item, of: message, &reader)
        }
        output.write(")\r\n")
    }

    private mutating func write(_ item: FetchAttribute, of message: StoredMessage, _ reader: inout MessageReader) {
        switch item {
        case .uid:
            output.write("UID ")
            output.write(message.uid)
        case .flags: writeFlagItem(message)
        case .modSeq:
            output.write("MODSEQ (")
            output.write(message.modSeq)
            output.write(")")
        case .internalDate:
            output.write("INTERNALDATE ")
            output.write(DateTime(message.received))
        case .size:
            output.write("RFC822.SIZE ")
            output.write(reader.octets.count)
        case .envelope:
            output.write("ENVELOPE ")
            output.write(reader.envelope)
        case .body:
            output.write("BODY ")
            output.write(reader.structure(isExtended: false))
        case .bodyStructure:
            output.write("BODYSTRUCTURE ")
            output.write(reader.structure(isExtended: true))
        case .section(let section, _, let partial): write(section, partial, &reader)
        case .old(let section): write(section, &reader)
        }
    }

    private mutating func write(
        _ section: Section, _ partial: FetchAttribute.Partial?, _ reader: inout MessageReader
    ) {
        output.write("BODY")
        output.write(section)
        if let partial {
            output.write("<")
            output.write(partial.origin)
            output.write(">")
        }
        output.write(" ")
        guard let octets = reader.octets(of: section) else { return output.write("NIL") }
        writeBody(octets.dropFirst(Int(partial?.origin ?? 0)).prefix(Int(partial?.count ?? .max)))
    }

    private mutating func write(_ section: FetchAttribute.OldSection, _ reader: inout MessageReader) {
        switch section {
        case .whole:
            output.write("RFC822 ")
            writeBody(reader.octets[...])
        case .header:
            output.write("RFC822.HEADER ")
            writeBody(reader.octets(of: .header) ?? [])
        case .text:
            output.write("RFC822.TEXT ")
            writeBody(reader.octets(of: Section(text: .text)) ?? [])
        }
    }

    /// Writes octets as a literal, as they may be anything.
    private mutating func writeBody(_ octets: ArraySlice<UInt8>) {
        output.write(Array(octets), as: .literal)
    }
}

extension DateTime {
    /// A moment in UTC.
    init(_ date: MailDate) {
        let day = CalendarDate(date)
        self.init(
            year: day.year, month: day.month, day: day.day, hour: day.hour, minute: day.minute, second: day.second)
    }
}
