import IMAP
import MailModel

/// Commands on mailboxes as such.
extension IMAPSession {
    mutating func changeMailboxes(_ command: ClientCommand, _ mail: UserMail) async -> Outcome {
        do throws(MailboxError) {
            switch command {
            case .create(let name, let role): try await mail.create(name, role: has(.specialUse) ? role : nil)
            case .delete(let name): try await mail.delete(name)
            case .rename(let old, let new): try await mail.rename(old, to: new)
            case .subscribe(let name): try await mail.subscribe(name)
            case .unsubscribe(let name): await mail.unsubscribe(name)
            default: return unknown
            }
            return .ok("Done")
        } catch {
            return .no(Self.text(error))
        }
    }

    mutating func writeMailbox(_ name: MailboxName) { output.writeAString(ModifiedUTF7.encode(name.text)) }

    // MARK: - LIST

    mutating func list(_ request: ListRequest, _ mail: UserMail) async -> Outcome {
        let isPlain = request.selection.isEmpty && request.patterns.count == 1 && !request.returnsSubscribed
        guard request.isLSUB || isPlain || has(.listExtended) else { return .bad("LIST-EXTENDED is not offered") }
        guard request.status.isEmpty || has(.listStatus) else { return .bad("LIST-STATUS is not offered") }
        if request.patterns == [""] {
            // The delimiter is asked for (RFC 9051 §6.3.9).
            output.write(request.isLSUB ? "* LSUB" : "* LIST")
            output.write(" (\\Noselect) \"/\" \"\"\r\n")
            return .ok("LIST done")
        }
        let patterns = request.patterns.map { request.reference + $0 }
        let all = await mail.listings()
        for listing in all where patterns.contains(where: { MailboxHierarchy.matches(listing.name, pattern: $0) }) {
            guard let attributes = attributes(of: listing, request, all) else { continue }
            writeListing(listing, attributes, request)
            if !request.status.isEmpty, listing.isSelectable { _ = await status(listing.name, request.status, mail) }
        }
        return .ok("LIST done")
    }

    /// A listing's attributes; nothing where the request does not select it.
    private func attributes(
        of listing: UserMail.Listing, _ request: ListRequest, _ all: [UserMail.Listing]
    ) -> (words: [String], hasSubscribedChild: Bool)? {
        var hasSubscribedChild = false
        if request.selection.contains(.subscribed), !listing.isSubscribed {
            // The parent stands for those of its children that are subscribed (RFC 5258 §3.5).
            hasSubscribedChild =
                (request.selection.contains(.recursive) || request.isLSUB)
                && all.contains { $0.isSubscribed && MailboxHierarchy.isBelow($0.name, listing.name) }
            guard hasSubscribedChild else { return nil }
        }
        let hasSpecialUse = listing.role != nil && listing.role != .inbox
        if request.selection.contains(.specialUse), !hasSpecialUse { return nil }
        var words: [String] = []
        if !listing.isSelectable || (request.isLSUB && hasSubscribedChild) { words.append(#"\Noselect"#) }
        if has(.children) { words.append(listing.hasChildren ? #"\HasChildren"# : #"\HasNoChildren"#) }
        let tellsSubscribed = request.returnsSubscribed || request.selection.contains(.subscribed)
        if listing.isSubscribed, tellsSubscribed, !request.isLSUB { words.append(#"\Subscribed"#) }
        if has(.specialUse), hasSpecialUse, let role = listing.role {
            words.append(#"\"# + role.rawValue.capitalizedASCII)
        }
        return (words, hasSubscribedChild)
    }

    private mutating func writeListing(
        _ listing: UserMail.Listing, _ attributes: (words: [String], hasSubscribedChild: Bool), _ request: ListRequest
    ) {
        output.write(request.isLSUB ? "* LSUB (" : "* LIST (")
        output.writeText(attributes.words.joined(separator: " "))
        output.write(") \"/\" ")
        writeMailbox(listing.name)
        if attributes.hasSubscribedChild, !request.isLSUB { output.write(" (\"CHILDINFO\" (\"SUBSCRIBED\"))") }
        output.write("\r\n")
    }

    // MARK: - STATUS

    mutating func status(_ name: MailboxName, _ items: [MailboxStatus.Item], _ mail: UserMail) async -> Outcome {
        do {
            let state = try await mail.state(of: name)
            var parts: [String] = []
            for item in items {
                guard let value = try await value(of: item, name, state, mail) else {
                    return .bad("\(item.rawValue) is not offered")
                }
                parts.append("\(item.rawValue) \(value)")
            }
            output.write("* STATUS ")
            writeMailbox(name)
            output.writeText(" (" + parts.joined(separator: " ") + ")")
            output.write("\r\n")
            return .ok("STATUS done")
        } catch {
            return .no(Self.text(error))
        }
    }

    private mutating func value(
        of item: MailboxStatus.Item, _ name: MailboxName, _ state: MailboxState, _ mail: UserMail
    ) async throws(MailboxError) -> UInt64? {
        switch item {
        case .messages: return UInt64(state.uids.count)
        case .recent: return UInt64(state.recent.count)
        case .uidNext: return UInt64(state.uidNext)
        case .uidValidity: return UInt64(state.validity)
        case .unseen: return UInt64(state.unseen)
        case .highestModSeq:
            guard has(.condStore) else { return nil }
            enabled.insert(.condStore)
            return state.modSeq
        case .appendLimit: return has(.appendLimit) ? UInt64(options.appendLimit) : nil
        case .size:
            guard has(.statusSize) else { return nil }
            return try await mail.messages(in: name).reduce(0) { $0 + UInt64($1.content.octets.count) }
        case .deleted, .deletedStorage, .mailboxID: return nil
        }
    }

    // MARK: - APPEND

    mutating func append(_ request: AppendRequest, _ mail: UserMail) async -> Outcome {
        do {
            try await mail.addOctets(request.octets.count)
            let date = request.date ?? SystemClock.now
            let message = DemoMessage(content: .octets(request.octets), received: date, flags: request.flags)
            let (validity, uids) = try await mail.append([message], to: request.name)
            return .ok(has(.uidPlus) ? "[APPENDUID \(validity) \(SequenceSet(uids))] APPEND done" : "APPEND done")
        } catch {
            return .no(Self.text(error, codeForMissing: "TRYCREATE"))
        }
    }
}

extension String {
    /// `Sent` for `sent`.
    fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
