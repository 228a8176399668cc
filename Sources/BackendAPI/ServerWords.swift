/// A server's own words within ours: cut, and marked, so that nobody takes them for the program's.
package enum ServerWords {
    private static let limit = 200

    /// `what: “text”`, or `what` alone where there is no text.
    package static func quoted(_ text: String, after what: String) -> String {
        // Where its words end, we say.
        let words = text.prefix(limit).replacing("“", with: "\"").replacing("”", with: "\"")
        return words.isEmpty ? what : "\(what): “\(words)”"
    }
}
