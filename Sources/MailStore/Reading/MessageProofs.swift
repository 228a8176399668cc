import Digests
import GRDB
package import MailModel

extension MailDatabase {
    /// What proves the messages of these names, whether they are still here or were deleted here.
    ///
    /// - Returns: The proofs of those that there is one of; UIDs need none.
    package func proofs(of names: [RemoteID]) async throws(StoreError) -> [RemoteID: MessageProof] {
        let account = account
        return try await read { db in
            let transaction = StoreTransaction(db, account)
            var proofs: [RemoteID: MessageProof] = [:]
            for case .uidl(let uidl) in names { proofs[.uidl(uidl)] = try transaction.proof(of: uidl) }
            return proofs
        }
    }

    /// POP3 messages whose octets are to be fetched a second time.
    package func doubtfulMessages() async throws(StoreError) -> [WantedMessage] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT uidl, coalesce(announcedSize, size) FROM message
                    WHERE isDoubtful AND isWhole AND uidl IS NOT NULL ORDER BY id DESC
                    """
            ).map { WantedMessage(id: .uidl($0[0]), sizeInOctets: $0[1]) }
        }
    }

    /// Names of POP3 messages whose size is told otherwise than before; `size` is what is told now, nothing where it is not.
    package func resizedMessages(size: @escaping @Sendable (RemoteID) -> Int?) async throws(StoreError) -> [RemoteID] {
        try await read { db in
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT uidl, announcedSize, size FROM message
                    WHERE uidl IS NOT NULL AND isWhole AND announcedSize IS NOT NULL
                    """)
            var resized: [RemoteID] = []
            while let row = try cursor.next() {
                let name = RemoteID.uidl(row[0])
                if let now = size(name), now != row[1], now != row[2] { resized.append(name) }
            }
            return resized
        }
    }
}

extension StoreTransaction {
    fileprivate func proof(of uidl: String) throws -> MessageProof? {
        if let message = try number("SELECT id FROM message WHERE uidl = ?", [uidl]) { return try proof(of: message) }
        guard let row = try row("SELECT digest, headerDigest FROM ledger WHERE uidl = ?", [uidl]),
            let digest = row.octets(0)
        else { return nil }
        return MessageProof(digest: digest, headerDigest: row.octets(1))
    }

    /// What proves a message that is whole here.
    func proof(of message: Int64) throws -> MessageProof? {
        guard
            let found = try row(
                """
                SELECT digest, blob FROM message JOIN part ON part.message = message.id AND section = ''
                WHERE message.id = ? AND isWhole
                """, [message]), let digest = found.octets(0)
        else { return nil }
        var header = HeaderCollector()
        // The first chunk is longer than what is looked at of any header.
        let octets = try row("SELECT octets FROM chunk WHERE id = ?", [(found[1] as Int64) << 16])?.octets(0) ?? []
        header.take(octets)
        return MessageProof(digest: digest, headerDigest: MessageDigest.sha256.hash(header.header))
    }
}
