package import BackendAPI
import IMAP
package import MailModel
import Oddities

extension IMAPBackend {
    /// STATUS commands sent ahead.
    private static let statusWindow = 50
    /// Mailboxes whose counts are asked for one by one, where LIST can't tell them.
    private static let statusLimit = 1000

    package func mailboxes() async throws(BackendError) -> [MailboxListing] {
        try await takeTurn()
        defer { giveTurn() }
        let link = try connected()
        if let foreseen = link.foreseen.listing {
            self.link?.foreseen.listing = nil
            do throws(BackendError) {
                return try await read(foreseen, over: link)
            } catch .refused {
                // Once more, in its time.
            }
        }
        let sent = try await sendList(over: link)
        self.link?.quota = try await askQuota(over: link)
        return try await read(sent, over: link)
    }

    /// Asks for all mailboxes, with their counts where LIST can tell them.
    ///
    /// Where they are followed, the server is asked before to tell of them: nothing changes unseen in between.
    func sendList(over link: Link) async throws(BackendError) -> Foreseen.Listing {
        if memory.isFollowing, link.capabilities.contains(.notify) { try await link.connection.sendNotify() }
        var options = ListOptions()
        if link.capabilities.contains(.listExtended) {
            options.returnsSubscribed = true
            options.returnsSpecialUse = link.capabilities.contains(.specialUse)
            options.returnsMyRights = link.capabilities.contains(.listMyRights) && areRightsDue
            if link.capabilities.contains(.listStatus) { options.status = Self.statusItems(link) }
        }
        let takesRights = options.returnsMyRights
        let tag = try await link.connection.send(
            .list(reference: [], pattern: Array("*".utf8), options)
        ) { response in
            switch response {
            case .list, .mailboxStatus: true
            case .myRights: takesRights
            default: false
            }
        }
        var listing = Foreseen.Listing(tag: tag, options: options)
        if !options.returnsSubscribed {
            listing.subscriptions = try await link.connection.send(
                .listSubscribed(reference: [], pattern: Array("*".utf8))
            ) { if case .listSubscribed = $0 { true } else { false } }
        }
        listing.namespaces = try await askNamespaces(over: link)
        return listing
    }

    func read(_ sent: Foreseen.Listing, over link: Link) async throws(BackendError) -> [MailboxListing] {
        let (status, responses) = try await link.connection.answer(to: sent.tag, limit: 100_000)
        var subscriptions: (StatusResponse, [Response])?
        if let tag = sent.subscriptions { subscriptions = try await link.connection.answer(to: tag, limit: 100_000) }
        if let tag = sent.namespaces { try await takeNamespaces(tag, over: link) }
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        var list = MailboxList(knowsSubscriptions: sent.options.returnsSubscribed, namesAreUTF8: link.usesUTF8)
        for response in responses { list.take(response) }
        if let subscriptions, subscriptions.0.condition == .ok { list.subscribe(subscriptions.1) }
        try await completeNamespaces(of: &list, listedWith: sent.options, over: link)
        if sent.options.status.isEmpty { try await askStatus(of: &list, over: link) }
        memory.wireNames.merge(list.wireNames) { $1 }
        let listings = list.listings
        if sent.options.returnsMyRights { noteRightsListed(listings) }
        memory.bins = [:]
        for listing in listings {
            if let role = listing.role, role == .trash || role == .junk { memory.bins[role] = listing.name }
            if let validity = listing.validity {
                await link.connection.leaveReplaced(listing.name, validity: validity)
            }
        }
        return listings
    }

    private static func statusItems(_ link: Link) -> [MailboxStatus.Item] {
        let counts: [MailboxStatus.Item] =
            link.hasCondStore
            ? [.messages, .unseen, .uidNext, .uidValidity, .highestModSeq] : [.messages, .unseen, .uidValidity]
        let hasMarks = link.capabilities.contains(.objectID) && !link.quirks.contains(.noMailboxIDs)
        return hasMarks ? counts + [.mailboxID] : counts
    }

    private func askStatus(of list: inout MailboxList, over link: Link) async throws(BackendError) {
        var tags: [Tag] = []
        for name in list.selectableWireNames.prefix(Self.statusLimit) {
            tags.append(
                try await link.connection.send(.status(mailbox: name, Self.statusItems(link))) { response in
                    if case .mailboxStatus(let status) = response { status.mailbox == name } else { false }
                })
            if tags.count >= Self.statusWindow { try await take(tags.removeFirst(), into: &list, over: link) }
        }
        for tag in tags { try await take(tag, into: &list, over: link) }
    }

    /// A STATUS that is refused leaves its counts unknown.
    private func take(_ tag: Tag, into list: inout MailboxList, over link: Link) async throws(BackendError) {
        for response in try await link.connection.answer(to: tag).1 { list.take(response) }
    }
}

/// What LIST and STATUS tell, put together.
struct MailboxList {
    let knowsSubscriptions: Bool
    let namesAreUTF8: Bool
    /// What a person's own mailboxes begin with, where the server was asked.
    var personalPrefix: String?
    private var order: [[UInt8]] = []
    private var entries: [[UInt8]: Entry] = [:]

    private struct Entry {
        var listing: MailboxListing
        var attributes: Set<IMAP.Flag>
        /// All that STATUS has told; NOTIFY tells only what has changed.
        var items: [MailboxStatus.Item: UInt64] = [:]
    }

    init(knowsSubscriptions: Bool, namesAreUTF8: Bool) {
        self.knowsSubscriptions = knowsSubscriptions
        self.namesAreUTF8 = namesAreUTF8
    }

    /// Takes what LSUB has told: all others are not subscribed.
    ///
    /// Liberal: servers name INBOX in other letters than with LIST, or not at all.
    mutating func subscribe(_ responses: [Response]) {
        var names: Set<MailboxName> = [.inbox]
        for case .listSubscribed(let entry) in responses where entry.isSubscribed {
            if let name = MailboxName(wire: entry.mailbox, isUTF8: namesAreUTF8) { names.insert(name) }
        }
        for key in entries.keys {
            guard let name = entries[key]?.listing.name else { continue }
            entries[key]?.listing.isSubscribed = names.contains(name)
        }
    }

    mutating func take(_ response: Response) {
        switch response {
        case .list(let entry): take(entry)
        case .mailboxStatus(let status): take(status)
        case .myRights(let mailbox, let letters):
            entries[mailbox]?.listing.rights = MailboxRights(wire: letters)
        default: break
        }
    }

    var wireNames: [MailboxName: [UInt8]] {
        Dictionary(entries.map { ($1.listing.name, $0) }) { first, _ in first }
    }

    /// Nothing but INBOX is listed, or something is below it and nothing tells that a person's own may be at the top, as
    /// Sent and Trash are there: only the server knows then where others may be made.
    var isNamespaceDoubtful: Bool {
        let others = listings.filter { $0.name != .inbox }
        let below = others.filter { listing in
            listing.delimiter.map { listing.name.text.uppercased().hasPrefix("INBOX\($0)") } ?? false
        }
        let hasOwnAtTop = others.contains { $0.role != nil && !below.contains($0) }
        return !hasOwnAtTop && (others.isEmpty || !below.isEmpty)
    }

    var selectableWireNames: [[UInt8]] { order.filter { entries[$0]?.listing.isSelectable == true } }

    /// With roles: what the server says first, then what names suggest, each role once.
    var listings: [MailboxListing] {
        var taken: Set<MailboxRole> = []
        var roles: [[UInt8]: MailboxRole] = [:]
        for key in order {
            guard let entry = entries[key], let role = MailboxRole(entry.listing.name, entry.attributes) else {
                continue
            }
            if taken.insert(role).inserted { roles[key] = role }
        }
        for key in order where roles[key] == nil {
            guard let listing = entries[key]?.listing, listing.isSelectable, let role = MailboxRole(byNameOf: listing)
            else { continue }
            if taken.insert(role).inserted { roles[key] = role }
        }
        return order.compactMap { key in
            guard var listing = entries[key]?.listing else { return nil }
            listing.role = roles[key]
            if listing.name == .inbox { listing.personalPrefix = personalPrefix }
            return listing
        }
    }

    private mutating func take(_ entry: ListEntry) {
        // A name that can't be decoded could not be shown or opened again.
        guard let name = MailboxName(wire: entry.mailbox, isUTF8: namesAreUTF8) else { return }
        let attributes = Set(entry.attributes)
        let listing = MailboxListing(
            name: name, delimiter: entry.delimiter.map { Character(Unicode.Scalar($0)) },
            isSelectable: attributes.isDisjoint(with: [.noSelect, .nonExistent]),
            isSubscribed: !knowsSubscriptions || attributes.contains(.subscribed) || name == .inbox)
        if entries[entry.mailbox] == nil { order.append(entry.mailbox) }
        entries[entry.mailbox] = Entry(listing: listing, attributes: attributes)
    }

    private mutating func take(_ status: MailboxStatus) {
        guard var entry = entries[status.mailbox] else { return }
        let items = entry.items.merging(status.items) { $1 }
        entry.items = items
        entry.listing.messages = items[.messages].map { Int(clamping: $0) }
        entry.listing.unseen = items[.unseen].map { Int(clamping: $0) }
        entry.listing.validity = items[.uidValidity].map { UInt32(truncatingIfNeeded: $0) }
        if let mark = status.mailboxID { entry.listing.objectID = Self.objectID(mark) }
        entry.listing.uidNext = items[.uidNext].map { UInt32(clamping: $0) }
        if let modSeq = items[.highestModSeq], modSeq > 0, let validity = items[.uidValidity],
            let next = items[.uidNext], let messages = items[.messages]
        {
            entry.listing.fingerprint = "\(validity).\(next).\(modSeq).\(messages)"
        }
        entries[status.mailbox] = entry
    }
}

extension MailboxList {
    /// At most 255 letters, digits, hyphens and underscores (RFC 8474 §7); nothing where it is none.
    private static func objectID(_ octets: [UInt8]) -> String? {
        (1...255).contains(octets.count) && octets.allSatisfy { (0x21...0x7E).contains($0) }
            ? String(decoding: octets, as: UTF8.self) : nil
    }
}

extension ListEntry {
    /// LSUB also names levels that only have subscribed mailboxes in them (RFC 3501 §6.3.9).
    var isSubscribed: Bool { !attributes.contains(.noSelect) }
}

extension MailboxRole {
    /// What the server says the mailbox is for (RFC 6154 §2), and INBOX.
    fileprivate init?(_ name: MailboxName, _ attributes: Set<IMAP.Flag>) {
        if name == .inbox {
            self = .inbox
            return
        }
        let said = Self.attributes.first { attributes.contains($0.0) }
        guard let said else { return nil }
        self = said.1
    }

    private static let attributes: [(IMAP.Flag, MailboxRole)] = [
        (#"\Sent"#, .sent), (#"\Drafts"#, .drafts), (#"\Trash"#, .trash), (#"\Junk"#, .junk),
        (#"\Archive"#, .archive), (#"\All"#, .all), (#"\Flagged"#, .flagged),
    ].compactMap { spelling, role in IMAP.Flag(spelling).map { ($0, role) } }

    /// What a well-known name suggests; only at the top or right below INBOX.
    fileprivate init?(byNameOf listing: MailboxListing) {
        var path = [listing.name.text]
        if let delimiter = listing.delimiter { path = listing.name.text.split(separator: delimiter).map(String.init) }
        if path.count == 2, path[0].uppercased() == "INBOX" { path.removeFirst() }
        guard path.count == 1, let name = path.first?.lowercased(), let role = Self.names[name] else { return nil }
        self = role
    }

    private static let names: [String: MailboxRole] = [
        "sent": .sent, "sent items": .sent, "sent messages": .sent, "sent mail": .sent, "gesendet": .sent,
        "drafts": .drafts, "draft": .drafts, "entwürfe": .drafts, "trash": .trash, "deleted items": .trash,
        "deleted messages": .trash, "papierkorb": .trash, "junk": .junk, "spam": .junk, "junk e-mail": .junk,
        "junk email": .junk, "bulk mail": .junk, "archive": .archive, "archives": .archive, "archiv": .archive,
    ]
}

extension IMAP.Flag {
    static let noSelect = known(#"\Noselect"#)
    fileprivate static let nonExistent = known(#"\NonExistent"#)
    fileprivate static let subscribed = known(#"\Subscribed"#)

    private static func known(_ spelling: String) -> IMAP.Flag { IMAP.Flag(spelling) ?? .anyKeyword }
}
