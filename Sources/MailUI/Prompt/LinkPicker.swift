import TerminalUI

/// Picks one of a message's links by its number, to open it or to copy its address.
struct LinkPicker: Hashable, Sendable {
    struct Link: Hashable, Sendable {
        /// As in the text, 1 being the first.
        var number: Int
        var target: String
    }

    let links: [Link]
    private(set) var choices = Choices<Link>()
    /// Digits typed so far.
    private(set) var typed = ""

    init(_ targets: [String]) {
        links = targets.enumerated().map { Link(number: $0 + 1, target: $1) }
        choices.replace(links)
    }

    /// Takes a digit, where a link begins with what is typed then.
    mutating func type(_ digit: Int) {
        for text in ["\(typed)\(digit)", "\(digit)"] where narrow(to: text) { return }
    }

    mutating func eraseDigit() { _ = narrow(to: String(typed.dropLast())) }

    mutating func move(by distance: Int) {
        choices.move(by: distance)
        typed = ""
    }

    /// Goes to the first link whose number begins so.
    private mutating func narrow(to text: String) -> Bool {
        guard let index = links.firstIndex(where: { String($0.number).hasPrefix(text) }) else { return false }
        typed = text
        choices.move(by: index - choices.index)
        return true
    }
}
