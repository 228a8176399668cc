import IMAP
import MailModel

/// Which command is allowed when, and what does it.
extension IMAPSession {
    /// How a command ended: the text behind its tag.
    enum Outcome {
        case ok(String)
        case no(String)
        case bad(String)
        /// A tagged answer comes later, or has been given.
        case open
    }

    mutating func obey(_ octets: [UInt8]) async throws(Connection.Lost) {
        guard var parser = CommandParser(octets) else { return untagged("BAD Expected a tag and a command") }
        let tag = parser.tag
        let command: ClientCommand
        do {
            command = try parser.parseCommand()
        } catch {
            return tagged(tag, "BAD \(error.reason)")
        }
        let outcome = try await carryOut(command, tag)
        if selection != nil, phase == .authenticated { await tellChanges(withExpunges: Self.mayTellExpunges(command)) }
        guard phase != .over || !output.octets.isEmpty else { return }
        switch outcome {
        case .ok(let text): tagged(tag, "OK \(text)")
        case .no(let text): tagged(tag, "NO \(text)")
        case .bad(let text): tagged(tag, "BAD \(text)")
        case .open: break
        }
    }

    /// No EXPUNGE in an answer to a command with sequence numbers (RFC 9051 §7.5.1).
    private static func mayTellExpunges(_ command: ClientCommand) -> Bool {
        switch command {
        case .fetch(let request): request.messages.isUID
        case .store(let request): request.messages.isUID
        case .search(let request): request.isUID
        default: true
        }
    }

    private mutating func carryOut(_ command: ClientCommand, _ tag: Tag) async throws(Connection.Lost) -> Outcome {
        switch command {
        case .capability:
            untagged("CAPABILITY \(capabilities)")
            return .ok("CAPABILITY done")
        case .noop: return .ok("NOOP done")
        case .logout:
            untagged("BYE Good bye")
            tagged(tag, "OK LOGOUT done")
            phase = .over
            return .open
        case .id:
            guard has(.id) else { return unknown }
            output.write("* ID (\"name\" \"Postern demo\")\r\n")
            return .ok("ID done")
        case .login(let user, let password):
            guard mail == nil else { return .bad("Already logged in") }
            await conclude(host.logIn(user, password: password).map(SASLPlain.Outcome.loggedIn) ?? .refused, tag)
            return .open
        case .authenticate(let mechanism, let initial):
            return await authenticate(mechanism, initial, tag)
        default:
            guard let mail else { return .bad("Log in first") }
            return try await carryOut(command, tag, mail)
        }
    }

    private mutating func carryOut(
        _ command: ClientCommand, _ tag: Tag, _ mail: UserMail
    ) async throws(Connection.Lost) -> Outcome {
        switch command {
        case .enable(let words): return enable(words)
        case .select(let request): return await select(request, mail)
        case .namespace:
            guard has(.namespace) else { return unknown }
            output.write("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n")
            return .ok("NAMESPACE done")
        case .list(let request): return await list(request, mail)
        case .status(let name, let items): return await status(name, items, mail)
        case .append(let request): return await append(request, mail)
        case .idle: return await idle(tag)
        case .create, .delete, .rename, .subscribe, .unsubscribe: return await changeMailboxes(command, mail)
        default:
            guard let selection else { return .bad("Select a mailbox first") }
            return try await carryOut(command, tag, mail, selection)
        }
    }

    private mutating func carryOut(
        _ command: ClientCommand, _ tag: Tag, _ mail: UserMail, _ selection: Selection
    ) async throws(Connection.Lost) -> Outcome {
        switch command {
        case .check: return .ok("CHECK done")
        case .close:
            if !selection.isReadOnly { await mail.expunge(selection.uids, in: selection.validity, onlyDeleted: true) }
            await endSelection()
            return .ok("CLOSE done")
        case .unselect:
            guard has(.unselect) else { return unknown }
            await endSelection()
            return .ok("UNSELECT done")
        case .expunge(let uids): return await expunge(uids, mail, selection)
        case .search(let request): return await search(request, tag, mail, selection)
        case .fetch(let request): return try await fetch(request, mail, selection)
        case .store(let request): return await store(request, mail, selection)
        case .copy(let messages, let target): return await copy(messages, to: target, mail, selection)
        case .move(let messages, let target): return await move(messages, to: target, mail, selection)
        default: return unknown
        }
    }

    var unknown: Outcome { .bad("Unknown command") }

    func has(_ known: IMAPExtension) -> Bool { options.imapExtensions.contains(known) }

    /// The text for a refusal (RFC 5530).
    static func text(_ error: MailboxError, codeForMissing: String = "NONEXISTENT") -> String {
        switch error {
        case .noSuchMailbox: "[\(codeForMissing)] No such mailbox"
        case .alreadyExists: "[ALREADYEXISTS] There is one already"
        case .cannot: "[CANNOT] That can't be done"
        case .overQuota: "[OVERQUOTA] The demo server keeps no more"
        }
    }
}
