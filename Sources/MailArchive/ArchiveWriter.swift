/// Writes folders of messages, one folder after another.
///
///     openFolder ──▶ begin ──true──▶ write … ──▶ end ──▶ closeFolder
///                      └──false──────────────────▲
///
/// What is there already is never changed. What was begun and not ended is never seen by anybody.
package protocol ArchiveWriter {
    /// Begins a folder, making it where there is none.
    ///
    /// `levels`: Its name, a level each: `["Lists", "swift"]`; `["INBOX"]` is the archive's root.
    mutating func openFolder(_ levels: [String]) throws(ArchiveError)

    /// Begins a message; false where the archive has it already, and nothing of it is to be written.
    mutating func begin(_ entry: ArchiveEntry) throws(ArchiveError) -> Bool

    /// Takes the next octets of the message that was begun, as the entry's shape has found them.
    mutating func write(_ octets: [UInt8]) throws(ArchiveError)

    /// Says that the message is whole.
    mutating func end() throws(ArchiveError)

    /// Says that the folder is complete.
    ///
    /// All of it is on the disk when this returns.
    mutating func closeFolder() throws(ArchiveError) -> ClosedFolder
}

/// What a folder of an archive came to.
package struct ClosedFolder: Hashable, Sendable {
    /// The same was there before, octet for octet.
    package var isUnchanged = false
    /// Keywords that the archive has no letter for: their messages are there without them.
    package var lostKeywords: Set<String> = []
}
