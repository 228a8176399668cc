package import BackendAPI
import IMAP
package import MailModel

extension IMAPBackend {
    /// SEARCH (RFC 9051 §6.4.4), with as short an answer as the server can give: PARTIAL (RFC 9394), ESEARCH
    /// (RFC 4731), or all UIDs one by one.
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
        let returning: [SearchReturn] =
            if link.capabilities.contains(.partial) {
                [.count, .last(UInt32(clamping: limit))]
            } else if link.capabilities.contains(.extendedSearch) || link.capabilities.contains(.imap4rev2) {
                [.all]
            } else {
                []
            }
        let command = Command.search(isUID: true, returning: returning, terms.map(SearchKey.init))
        let tag = try await link.connection.send(command) { $0.isSearch }
        return SentSearch(connection: link.connection, tag: tag, validity: validity)
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
    /// The newest of what was found, which have the highest UIDs.
    fileprivate init(_ responses: [Response], validity: UInt32, limit: Int) {
        var found = SequenceSet()
        var count = 0
        for response in responses {
            switch response {
            case .search(let numbers, _): found.formUnion(SequenceSet(unsorted: numbers.map { $0...$0 }))
            case .extendedSearch(let result):
                found.formUnion(result.partial ?? result.all ?? SequenceSet())
                count = Int(result.count ?? 0)
            default: break
            }
        }
        var ids: [RemoteID] = []
        // Ranges are a stranger's: never expanded beyond what was asked for.
        for range in found.ranges.reversed() where ids.count < limit {
            ids += range.reversed().prefix(limit - ids.count).map { .uid($0, validity: validity) }
        }
        self.init(ids: ids, isCut: max(count, found.count) > ids.count)
    }
}
