import MailModel

/// The `/` line over the message list.
struct SearchPrompt: Hashable, Sendable {
    var line: LineEditor
    /// Where Tab leads, from narrow to wide.
    let scopes: [SearchScope]
    private(set) var index: Int

    init(text: String, scopes: [SearchScope], current: SearchScope?) {
        line = LineEditor(text)
        self.scopes = scopes
        index = current.flatMap { scopes.firstIndex(of: $0) } ?? 0
    }

    var scope: SearchScope { scopes.indices.contains(index) ? scopes[index] : .everywhere }

    mutating func widen(by distance: Int) {
        if !scopes.isEmpty { index = (index + distance + scopes.count) % scopes.count }
    }
}
