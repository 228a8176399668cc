import MailEngine
import MailModel
import MailUI

/// What a move, or its preview, came to: a line for each mailbox, and what a person may do next.
struct MoveReport {
    private let source: OpenAccount
    private let destination: OpenAccount
    private let isPreview: Bool

    init(from source: OpenAccount, to destination: OpenAccount, isPreview: Bool) {
        self.source = source
        self.destination = destination
        self.isPreview = isPreview
    }

    /// Writes it to standard output, and what went wrong to standard error.
    ///
    /// - Throws: An exit status where not all is there, or would be.
    func write(_ folders: [MovedFolder]) throws {
        guard !folders.isEmpty else {
            let name = source.account.name
            return StandardStreams.writeLine("There is no mail in \(name) to be moved; postern sync fetches it first.")
        }
        TextColumns.write(folders.map(cells))
        for folder in folders { reportTrouble(of: folder) }
        let count = folders.reduce(0) { $0 + $1.messages }
        let host = destination.account.host
        if isPreview {
            let uploads = folders.reduce(0) { $0 + $1.uploaded }
            StandardStreams.writeLine(
                "\(NumberText.counted(uploads, "message")) would be uploaded to \(host). Nothing was changed.")
        } else if folders.allSatisfy(\.isComplete) {
            StandardStreams.writeLine(
                """
                All of it is on \(host): \(NumberText.counted(count, "message")). Nothing was removed, here or on \
                \(source.account.host). \(source.account.name) can go from config.toml now; its mail stays in its \
                store, and on its server as far as it is there.
                """)
        }
        guard !folders.allSatisfy({ isPreview ? $0.isMovable : $0.isComplete }) else { return }
        let advice = "they stay here as they are; see above, then run it again"
        let left = folders.reduce(0) { $0 + (isPreview ? $1.unmovable : $1.messages - $1.known - $1.uploaded) }
        throw ProgramError(
            status: .badData,
            what: "\(NumberText.counted(left, "message")) \(isPreview ? "can't be moved" : "could not be moved")",
            place: source.account.name.text, advice: isPreview ? "" : advice)
    }

    private func cells(of folder: MovedFolder) -> [String] {
        var facts = [
            "\(NumberText.counted(folder.messages, "message")), \(NumberText.size(folder.octets))",
            "\(folder.uploaded) \(isPreview ? "to upload" : "uploaded")",
        ]
        if folder.known > 0 { facts.append("\(folder.known) there already") }
        if !folder.tooLarge.isEmpty { facts.append("\(folder.tooLarge.count) too large") }
        if !folder.refused.isEmpty { facts.append("\(folder.refused.count) refused") }
        if folder.absent > 0 { facts.append("\(folder.absent) not here") }
        if folder.unconfirmed > 0 { facts.append("\(folder.unconfirmed) not confirmed") }
        let name = folder.destination?.text ?? "-"
        return [folder.source.text, "→ \(name)\(folder.isNew ? " (new)" : "")", facts.joined(separator: ", ")]
    }

    private func reportTrouble(of folder: MovedFolder) {
        let place = "\(source.account.name): \(folder.source)"
        if let failure = folder.failure { StandardStreams.report("\(place): \(failure)") }
        for id in folder.tooLarge.prefix(Self.named) {
            StandardStreams.report("\(place): message \(id) is larger than \(destination.account.host) takes")
        }
        for (id, reason) in folder.refused.sorted(by: { $0.key.row < $1.key.row }).prefix(Self.named) {
            StandardStreams.report("\(place): message \(id) was refused: “\(reason)”")
        }
    }

    /// Messages of a mailbox that are named; the line of the mailbox counts all.
    private static let named = 10
}

extension MovedFolder {
    /// Messages that no upload can bring there.
    fileprivate var unmovable: Int { failure == nil ? tooLarge.count + absent : messages }
    fileprivate var isMovable: Bool { unmovable == 0 }
}
