/// One step of trying a connection, and what came of it.
package struct CheckedStep: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        case fine
        /// It works, but there is something to know.
        case doubtful
        case failed
    }

    package var verdict: Verdict
    /// `login`; empty where it goes on with the step above.
    package var name: String
    package var time: Duration?
    package var text: String

    package init(_ name: String, _ time: Duration? = nil, _ text: String, verdict: Verdict = .fine) {
        self.verdict = verdict
        self.name = name
        self.time = time
        self.text = text
    }
}
