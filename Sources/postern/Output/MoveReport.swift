import MailEngine
import MailModel
import MailUI

/// What an upload, or its preview, came to: a line for each mailbox, and what a person may do next.
struct MoveReport {
    enum Occasion: Hashable {
        case preview
        /// From the account of that name, on that host.
        case move(from: AccountName, host: String)
        case importing
    }

    private let occasion: Occasion
    /// Whose mail it is, in complaints.
    private let name: AccountName
    private let host: String

    init(_ occasion: Occasion, of name: AccountName, to host: String) {
        self.occasion = occasion
        self.name = name
        self.host = host
    }

    private var isPreview: Bool { occasion == .preview }

    /// Writes it to standard output, and what went wrong to standard error.
    ///
    /// - Throws: An exit status where not all is there, or would be.
    func write(_ folders: [MovedFolder]) throws {
        guard !folders.isEmpty else {
            if occasion == .importing { return }
            return StandardStreams.writeLine("There is no mail in \(name) to be moved; postern sync fetches it first.")
        }
        TextColumns.write(folders.map(cells))
        for folder in folders { reportTrouble(of: folder) }
        let isComplete = folders.allSatisfy { isPreview ? $0.isMovable : $0.isComplete }
        if let conclusion = conclusion(folders, isComplete: isComplete) { StandardStreams.writeLine(conclusion) }
        guard !isComplete else { return }
        let left = folders.reduce(0) { $0 + (isPreview ? $1.unmovable : $1.messages - $1.known - $1.uploaded) }
        let messages = NumberText.counted(left, "message")
        throw ProgramError(
            status: .badData, what: "\(messages) \(isPreview ? "can't be moved" : "could not be uploaded")",
            place: name.text, advice: isPreview ? "" : "nothing is lost here; see above, then run it again")
    }

    private func conclusion(_ folders: [MovedFolder], isComplete: Bool) -> String? {
        let count = folders.reduce(0) { $0 + (isPreview ? $1.uploaded : $1.messages) }
        let messages = NumberText.counted(count, "message")
        switch occasion {
        case .preview: return "\(messages) would be uploaded to \(host). Nothing was changed."
        case .importing: return nil
        case .move(let account, let oldHost):
            guard isComplete else { return nil }
            return """
                All of it is on \(host): \(messages). Nothing was removed, here or on \(oldHost). \(account) can go \
                from config.toml now; its mail stays in its store, and on its server as far as it is there.
                """
        }
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
        let place = "\(name): \(folder.source)"
        if let failure = folder.failure { StandardStreams.report("\(place): \(failure)") }
        for id in folder.tooLarge.prefix(Self.named) {
            StandardStreams.report("\(place): message \(id) is larger than \(host) takes")
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
