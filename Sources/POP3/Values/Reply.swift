/// A status line, or a challenge within AUTH.
package struct Reply: Hashable, Sendable {
    package enum Status: Hashable, Sendable {
        case ok
        case err
        /// `+ `, with the challenge in Base64 as the text (RFC 5034 §4).
        case challenge
    }

    package let status: Status
    package let code: ResponseCode?
    /// What follows, without the response code: a stranger's text.
    package let text: String

    package init(_ status: Status, code: ResponseCode? = nil, text: String = "") {
        self.status = status
        self.code = code
        self.text = text
    }

    package var isOK: Bool { status == .ok }

    /// The time-stamp of a greeting that offers APOP, with its angle brackets (RFC 1939 §7).
    package var apopTimestamp: Substring? {
        guard let start = text.firstIndex(of: "<"), let end = text[start...].firstIndex(of: ">") else { return nil }
        let timestamp = text[start...end]
        // RFC 5322 msg-id, roughly: a weak time-stamp helps whoever wants the password, so anything odd is none.
        let isPlausible = timestamp.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && timestamp.contains("@")
        return isPlausible && timestamp.utf8.count <= 256 ? timestamp : nil
    }
}
