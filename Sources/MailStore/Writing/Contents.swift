import Digests
import GRDB
package import MailModel

/// Octets that are in the store but belong to no message yet.
///
/// A message of any size is written piece by piece as it arrives, and linked to its row by the transaction that
/// keeps it. What is never linked is removed when the next writer takes the store.
package struct StagedContent: Hashable, Sendable {
    let blob: Int64
    package let sizeInOctets: Int
    package let digest: [UInt8]
}

/// Which octets of a message the store has, as the column `section` names them.
extension BodySection {
    var text: String {
        switch self {
        case .whole: ""
        case .header: "HEADER"
        case .part(let number): number
        }
    }

    init(text: String) {
        self = text.isEmpty ? .whole : text == "HEADER" ? .header : .part(text)
    }
}

/// The numbers of blobs that a transaction has given out, looked up once.
final class BlobNumbers {
    /// 0 before the first.
    var last: Int64 = 0
}

extension StoreTransaction {
    /// Octets a chunk: large enough to be read in few steps, small enough to be nothing in memory.
    static let chunkSize = 1 << 18

    /// Reserves a run of chunks.
    func makeBlob() throws -> Int64 {
        if blobNumbers.last == 0 {
            let last = try number("SELECT max(id) FROM chunk") ?? 0
            let staged = try number("SELECT max(blob) FROM staged") ?? 0
            blobNumbers.last = max(last >> 16, staged)
        }
        blobNumbers.last += 1
        return blobNumbers.last
    }

    func addChunk(_ octets: [UInt8], to blob: Int64, index: Int) throws {
        guard index < 65_536 else { throw StoreError.failed(reason: "a message is larger than 16 GB") }
        try octets.withUnsafeBytes { octets in
            try run("INSERT INTO chunk (id, octets) VALUES (?, ?)") { chunk in
                chunk.add(blob << 16 + Int64(index))
                chunk.add(lasting: octets)
            }
        }
    }

    /// Writes all octets; a blob has one chunk at least.
    func addBlob(_ octets: [UInt8]) throws -> Int64 {
        let blob = try makeBlob()
        if octets.count <= Self.chunkSize {
            try addChunk(octets, to: blob, index: 0)
            return blob
        }
        for (index, start) in stride(from: 0, to: octets.count, by: Self.chunkSize).enumerated() {
            try addChunk(Array(octets[start..<min(start + Self.chunkSize, octets.count)]), to: blob, index: index)
        }
        return blob
    }

    /// Removes a blob that no message has; does nothing where one has it by now.
    func removeStaged(_ blob: Int64) throws {
        guard try exists("SELECT 1 FROM staged WHERE blob = ?", [blob]) else { return }
        try run("DELETE FROM chunk WHERE id BETWEEN ? AND ?", [blob << 16, blob << 16 + 65_535])
        try run("DELETE FROM staged WHERE blob = ?", [blob])
    }

    /// Makes a blob a message's section, in place of what was there.
    func link(_ blob: Int64, sizeInOctets: Int, to message: Int64, _ section: BodySection) throws {
        func insert() throws {
            try run("INSERT INTO part (message, section, blob, size) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING") {
                part in
                part.add(message)
                part.add(section.text)
                part.add(blob)
                part.add(sizeInOctets)
            }
        }
        try insert()
        guard changedRows == 0 else { return }
        // Not an update: with the row go the octets that it named.
        try run("DELETE FROM part WHERE message = ? AND section = ?", [message, section.text])
        try insert()
    }
}

extension MailDatabase {
    /// Begins to write a message's octets ahead of the message.
    package func stageContent() async throws(StoreError) -> ContentStaging {
        let blob = try await write([]) { transaction in
            let blob = try transaction.makeBlob()
            try transaction.run("INSERT INTO staged (blob) VALUES (?)", [blob])
            return blob
        }
        return ContentStaging(store: self, blob: blob)
    }

    /// Keeps one part of a message, as the server gave it.
    package func keepPart(_ section: BodySection, of id: StoredID, octets: [UInt8]) async throws(StoreError) {
        try await write([]) { transaction in
            guard try transaction.exists("SELECT 1 FROM message WHERE id = ?", [id.row]) else {
                throw StoreError.noSuchMessage(id)
            }
            let blob = try transaction.addBlob(octets)
            try transaction.link(blob, sizeInOctets: octets.count, to: id.row, section)
        }
    }

    /// Removes what a writer that is no more has staged; only the process that writes may.
    func removeOrphans() throws {
        let account = account
        try database.write { db in
            let transaction = StoreTransaction(db, account)
            for blob in try transaction.numbers("SELECT blob FROM staged") { try transaction.removeStaged(blob) }
        }
    }
}

/// Octets on their way into the store, a chunk at a time: memory holds one chunk whatever the message's size.
package struct ContentStaging: Sendable {
    private let store: MailDatabase
    private let blob: Int64
    private var waiting: [UInt8] = []
    private var chunks = 0
    private var size = 0
    private let hash = RunningDigest(.sha256)

    init(store: MailDatabase, blob: Int64) {
        self.store = store
        self.blob = blob
    }

    /// Takes the next octets.
    package mutating func append(_ octets: [UInt8]) async throws(StoreError) {
        size += octets.count
        hash.update(octets)
        waiting.append(contentsOf: octets)
        while waiting.count >= StoreTransaction.chunkSize {
            try await writeChunk(Array(waiting.prefix(StoreTransaction.chunkSize)))
            waiting.removeFirst(StoreTransaction.chunkSize)
        }
    }

    /// Writes the last chunk; what is returned goes into a ``WholeMessage``.
    package mutating func finish() async throws(StoreError) -> StagedContent {
        if !waiting.isEmpty || chunks == 0 { try await writeChunk(waiting) }
        waiting = []
        return StagedContent(blob: blob, sizeInOctets: size, digest: hash.finish())
    }

    /// Gives up: what was written is removed.
    package func discard() async throws(StoreError) {
        let blob = blob
        try await store.write([]) { try $0.removeStaged(blob) }
    }

    private mutating func writeChunk(_ octets: [UInt8]) async throws(StoreError) {
        let (blob, index) = (blob, chunks)
        try await store.write([]) { try $0.addChunk(octets, to: blob, index: index) }
        chunks += 1
    }
}
