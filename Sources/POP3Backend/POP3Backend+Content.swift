package import BackendAPI
package import MailModel
import POP3

extension POP3Backend {
    /// Octets of a stream that another call may keep or throw away before it rather connects anew.
    private static let settleLimitInOctets = 8 << 20

    package nonisolated func content(
        _ section: BodySection, of ids: [RemoteID], in mailbox: MailboxName
    ) -> ContentStream {
        guard section == .whole, mailbox == .inbox else {
            return ContentStream { () async throws(BackendError) in
                throw .refused(serverText: "POP3 gives whole messages from INBOX only")
            }
        }
        let ticket = FetchTicket(ids, self)
        return .batches { () async throws(BackendError) in try await self.nextPieces(of: ticket) }
    }

    private func nextPieces(of ticket: FetchTicket) async throws(BackendError) -> [ContentPiece]? {
        let fetch = fetch(of: ticket)
        while !fetch.isOver || fetch.failure != nil {
            let pieces = fetch.takeReady()
            if !pieces.isEmpty { return pieces }
            if let failure = fetch.failure { throw failure }
            try await takeTurn()
            defer { passTurn() }
            do throws(BackendError) { try await advance(fetch) } catch {
                fetch.failure = error
            }
        }
        return nil
    }

    // Asks for more and takes what the server sends, until something is ready. The caller has its turn.
    private func advance(_ fetch: ContentFetch) async throws(BackendError) {
        // Another call may have done it while this one waited.
        if fetch.hasReady || fetch.failure != nil { return }
        if fetch.isAwaiting, connection?.fetch !== fetch || connection?.isUsable != true {
            throw .unreachable(reason: "the connection was closed")
        }
        if let connection, connection.isUsable { await settleFetch(on: connection, except: fetch) }
        let connection = try await openConnection()
        let maildrop = try await connection.listedMaildrop(mayRetrieve: settings.identifiesByRetrieving)
        connection.fetch = fetch
        let commands = fetch.nextCommands(
            in: maildrop, window: connection.canPipeline && !capabilities.mayRemoveFetched ? .pipelined : .oneByOne)
        if !commands.isEmpty { try await connection.send(commands) }
        guard fetch.isAwaiting else { return }
        _ = try await take(connection.next(), fetch, connection)
        while fetch.isAwaiting, let event = try await connection.nextReceived() {
            _ = try await take(event, fetch, connection)
        }
    }

    private func take(
        _ event: Session.Event, _ fetch: ContentFetch, _ connection: POP3Connection
    ) async throws(BackendError) -> Int {
        if case .end(of: .retrieve(let number)) = event { connection.fetched.insert(number) }
        do throws(BackendError) { return try fetch.take(event) } catch { throw await connection.fail(error) }
    }

    /// Takes all that the server still owes to a stream, so that another command can be sent.
    ///
    /// What that is, is bounded by the stream's window; a server that sends more than it announced, or
    /// a large message under way, costs a new connection.
    func settleFetch(on connection: POP3Connection, except exception: ContentFetch?) async {
        guard let fetch = connection.fetch, fetch !== exception, fetch.isAwaiting else { return }
        var octets = 0
        do throws(BackendError) {
            while fetch.isAwaiting {
                octets += try await take(connection.next(), fetch, connection)
                guard octets <= Self.settleLimitInOctets else {
                    throw await connection.fail(.unreachable(reason: "the connection was needed for something else"))
                }
            }
        } catch {
            fetch.failure = error
        }
    }

    private func fetch(of ticket: FetchTicket) -> ContentFetch {
        if let fetch = fetches[ObjectIdentifier(ticket.key)] { return fetch }
        let fetch = ContentFetch(ticket.ids)
        fetches[ObjectIdentifier(ticket.key)] = fetch
        return fetch
    }

    fileprivate func abandonFetch(_ key: FetchKey) {
        fetches.removeValue(forKey: ObjectIdentifier(key))?.isAbandoned = true
    }
}

/// Names a stream's state.
///
/// Lives until the state is gone: an address that was free before that could name a new stream by the old one's name.
private final class FetchKey: Sendable {}

/// A stream's right to its state in the actor: when the stream is dropped, the state goes too.
private final class FetchTicket: Sendable {
    let ids: [RemoteID]
    let key = FetchKey()
    private let backend: POP3Backend

    init(_ ids: [RemoteID], _ backend: POP3Backend) {
        self.ids = ids
        self.backend = backend
    }

    deinit {
        let (backend, key) = (backend, key)
        Task { await backend.abandonFetch(key) }
    }
}
