package import BackendAPI
import IMAP
import InternetMessage
package import MailModel

extension IMAPBackend: MailUploading {
    package func makeMailbox(_ mailbox: MailboxName) async throws(BackendError) {
        try await takeTurn()
        defer { giveTurn() }
        let connection = try connected().connection
        let name = wireName(of: mailbox)
        let create = try await connection.send(.create(mailbox: name, use: nil))
        // Programs that show only what is subscribed would not show it otherwise; a refusal changes nothing else.
        let subscribe = try await connection.send(.subscribe(mailbox: name))
        let status = try await connection.finish(create)
        _ = try await connection.finish(subscribe)
        guard status.condition == .ok || status.code == .word(.alreadyExists) else {
            throw withoutSecret(BackendError(refusal: status))
        }
    }

    package func appendLimit(of mailbox: MailboxName) async throws(BackendError) -> Int? {
        try await takeTurn()
        defer { giveTurn() }
        let link = try connected()
        if let limit = link.capabilities.lazy.compactMap(\.appendLimit).first { return Int(clamping: limit) }
        guard link.capabilities.contains(.appendLimit) else { return nil }
        let name = wireName(of: mailbox)
        let tag = try await link.connection.send(.status(mailbox: name, [.appendLimit])) { response in
            if case .mailboxStatus(let status) = response { status.mailbox == name } else { false }
        }
        for case .mailboxStatus(let status) in try await link.connection.answer(to: tag).1 {
            if let limit = status.items[.appendLimit] { return Int(clamping: limit) }
        }
        return nil
    }

    /// Messages a window: a few dozen octets each.
    private static let windowSize = 2000

    package func presentMessages(
        in mailbox: MailboxName, from start: Int
    ) async throws(BackendError) -> PresentWindow {
        try await takeTurn()
        defer { giveTurn() }
        let selection = try await selectAnew(mailbox, looksForNews: start == 0)
        guard start < selection.map.count else {
            return PresentWindow(messages: [], validity: selection.validity, next: nil)
        }
        let end = min(start + Self.windowSize, selection.map.count)
        let numbers = MessageSet.numbers(SequenceSet(UInt32(start + 1)...UInt32(end)))
        return PresentWindow(
            messages: try await present(numbers, in: selection), validity: selection.validity,
            next: end < selection.map.count ? end : nil)
    }

    package func end(of mailbox: MailboxName) async throws(BackendError) -> MailboxPoint {
        try await takeTurn()
        defer { giveTurn() }
        let connection = try connected().connection
        let name = wireName(of: mailbox)
        let tag = try await connection.send(.status(mailbox: name, [.uidNext, .uidValidity])) { response in
            if case .mailboxStatus(let status) = response { status.mailbox == name } else { false }
        }
        let (status, responses) = try await connection.answer(to: tag)
        guard status.condition == .ok else { throw withoutSecret(BackendError(refusal: status)) }
        for case .mailboxStatus(let status) in responses {
            guard let next = status.items[.uidNext], let validity = status.items[.uidValidity] else { continue }
            return MailboxPoint(validity: UInt32(clamping: validity), uidNext: UInt32(clamping: next))
        }
        throw .refused(serverText: "it does not tell where \(mailbox) ends")
    }

    package func arrivals(
        in mailbox: MailboxName, since point: MailboxPoint
    ) async throws(BackendError) -> [PresentMessage]? {
        try await takeTurn()
        defer { giveTurn() }
        let selection = try await selectAnew(mailbox, looksForNews: true)
        guard selection.validity == point.validity else { return nil }
        guard selection.map.count > 0 else { return [] }
        // `n:*` always has the last message in it (RFC 9051 §9, seq-range).
        return try await present(.uids(SequenceSet(from: point.uidNext)), in: selection).filter { message in
            message.id.uid.map { $0 >= point.uidNext } ?? false
        }
    }

    /// Selects a mailbox; where it is selected already, what has come since shows with the answer to any command.
    private func selectAnew(_ mailbox: MailboxName, looksForNews: Bool) async throws(BackendError) -> Selection {
        let connection = try connected().connection
        let isSelected = await connection.selection?.mailbox == mailbox
        let selection = try await select(mailbox)
        if looksForNews, isSelected { _ = try await connection.finish(connection.send(.noop)) }
        return await connection.selection ?? selection
    }

    private func present(
        _ messages: MessageSet, in selection: Selection
    ) async throws(BackendError) -> [PresentMessage] {
        let connection = try connected().connection
        let field = Section(text: .headerFields([Array("MESSAGE-ID".utf8)]))
        let items: [FetchAttribute] = [.uid, .sizeInOctets, .body(field, partial: nil)]
        let tag = try await connection.send(.fetch(messages, items, FetchOptions())) {
            if case .fetch(let fetch) = $0 { fetch.isSummary } else { false }
        }
        let (status, responses) = try await connection.answer(to: tag)
        guard status.condition == .ok else { throw withoutSecret(BackendError(refusal: status)) }
        return responses.compactMap { PresentMessage($0, validity: selection.validity) }
    }

    package func upload(
        _ messages: [UploadMessage], to mailbox: MailboxName
    ) async throws(BackendError) -> [UploadOutcome] {
        try await takeTurn()
        defer { giveTurn() }
        do throws(BackendError) {
            var run = UploadRun(messages, mailbox: wireName(of: mailbox), link: try connected())
            let batches = run.batches()
            try await upload(batches, in: &run)
            // One bad message spoils the others of its command (RFC 3502 §6): those that are not stored are sent again, each alone.
            let single = run.retries()
            try await upload(single, in: &run)
            return run.outcomes.map { $0 ?? .refused(reason: "the server did not take it") }
        } catch {
            throw withoutSecret(error)
        }
    }

    /// Sends all commands without waiting for answers, then takes the answers.
    private func upload(_ batches: [Range<Int>], in run: inout UploadRun) async throws(BackendError) {
        let connection = try connected().connection
        var sent: [(tag: Tag, batch: Range<Int>)] = []
        for batch in batches {
            let tag = try await connection.send(run.command(for: batch))
            if case .pieces(let next) = run.messages[batch.lowerBound].content {
                try await stream(next, of: tag, over: connection)
            }
            sent.append((tag, batch))
        }
        for (tag, batch) in sent { try run.take(try await connection.finish(tag), of: batch) }
    }

    private func stream(
        _ next: @Sendable () async throws -> [UInt8]?, of tag: Tag, over connection: IMAPConnection
    ) async throws(BackendError) {
        while true {
            let piece: [UInt8]?
            do {
                piece = try await next()
            } catch {
                // Half a message is on its way: only the connection's end keeps it from being stored.
                throw await connection.fail(.unreachable(reason: "a message could not be read: \(error)"))
            }
            guard let piece else { break }
            // Refused before any octet: the answer says why.
            guard try await connection.sendContent(piece, of: tag) else { return }
        }
        await connection.endContent(of: tag)
    }
}

extension PresentMessage {
    fileprivate init?(_ response: Response, validity: UInt32) {
        guard case .fetch(let fetch) = response, let uid = fetch.uid else { return nil }
        self.init(id: .uid(uid, validity: validity), messageID: "", sizeInOctets: 0)
        for item in fetch.items {
            switch item {
            case .sizeInOctets(let size): sizeInOctets = Int(clamping: size)
            case .body(_, _, let octets?):
                messageID = Header(octets)["Message-ID"].map { MessageIDParser.parseFirst($0) } ?? ""
            default: break
            }
        }
    }
}

/// One call of `upload`.
private struct UploadRun {
    let messages: [UploadMessage]
    let mailbox: [UInt8]
    let joins: Bool
    let takesBinary: Bool
    private let link: IMAPBackend.Link
    var outcomes: [UploadOutcome?]
    /// What was refused together with others.
    private var refusedTogether: [Int] = []

    /// Messages and octets that one APPEND has at most: enough that the server's work for a command hardly counts.
    private static let messageLimit = 50
    private static let octetLimit = 1 << 20

    init(_ messages: [UploadMessage], mailbox: [UInt8], link: IMAPBackend.Link) {
        let capabilities = link.capabilities
        self.link = link
        self.messages = messages
        self.mailbox = mailbox
        joins = capabilities.contains(.multiAppend)
        takesBinary = capabilities.contains(.binary) || capabilities.contains(.imap4rev2)
        outcomes = messages.map { _ in nil }
    }

    /// Which messages go into one command each.
    mutating func batches() -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var octets = 0
        for (index, message) in messages.enumerated() {
            if message.holdsNUL, !takesBinary {
                outcomes[index] = .refused(reason: "it holds NUL octets, which this server can't take")
                continue
            }
            octets += message.sizeInOctets
            if joins, let last = batches.last, last.upperBound == index, last.count < Self.messageLimit,
                octets <= Self.octetLimit, message.isHeld, messages[last.lowerBound].isHeld
            {
                batches[batches.count - 1] = last.lowerBound..<(index + 1)
            } else {
                batches.append(index..<(index + 1))
                octets = message.sizeInOctets
            }
        }
        return batches
    }

    func command(for batch: Range<Int>) -> Command {
        .append(
            mailbox: mailbox,
            messages[batch].map { message in
                var appended = AppendMessage(
                    flags: message.flags.wireFlags, date: DateTime(message.internalDate),
                    content: .announced(sizeInOctets: message.sizeInOctets), isBinary: message.holdsNUL)
                if case .octets(let octets) = message.content {
                    appended.content = .octets(octets)
                    appended.hasUTF8Header = link.takesUTF8Header(of: octets)
                }
                return appended
            })
    }

    mutating func take(_ status: StatusResponse, of batch: Range<Int>) throws(BackendError) {
        guard status.condition != .ok else { return store(batch, status.code) }
        if status.postponement != nil || status.code == .word(.overQuota) { throw BackendError(refusal: status) }
        if batch.count > 1 {
            refusedTogether += batch
        } else {
            let isTooLarge = status.code == .word(.tooBig)
            outcomes[batch.lowerBound] = isTooLarge ? .tooLarge : .refused(reason: status.shownText)
        }
    }

    private mutating func store(_ batch: Range<Int>, _ code: ResponseCode?) {
        for index in batch { outcomes[index] = .stored(nil) }
        guard case .appendUID(let validity, let uids) = code,
            uids.reduce(0, { $0 + $1.count }) == batch.count
        else { return }
        for (index, uid) in zip(batch, uids.lazy.joined()) { outcomes[index] = .stored(.uid(uid, validity: validity)) }
    }

    mutating func retries() -> [Range<Int>] {
        defer { refusedTogether = [] }
        return refusedTogether.map { $0..<($0 + 1) }
    }
}

extension UploadMessage {
    fileprivate var isHeld: Bool {
        if case .octets = content { true } else { false }
    }
}
