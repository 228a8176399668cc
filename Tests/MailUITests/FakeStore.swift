import MailModel
import MailUI

/// A store in memory: answers effects at once, as the program does a moment later.
struct FakeStore {
    var accounts: [Account] = [Sample.work, Sample.home, Sample.isp]
    var mailboxes: [AccountName: [MailboxRow]] = [:]
    /// Newest first.
    var messages: [MailboxID: [MessageRow]] = [:]
    private(set) var observed: Observed?
    struct Observed {
        var source: MessageSource
        var arrangement: ListArrangement
        var offset: Int
        var count: Int
        var anchor: ListAnchor?
    }

    /// Leaves `observe` unanswered, as while a store is slow.
    var isSilent = false
    /// The MIME tree of all messages; nothing where only attachments are known.
    var structure: MessagePart?

    init() {
        for account in accounts { mailboxes[account.name] = Sample.mailboxes(of: account) }
        messages[Sample.inbox(of: Sample.work)] = Sample.workInbox
        messages[Sample.inbox(of: Sample.home)] = Sample.homeInbox
        messages[Sample.inbox(of: Sample.isp)] = Sample.ispInbox
    }

    /// A long list, of messages numbered from `count` down to 1.
    static func long(_ count: Int) -> FakeStore {
        var store = FakeStore()
        store.messages[Sample.inbox(of: Sample.work)] = (0..<count).map { index in
            let number = count - index
            return Sample.row(
                Sample.work, Int64(number), from: "Sender \(number)", subject: "Message \(number)",
                ago: Int64(index) * 3600, flags: number.isMultiple(of: 50) ? [] : [.seen])
        }
        return store
    }

    var opening: [UIEvent] {
        [.tick(now: Sample.now), .accounts(accounts)] + news
            + accounts.map { account in
                let connection: AccountStatus.Connection =
                    account.mailProtocol == .imap
                    ? .pushed : .waiting(next: MailDate(secondsSince1970: Sample.now.secondsSince1970 + 240))
                let synced = MailDate(secondsSince1970: Sample.now.secondsSince1970 - 1680)
                return .status(account.name, AccountStatus(connection: connection, lastSynced: synced))
            }
    }

    /// What the store says after a change.
    var news: [UIEvent] {
        let folders = accounts.map { account in
            UIEvent.mailboxes(account.name, (mailboxes[account.name] ?? []).map(counted))
        }
        return folders + (window.map { [.window($0)] } ?? [])
    }

    private func counted(_ row: MailboxRow) -> MailboxRow {
        var row = row
        row.messages = messages[row.id]?.count ?? 0
        row.unread = messages[row.id]?.count { !$0.flags.contains(.seen) } ?? 0
        return row
    }

    private var window: MessageWindow? {
        guard let observed, !isSilent else { return nil }
        let all = rows(of: observed.source, observed.arrangement)
        var start = min(observed.offset, all.count)
        if let anchor = observed.anchor,
            let position = all.firstIndex(where: { $0.messages.contains { $0.id == anchor.id } })
        {
            start = max(0, position - anchor.row)
        }
        let end = min(all.count, start + observed.count)
        return MessageWindow(
            source: observed.source, arrangement: observed.arrangement, offset: start, rows: Array(all[start..<end]),
            total: all.count,
            unread: all.count { !$0.flags.contains(.seen) })
    }

    /// Messages that follow each other and have the same thread's place are a thread.
    private func rows(of source: MessageSource, _ arrangement: ListArrangement) -> [MessageRow] {
        let all = rows(of: source)
        guard all.contains(where: { $0.thread != nil }) else { return all }
        guard case .threads(let folding) = arrangement, case .mailbox(let id) = source else {
            return all.sorted { $0.date > $1.date }.map { row in
                var row = row
                row.thread = nil
                return row
            }
        }
        var threads: [[MessageRow]] = []
        for row in messages[id] ?? [] {
            if let last = threads.last?.last?.thread?.id, last == row.thread?.id {
                threads[threads.count - 1].append(row)
            } else {
                threads.append([row])
            }
        }
        return threads.flatMap { thread in
            guard var row = thread.first, thread.count > 1, let id = row.thread?.id, folding.folds(id) else {
                return thread
            }
            row.thread?.folded = thread
            row.date = thread.map(\.date).max() ?? row.date
            row.from = thread.flatMap(\.from)
            if thread.contains(where: { !$0.flags.contains(.seen) }) { row.flags.remove(.seen) }
            return [row]
        }
    }

    func rows(of source: MessageSource) -> [MessageRow] {
        switch source {
        case .mailbox(let id): messages[id] ?? []
        case .allInboxes:
            accounts.flatMap { messages[Sample.inbox(of: $0)] ?? [] }.sorted { $0.date > $1.date }
        case .search(let query, let scope): found(query, in: scope)
        }
    }

    private func found(_ query: String, in scope: SearchScope) -> [MessageRow] {
        let all = messages.filter { id, _ in
            switch scope {
            case .mailbox(let mailbox): id == mailbox
            case .account(let name): id.account == name
            case .everywhere: true
            }
        }
        return all.values.flatMap(\.self).filter { $0.subject.lowercased().contains(query.lowercased()) }
            .sorted { $0.date > $1.date }
    }

    /// Carries an effect out and says what comes of it.
    mutating func carryOut(_ effect: Effect) -> [UIEvent] {
        switch effect {
        case .observe(let source, let arrangement, let offset, let count, let anchor):
            observed = Observed(source: source, arrangement: arrangement, offset: offset, count: count, anchor: anchor)
            return window.map { [.window($0)] } ?? []
        case .openMessage(let id):
            guard let row = messages.values.joined().first(where: { $0.id == id }) else { return [] }
            var message = Sample.readable(row)
            message.summary.structure = structure
            return [.message(id, .ready(message))]
        case .findUnread(let source, let arrangement, let from, let forward):
            let all = rows(of: source, arrangement)
            let indices =
                forward ? Array(all.indices.dropFirst(from + 1)) : Array(all.indices.prefix(max(0, from)).reversed())
            return [.unreadFound(source, index: indices.first { !all[$0].flags.contains(.seen) })]
        case .readPart(let id, let part):
            let text = ReadableMessage(
                header: [], summary: MessageSummary(),
                lines: [ReadableLine(text: "What \(part.fileName) says.", kind: .fixed)])
            return [.part(id, part, text)]
        case .readSource(let id):
            let lines = (1...100).map { ReadableLine(text: "Line-\($0): of it") }
            return [
                .part(
                    id, .source(sizeInOctets: 1500),
                    ReadableMessage(header: [], summary: MessageSummary(), lines: lines))
            ]
        case .submit(let action):
            apply(action)
            return news
        case .markRead(let id):
            apply(.setFlag(.seen, true, on: [id]))
            return news
        case .searchServer, .prefetch, .undo, .save, .saveAll, .openPart, .stopFetching, .showPicture, .unlock,
            .openLink, .copyText,
            .pipe,
            .runShell, .syncNow, .reconnect,
            .consent, .password, .passphrase, .authorize, .setTheme, .schedule,
            .redraw,
            .suspend, .setup, .quit:
            return []
        }
    }

    private mutating func apply(_ action: UserAction) {
        let ids = Set(action.messages)
        switch action {
        case .setFlag(let flag, let value, _): change(ids) { value ? $0.flags.insert(flag) : $0.flags.remove(flag) }
        case .markAllRead(let source): change(Set(rows(of: source).map(\.id))) { $0.flags.insert(.seen) }
        case .move(_, let destination): move(take(ids), to: destination)
        case .copy(_, let destination):
            move(messages.values.joined().filter { ids.contains($0.id) }, to: destination)
        case .deleteForever: _ = take(ids)
        case .keepOnServer(let isKept, _): change(ids) { $0.location = isKept ? .kept : .onServer }
        case .removeFromServer: change(ids) { $0.location = .leaving }
        case .createMailbox, .renameMailbox, .deleteMailbox, .emptyMailbox, .subscribe: applyToMailbox(action)
        }
    }

    /// Without folders in folders.
    private mutating func applyToMailbox(_ action: UserAction) {
        switch action {
        case .createMailbox(let path, let account):
            let row = mailboxes.values.joined().map(\.id.row).max() ?? 0
            mailboxes[account]?.append(
                MailboxRow(
                    id: MailboxID(account: account, row: row + 1), name: Sample.mailboxName(path.description),
                    delimiter: "/", role: nil, isSelectable: true, isLocal: true, messages: 0, unread: 0))
        case .renameMailbox(let id, let path):
            guard let index = mailboxes[id.account]?.firstIndex(where: { $0.id == id }) else { return }
            mailboxes[id.account]?[index].name = Sample.mailboxName(path.description)
        case .deleteMailbox(let id):
            move(take(Set((messages[id] ?? []).map(\.id))), to: .role(.trash))
            mailboxes[id.account]?.removeAll { $0.id == id }
        case .emptyMailbox(let id): messages[id] = nil
        case .subscribe(let isWanted, let id):
            guard let index = mailboxes[id.account]?.firstIndex(where: { $0.id == id }) else { return }
            mailboxes[id.account]?[index].isSubscribed = isWanted
        default: break
        }
    }

    private mutating func change(_ ids: Set<StoredID>, _ body: (inout MessageRow) -> Void) {
        for (mailbox, rows) in messages {
            messages[mailbox] = rows.map { row in
                var row = row
                if ids.contains(row.id) { body(&row) }
                return row
            }
        }
    }

    private mutating func take(_ ids: Set<StoredID>) -> [MessageRow] {
        let taken = messages.values.joined().filter { ids.contains($0.id) }
        for (mailbox, rows) in messages { messages[mailbox] = rows.filter { !ids.contains($0.id) } }
        return taken
    }

    private mutating func move(_ rows: [MessageRow], to destination: UserAction.Destination) {
        for var row in rows {
            let target: MailboxID? =
                switch destination {
                case .mailbox(let id): id
                case .role(let role): mailboxes[row.id.account]?.first { $0.role == role }?.id
                }
            guard let target else { continue }
            if target.account != row.id.account {
                row.goesTo = target.account
                messages[row.mailbox, default: []].insert(row, at: 0)
                continue
            }
            row.mailbox = target
            messages[target, default: []].insert(row, at: 0)
        }
    }
}
