package import BackendAPI
package import MailModel
import POP3

extension POP3Backend {
    /// DELEs without an answer (RFC 2449 §6.6).
    private static let deleteWindow = 1000

    /// Why nothing was done to some of the messages.
    private struct Exceptions {
        var refusals: [RemoteID: String] = [:]
        var strangers: Set<RemoteID> = []

        func contains(_ id: RemoteID) -> Bool { refusals[id] != nil || strangers.contains(id) }
    }

    package func perform(
        _ actions: [RemoteAction], proofs: @escaping MessageProofs
    ) async throws(BackendError) -> [ActionOutcome] {
        let ids = actions.flatMap(\.removedIDs)
        var exceptions = Exceptions()
        if !ids.isEmpty {
            try await takeTurn()
            defer { passTurn() }
            exceptions = try await remove(ids, proofs)
        }
        return actions.map { action in
            guard case .remove(let ids, from: .inbox) = action.kind else {
                return .refused(reason: "POP3 can only remove messages, from INBOX")
            }
            let reason = ids.lazy.compactMap { exceptions.refusals[$0] }.first
            let strangers = exceptions.strangers.isEmpty ? [] : exceptions.strangers.intersection(ids)
            return reason.map { .refused(reason: $0) } ?? .done(assigned: [:], strangers: strangers)
        }
    }

    /// Removes messages, all in one session that ends with QUIT's +OK.
    ///
    /// - Returns: Which were not; the others are removed, or were gone before.
    private func remove(_ ids: [RemoteID], _ proofs: MessageProofs) async throws(BackendError) -> Exceptions {
        var exceptions = Exceptions()
        for _ in 0..<2 {
            let connection = try await trustedConnection()
            let maildrop = try await connection.listedMaildrop(mayRetrieve: settings.identifiesByRetrieving)
            guard connection.isTrusted else {
                await endSession()
                throw .protocolViolation(reason: "the server's listings disagree, so nothing is removed")
            }
            var targets = targets(ids, in: maildrop, &exceptions)
            let strangers = try await strangers(among: targets, proofs, on: connection)
            if !strangers.isEmpty {
                exceptions.strangers.formUnion(strangers)
                targets.removeAll { strangers.contains($0.id) }
            }
            guard !targets.isEmpty else { return exceptions }
            let refused = try await mark(targets.map(\.entry.number), on: connection)
            if refused.isEmpty {
                try await commit(connection)
                return exceptions
            }
            // The session ends without any removal, and the others have another one.
            await connection.close()
            self.connection = nil
            for target in targets { exceptions.refusals[target.id] = refused[target.entry.number] }
        }
        throw .protocolViolation(reason: "the server refuses to remove now this message and now that")
    }

    private typealias Target = (id: RemoteID, entry: Maildrop.Entry)

    // What the ids stand for in this session, each once; what is gone is no target.
    private func targets(
        _ ids: [RemoteID], in maildrop: Maildrop, _ exceptions: inout Exceptions
    ) -> [Target] {
        ambiguous.formUnion(maildrop.ambiguous)
        var seen: Set<RemoteID> = []
        var targets: [Target] = []
        for id in ids where !exceptions.contains(id) && seen.insert(id).inserted {
            guard let entry = maildrop.entry(id) else { continue }
            if ambiguous.contains(entry.id), !maildrop.ambiguous.contains(entry.id) {
                exceptions.refusals[id] = "the server gave several messages the unique-id of this one"
            } else {
                targets.append((id, entry))
            }
        }
        return targets
    }

    /// The targets whose names mean other messages by now.
    ///
    /// What this session has fetched needs no proof: numbers and names stay what they are until its end.
    private func strangers(
        among targets: [Target], _ proofs: MessageProofs, on connection: POP3Connection
    ) async throws(BackendError) -> Set<RemoteID> {
        let unseen = targets.filter { !connection.fetched.contains($0.entry.number) }
        guard !unseen.isEmpty else { return [] }
        let known = try await proofs(unseen.map(\.id))
        let checks = unseen.compactMap { target in known[target.id].map { (target.entry.number, $0) } }
        let mistaken = try await connection.mistaken(among: checks)
        return Set(unseen.filter { mistaken.contains($0.entry.number) }.map(\.id))
    }

    // Nothing is removed on a connection on which something odd was seen, nor by numbers of another session.
    private func trustedConnection() async throws(BackendError) -> POP3Connection {
        let connection = try await idleConnection()
        if connection.isTrusted { return connection }
        await endSession()
        return try await openConnection()
    }

    /// Marks messages as to be removed by QUIT.
    ///
    /// - Returns: What the server refused, and why.
    private func mark(
        _ numbers: [MessageNumber], on connection: POP3Connection
    ) async throws(BackendError) -> [MessageNumber: String] {
        let window = connection.canPipeline ? Self.deleteWindow : 1
        var refused: [MessageNumber: String] = [:]
        var sent = 0
        for (answered, number) in numbers.enumerated() {
            if sent - answered <= window / 2, sent < numbers.count {
                let end = min(numbers.count, answered + window)
                try await connection.send(numbers[sent..<end].map { .delete($0) })
                sent = end
            }
            let reply = try await connection.nextReply()
            if !reply.isOK { refused[number] = reply.text }
        }
        return refused
    }

    // Only QUIT removes, and only its +OK says so (RFC 1939 §6).
    private func commit(_ connection: POP3Connection) async throws(BackendError) {
        guard connection.isTrusted, connection.isQuiet else {
            throw await connection.fail(.protocolViolation(reason: "the server answered more than it was asked"))
        }
        let reply = try await connection.exchange(.quit)
        let isQuiet = connection.isQuiet
        await connection.close()
        self.connection = nil
        // Of two answers nobody knows which one is QUIT's.
        guard reply.isOK, isQuiet else {
            throw .unreachable(
                reason: ServerWords.quoted(reply.text, after: "the server could not remove all that it was asked to"))
        }
    }
}

extension RemoteAction {
    fileprivate var removedIDs: [RemoteID] {
        if case .remove(let ids, from: .inbox) = kind { ids } else { [] }
    }
}
