import GRDB
package import MailModel

/// A message as the store has it, but for its octets.
package struct StoredMessage: Hashable, Sendable {
    package var row: MessageRow
    package var summary: MessageSummary
    /// The server's name for it; nothing where it has none, or has not told it yet.
    package var remote: RemoteID?
    /// Where the server has it, by the server's name; INBOX over POP3.
    package var remoteMailbox: MailboxName?
    /// The octets that are here.
    package var sections: Set<BodySection>
    /// SHA-256 of the whole octets, where they are here.
    package var digest: [UInt8]?

    package var isWhole: Bool { sections.contains(.whole) }
}

extension MailDatabase {
    /// A message with its header and what is here of it; nothing where it is gone.
    package func message(_ id: StoredID) async throws(StoreError) -> StoredMessage? {
        guard id.account == account else { return nil }
        return try await read { db in
            let sql = """
                SELECT \(MessageRecord.rowColumns), validity, digest,
                    (SELECT name FROM mailbox WHERE id = remoteMailbox), \(MessageRecord.summaryColumns)
                FROM message WHERE id = ?
                """
            let statement = try db.cachedStatement(sql: sql)
            guard let row = try Row.fetchOne(statement, arguments: [id.row]) else { return nil }
            let parts = try db.cachedStatement(sql: "SELECT section FROM part WHERE message = ?")
            let sections = try String.fetchAll(parts, arguments: [id.row]).map(BodySection.init(text:))
            let others = MessageRecord.rowColumnCount
            let remote = RemoteID(uid: row[13], validity: row[others], uidl: row[14])
            let mailbox = (row[others + 2] as String?).flatMap { MailboxName($0) }
            return StoredMessage(
                row: MessageRecord.messageRow(row, account: id.account),
                summary: MessageRecord.summary(row, from: others + 3), remote: remote,
                remoteMailbox: mailbox ?? (remote == nil ? nil : .inbox), sections: Set(sections),
                digest: row.octets(others + 1))
        }
    }

    /// The octets of a section, all or the first ones; nothing where they are not here.
    package func content(
        of id: StoredID, _ section: BodySection = .whole, atMost limit: Int = .max
    ) async throws(StoreError) -> [UInt8]? {
        guard id.account == account else { return nil }
        // In one go: who fetches the same once more puts other octets in their place.
        return try await read { db -> [UInt8]? in
            guard let (blob, size) = try Self.place(of: id, section, in: db) else { return nil }
            var octets: [UInt8] = []
            octets.reserveCapacity(min(limit, size))
            let statement = try db.cachedStatement(sql: "SELECT octets FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id")
            let cursor = try Row.fetchCursor(
                statement, arguments: [blob << 16, blob << 16 + 65_535])
            while octets.count < limit, let row = try cursor.next() {
                octets += (row.octets(0) ?? []).prefix(limit - octets.count)
            }
            return octets
        }
    }

    /// The octets of a section piece by piece; nothing where they are not here.
    package func storedContent(
        of id: StoredID, _ section: BodySection = .whole
    ) async throws(StoreError) -> StoredContent? {
        guard id.account == account else { return nil }
        let found = try await read { db in try Self.place(of: id, section, in: db) }
        return found.map { StoredContent(store: self, blob: $0, sizeInOctets: $1) }
    }

    private static func place(
        of id: StoredID, _ section: BodySection, in db: Database
    ) throws -> (blob: Int64, sizeInOctets: Int)? {
        let statement = try db.cachedStatement(sql: "SELECT blob, size FROM part WHERE message = ? AND section = ?")
        return try Row.fetchOne(statement, arguments: [id.row, section.text]).map { ($0[0], $0[1]) }
    }
}

/// Stored octets, read a chunk at a time.
package struct StoredContent: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = StoreError

    fileprivate let store: MailDatabase
    fileprivate let blob: Int64
    package let sizeInOctets: Int

    package func makeAsyncIterator() -> Iterator { Iterator(content: self) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let content: StoredContent
        private var index: Int64 = 0

        fileprivate init(content: StoredContent) { self.content = content }

        package mutating func next() async throws(StoreError) -> [UInt8]? { try await next(isolation: nil) }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(StoreError) -> [UInt8]? {
            let chunk = content.blob << 16 + index
            index += 1
            guard index <= 65_536 else { return nil }
            return try await content.store.read { db in
                let statement = try db.cachedStatement(sql: "SELECT octets FROM chunk WHERE id = ?")
                return try Row.fetchOne(statement, arguments: [chunk])?.octets(0)
            }
        }
    }
}
