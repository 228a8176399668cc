package import BackendAPI
import IMAP
package import MailModel

extension IMAPBackend {
    /// The newest by SORT (RFC 5256) where that costs nothing, else by SEARCH (RFC 9051 §6.4.4), with as short an
    /// answer as the server can give.
    package func search(
        _ terms: [SearchTerm], in mailbox: MailboxName, limit: Int
    ) async throws(BackendError) -> ServerFindings? {
        do throws(BackendError) {
            let sent = try await sendSearch(terms, in: mailbox, limit: limit)
            let (status, responses) = try await sent.connection.answer(to: sent.tag)
            guard status.condition == .ok else { throw BackendError(refusal: status) }
            return ServerFindings(responses, validity: sent.validity, limit: limit)
        } catch {
            throw withoutSecret(error)
        }
    }

    private struct SentSearch {
        var connection: IMAPConnection
        var tag: Tag
        var validity: UInt32
    }

    /// Has a turn until the command is sent, not until the server has read all its mail.
    private func sendSearch(
        _ terms: [SearchTerm], in mailbox: MailboxName, limit: Int
    ) async throws(BackendError) -> SentSearch {
        try await takeTurn()
        defer { giveTurn() }
        let link = try connected()
        let validity = try await select(mailbox).validity
        let command = Command.newest(
            limit, matching: terms.map(SearchKey.init), capabilities: link.capabilities)
        let tag = try await link.connection.send(command) { $0.isSearch }
        return SentSearch(connection: link.connection, tag: tag, validity: validity)
    }
}

extension Command {
    /// The shortest answer that has the newest `limit`: a part of what is sorted (RFC 5267), the last part of what is
    /// found (RFC 9394), all UIDs as ranges (RFC 4731), all one by one.
    ///
    /// Newest is what came into the mailbox's last by INTERNALDATE, as lists have it; where nothing is sorted, what
    /// has the highest UIDs, which in a mailbox that messages are moved to can be old ones.
    fileprivate static func newest(_ limit: Int, matching keys: [SearchKey], capabilities: Set<Capability>) -> Command {
        let limit = UInt32(clamping: limit)
        // Liberal: Dovecot names CONTEXT=SEARCH alone and cuts what is sorted, too.
        let canCut = capabilities.contains(.sortContext) || capabilities.contains(.searchContext)
        if capabilities.contains(.extendedSort), canCut {
            return .sort(returning: [.count, .first(limit)], keys)
        }
        if capabilities.contains(.partial) {
            return .search(isUID: true, returning: [.count, .last(limit)], keys)
        }
        if capabilities.contains(.extendedSearch) || capabilities.contains(.imap4rev2) {
            return .search(isUID: true, returning: [.all], keys)
        }
        if capabilities.contains(.sort) { return .sort(returning: [], keys) }
        return .search(isUID: true, returning: [], keys)
    }
}

extension SearchKey {
    fileprivate init(_ term: SearchTerm) {
        let text = Array(term.text.utf8)
        switch term.place {
        case .anywhere: self = .text(text)
        case .sender: self = .header(field: .from, contains: text)
        case .recipients: self = .header(field: .to, contains: text)
        case .subject: self = .header(field: .subject, contains: text)
        }
    }
}

extension ServerFindings {
    /// The newest of what was found: as sorted, or with the highest UIDs.
    fileprivate init(_ responses: [Response], validity: UInt32, limit: Int) {
        var found = SequenceSet()
        var count = 0
        var ids: [RemoteID] = []
        for response in responses {
            switch response {
            case .sort(let numbers, _):
                count += numbers.count
                ids += numbers.prefix(limit - ids.count).map { .uid($0, validity: validity) }
            case .search(let numbers, _): found.formUnion(SequenceSet(unsorted: numbers.map { $0...$0 }))
            case .extendedSearch(let result):
                found.formUnion(result.partial ?? result.all ?? SequenceSet())
                count = Int(result.count ?? 0)
            default: break
            }
        }
        // Ranges are a stranger's: never expanded beyond what was asked for.
        for range in found.ranges.reversed() where ids.count < limit {
            ids += range.reversed().prefix(limit - ids.count).map { .uid($0, validity: validity) }
        }
        self.init(ids: ids, isCut: max(count, found.count) > ids.count)
    }
}
