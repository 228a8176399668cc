import BackendAPI
import IMAP
import MailModel
import Oddities

/// What was sent behind a login, before anything was heard of it or right after.
struct SentBehindLogin {
    var enabling: Tag?
    /// CAPABILITY.
    var asking: Tag?
    /// ID was sent, where the server has it.
    var isIntroduced = false
    var foreseen = Foreseen()
}

/// What was asked for before anybody has asked for it.
struct Foreseen {
    var opening: (mailbox: MailboxName, opening: Opening)?
    var listing: Listing?
    /// GETQUOTAROOT.
    var quota: Tag?

    /// A LIST under way.
    struct Listing {
        var tag: Tag
        var options: ListOptions
        /// LSUB, where LIST can't tell what is subscribed.
        var subscriptions: Tag?
        /// NAMESPACE.
        var namespaces: Tag?

        var tags: [Tag] { [tag, subscriptions, namespaces].compactMap(\.self) }
    }

    /// All commands whose answers may never be wanted.
    var tags: [Tag] {
        let opening = opening?.opening
        let opened = [opening?.select, opening?.changes, opening?.arrivals, opening?.rights]
        return (opened + [quota]).compactMap(\.self) + (listing?.tags ?? [])
    }
}

extension IMAPBackend {
    /// Sends what may follow the login before its answer.
    ///
    /// With a server that is remembered that is all that will be asked; with another one no more than harms none.
    func sendAlong(
        on connection: IMAPConnection, offered: Set<Capability>, _ foresight: Foresight?
    ) async throws(BackendError) -> SentBehindLogin? {
        guard let remembered = memory.server else {
            guard offered.contains(.enable) else { return nil }
            return SentBehindLogin(enabling: try await sendEnable(on: connection, offered))
        }
        memory.reliesOnServer = true
        let asking = remembered.mustBeAsked ? try await connection.send(.capability) : nil
        var sent = try await sendBehindLogin(on: connection, remembered.after, foresight)
        sent.asking = asking
        return sent
    }

    /// Sends what follows a login, to a server that can do this.
    func sendBehindLogin(
        on connection: IMAPConnection, _ capabilities: Set<Capability>, _ foresight: Foresight?
    ) async throws(BackendError) -> SentBehindLogin {
        await connection.set(CommandEncoder(literals: .init(capabilities)))
        var sent = SentBehindLogin()
        let isWorthEnabling = !capabilities.isDisjoint(with: [.qResync, .condStore, .utf8Accept, .utf8Only])
        if capabilities.contains(.enable), isWorthEnabling {
            sent.enabling = try await sendEnable(on: connection, capabilities)
        }
        try await introduce(on: connection, capabilities)
        sent.isIntroduced = true
        // What ENABLE will bring is known only of a server that has not changed.
        guard let foresight, let remembered = memory.server, remembered.after == capabilities,
            let point = SyncPoint(foresight.checkpoint)
        else { return sent }
        let link = Link(
            connection: connection, capabilities: capabilities, quirks: quirks(capabilities),
            enabled: remembered.enabled)
        await connection.set(CommandEncoder(literals: .init(capabilities), permitsUTF8: link.usesUTF8))
        // First the list: what it says of the mailbox's state must not be newer than what is then found there.
        sent.foreseen.listing = try await sendList(over: link)
        var opening = Opening(point: point)
        try await askAll(&opening, in: foresight.mailbox, over: link)
        sent.foreseen.opening = (foresight.mailbox, opening)
        // Last: some servers count all that they have for it.
        sent.foreseen.quota = try await askQuota(over: link)
        return sent
    }

    private func sendEnable(
        on connection: IMAPConnection, _ capabilities: Set<Capability>
    ) async throws(BackendError) -> Tag {
        // UTF8=ONLY asks for the same word (RFC 6855 §6).
        let hasUTF8 = capabilities.contains(.utf8Accept) || capabilities.contains(.utf8Only)
        // Words that the server does not know are passed over (RFC 5161 §3.1).
        return try await connection.send(.enable([.condStore, .qResync] + (hasUTF8 ? [.utf8Accept] : []))) { response in
            if case .enabled = response { true } else { false }
        }
    }

    /// Says who we are (RFC 2971); the answer is of no interest.
    ///
    /// Some servers refuse SELECT to whom they do not know, and want to know more than a name.
    private func introduce(on connection: IMAPConnection, _ capabilities: Set<Capability>) async throws(BackendError) {
        var fields = [("name", "Postern")]
        if quirks(capabilities).contains(.introductionFirst) {
            fields += [("version", "1"), ("vendor", "Postern")]
        } else if !capabilities.contains(.id) {
            return
        }
        let parameters = fields.map { BodyParameter(name: $0.0, value: Array($0.1.utf8)) }
        let tag = try await connection.send(.id(parameters)) {
            if case .id = $0 { true } else { false }
        }
        await connection.abandon(tag)
    }

    /// The connection that is logged in, once the answers of interest are there.
    func link(
        over connection: IMAPConnection, _ capabilities: Set<Capability>, _ sent: SentBehindLogin
    ) async throws(BackendError) -> Link {
        var link = Link(connection: connection, capabilities: capabilities, quirks: quirks(capabilities))
        if !sent.isIntroduced { try await introduce(on: connection, capabilities) }
        if let tag = sent.enabling {
            for response in try await connection.answer(to: tag).1 {
                if case .enabled(let names) = response { link.enabled.formUnion(names) }
            }
        }
        // What was sent before it was known what the server can do may have set another style.
        await connection.set(CommandEncoder(literals: .init(capabilities), permitsUTF8: link.usesUTF8))
        if link.usesUTF8 != memory.namesAreUTF8 {
            memory.namesAreUTF8 = link.usesUTF8
            memory.wireNames = [:]
        }
        if capabilities == memory.server?.after, link.enabled == memory.server?.enabled {
            link.foreseen = sent.foreseen
            // Nothing that grows old.
            link.quota = sent.foreseen.quota
            link.foreseen.quota = nil
        } else {
            for tag in sent.foreseen.tags { await connection.abandon(tag) }
        }
        return link
    }

    /// Something else is wanted now, or about to be changed: what was asked together with the login grows old.
    func dropForeseen() async {
        guard let link, !link.foreseen.tags.isEmpty else { return }
        self.link?.foreseen = Foreseen()
        for tag in link.foreseen.tags { await link.connection.abandon(tag) }
    }

    /// Takes what was asked of the mailbox together with the login; nothing where it was not, or from another point on.
    func takeForeseenOpening(of mailbox: MailboxName, at point: SyncPoint) -> Opening? {
        guard let (foreseen, opening) = link?.foreseen.opening, foreseen == mailbox, opening.point == point else {
            return nil
        }
        link?.foreseen.opening = nil
        return opening
    }
}

extension WireWriter.LiteralStyle {
    fileprivate init(_ capabilities: Set<Capability>) {
        if capabilities.contains(.literalPlus) {
            self = .literalPlus
        } else if capabilities.contains(.literalMinus) || capabilities.contains(.imap4rev2) {
            self = .literalMinus
        } else {
            self = .synchronizing
        }
    }
}
