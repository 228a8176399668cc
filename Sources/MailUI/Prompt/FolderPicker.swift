import MailModel
import TerminalUI

/// Picks a folder by a few of its letters.
struct FolderPicker: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        case go
        case move([StoredID])
        case copy([StoredID])
    }

    /// A folder to be picked.
    struct Candidate: Hashable, Sendable {
        /// A stranger's text, with its account before it where there are several.
        var title: String
        var destination: UserAction.Destination
    }

    let purpose: Purpose
    private(set) var line = LineEditor()
    private(set) var choices = Choices<Candidate>()
    private let candidates: [Candidate]

    init(_ purpose: Purpose, candidates: [Candidate]) {
        self.purpose = purpose
        self.candidates = candidates
        choices.replace(candidates)
    }

    mutating func press(_ key: KeyEvent) {
        if let distance = key.choiceMove {
            choices.move(by: distance)
        } else if line.press(key) {
            narrow()
        }
    }

    mutating func paste(_ text: String) {
        line.paste(text)
        narrow()
    }

    /// How many there are to choose from before anything is typed.
    var mostChoices: Int { max(1, candidates.count) }

    private mutating func narrow() {
        choices.replace(FuzzyMatch.best(line.text, of: candidates, name: \.title))
    }

    var label: String {
        switch purpose {
        case .go: "Go to folder: "
        case .move(let ids): ids.count == 1 ? "Move to: " : "Move \(NumberText.grouped(ids.count)) messages to: "
        case .copy(let ids): ids.count == 1 ? "Copy to: " : "Copy \(NumberText.grouped(ids.count)) messages to: "
        }
    }
}
