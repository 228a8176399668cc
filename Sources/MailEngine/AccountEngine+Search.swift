import BackendAPI
package import MailModel
import MailStore

/// What came of asking a server for what a search can't find here.
package enum ServerSearch: Hashable, Sendable {
    /// All texts are here.
    case notNeeded
    /// So many more are in the result now; `isCut`: the server has others.
    case found(new: Int, isCut: Bool)
    /// Nobody could be asked, or the server did not answer.
    case unanswered(reason: String)
}

extension AccountEngine {
    /// The most that the server is asked for: whoever gets so many will search for something else.
    private static let findingsLimit = 500

    /// Has the server search a mailbox for what a search of the store may have missed: words in texts that are not here.
    ///
    /// What it finds is added to the search's result in the store. Headers are all here, so a query for those
    /// alone needs no server.
    package func searchServer(for query: String, in mailbox: MailboxID, named name: MailboxName) async -> ServerSearch {
        let terms = SearchQuery(query).terms
        do {
            guard terms.contains(where: { $0.place == .anywhere }), try await store.hasUnknownTexts(in: mailbox) else {
                return .notNeeded
            }
            guard isConnected else { return .unanswered(reason: "there is no connection") }
            let findings = try await backend.search(terms, in: name, limit: Self.findingsLimit)
            guard let findings else { return .notNeeded }
            let new = try await store.takeFindings(findings.ids, of: query, in: mailbox)
            return .found(new: new, isCut: findings.isCut)
        } catch let error as BackendError {
            return .unanswered(reason: error.statusText)
        } catch let error as StoreError {
            return .unanswered(reason: error.description)
        } catch {
            return .unanswered(reason: "interrupted")
        }
    }
}
