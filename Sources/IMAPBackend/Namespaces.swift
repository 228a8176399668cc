import BackendAPI
import IMAP
import MailModel

// Where a person's own mailboxes are, and where those of others are (RFC 2342).

extension IMAPBackend {
    /// Namespaces that are listed at most.
    private static let namespacesLimit = 20

    /// Adds what the names of mailboxes do not tell, where that leaves a doubt.
    func completeNamespaces(
        of list: inout MailboxList, listedWith options: ListOptions, over link: Link
    ) async throws(BackendError) {
        guard let namespaces = seldom.namespaces, list.isNamespaceDoubtful else { return }
        list.personalPrefix = namespaces.personal.first.flatMap { entry in
            entry.prefix.isEmpty ? "" : MailboxName(wire: entry.prefix, isUTF8: link.usesUTF8)?.text
        }
        // `*` does not name what is behind a `#` (RFC 3501 §5.1.2): Courier's shared mailboxes.
        let hidden = (namespaces.otherUsers + namespaces.shared).map(\.prefix).filter { $0.first == UInt8(ascii: "#") }
        var tags: [Tag] = []
        for prefix in hidden.prefix(Self.namespacesLimit) {
            let list = Command.list(reference: [], pattern: prefix + Array("*".utf8), options)
            tags.append(
                try await link.connection.send(list) { response in
                    switch response {
                    case .list, .mailboxStatus: true
                    case .myRights: options.returnsMyRights
                    default: false
                    }
                })
        }
        for tag in tags {
            for response in try await link.connection.answer(to: tag, limit: 100_000).1 { list.take(response) }
        }
    }

    /// Asks along with a listing, which may leave a doubt.
    func askNamespaces(over link: Link) async throws(BackendError) -> Tag? {
        guard link.capabilities.contains(.namespace) else { return nil }
        if let told = seldom.namespacesTold, now() - told < SeldomAsked.interval { return nil }
        return try await link.connection.send(.namespace) { if case .namespace = $0 { true } else { false } }
    }

    func takeNamespaces(_ tag: Tag, over link: Link) async throws(BackendError) {
        seldom.namespaces = nil
        for case .namespace(let told) in try await link.connection.answer(to: tag).1 { seldom.namespaces = told }
        seldom.namespacesTold = now()
    }
}
