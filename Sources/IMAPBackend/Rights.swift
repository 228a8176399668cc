import BackendAPI
import IMAP
import MailModel

// What a person may do with a mailbox (RFC 4314).

extension IMAPBackend {
    private func isDue(_ told: ContinuousClock.Instant?) -> Bool {
        told.map { now() - $0 >= SeldomAsked.interval } ?? true
    }

    /// It is time to ask for all mailboxes' rights together.
    var areRightsDue: Bool { isDue(seldom.rightsListed) }

    func noteRightsListed(_ listings: [MailboxListing]) {
        let moment = now()
        seldom.rightsListed = moment
        for listing in listings where listing.rights != nil { seldom.rightsTold[listing.name] = moment }
    }

    /// Asks for the rights in a mailbox that is about to be looked at; nothing where they are known, or nobody has any.
    func askRights(of mailbox: MailboxName, over link: Link) async throws(BackendError) -> Tag? {
        guard link.capabilities.contains(.acl), isDue(seldom.rightsTold[mailbox]) else { return nil }
        let isUTF8 = link.usesUTF8
        return try await link.connection.send(.myRights(mailbox: wireName(of: mailbox, over: link))) { response in
            guard case .myRights(let name, _) = response else { return false }
            return MailboxName(wire: name, isUTF8: isUTF8) == mailbox
        }
    }

    /// What the server tells now of the rights in a mailbox that is selected; nothing where it tells nothing.
    ///
    /// `tag` is a MYRIGHTS under way. Without ACL it is whether the mailbox is open for reading only
    /// (RFC 9051 §6.3.2).
    func takeRights(
        _ tag: Tag?, in selection: Selection, over link: Link
    ) async throws(BackendError) -> MailboxRights? {
        guard link.capabilities.contains(.acl) else { return selection.isReadOnly.map { $0 ? [] : .all } }
        guard let tag else { return nil }
        var rights: MailboxRights?
        for case .myRights(_, let letters) in try await link.connection.answer(to: tag).1 {
            rights = MailboxRights(wire: letters)
        }
        // A refusal is an answer, too.
        seldom.rightsTold[selection.mailbox] = now()
        return rights
    }
}

extension MailboxRights {
    init(wire letters: [UInt8]) { self.init(letters: String(decoding: letters, as: UTF8.self)) }
}
