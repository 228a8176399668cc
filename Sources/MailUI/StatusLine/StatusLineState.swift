import MailModel

/// The last note for the status line, and what comes from the server because a person wants it.
struct StatusLineState: Hashable, Sendable {
    /// How long a note stays.
    static let noteTime = Duration.seconds(6)

    /// May hold a server's words.
    private(set) var note: String?
    private var number = 0
    /// Something that can be stopped.
    var fetching: FetchProgress?

    /// Nothing that is worth more than the place.
    var isQuiet: Bool { note == nil && fetching == nil }

    /// Shows a note, and says when it is to go.
    mutating func show(_ text: String) -> Effect {
        number += 1
        note = text
        return .schedule(.note(number), after: Self.noteTime)
    }

    mutating func expire(_ timer: Int) {
        if timer == number { note = nil }
    }
}
