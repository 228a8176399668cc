/// Why a message was not delivered, in words (RFC 3463, RFC 7505, RFC 7372).
enum StatusWords {
    /// `: mailbox full (5.2.2)`; what the server said where the code says too little; empty where nothing is known.
    static func reason(status: String, diagnosis: String) -> String {
        // The server's own code is more exact than a general one.
        let code = isGeneral(status) ? statusCode(in: diagnosis) ?? status : status
        if let words = words(code), !isGeneral(code) { return ": \(words) (\(code))" }
        let said = withoutCodes(diagnosis)
        if !said.isEmpty { return ": \(said)" + (code.isEmpty ? "" : " (\(code))") }
        return code.isEmpty ? "" : ": \(words(code) ?? "the server gives no reason") (\(code))"
    }

    private static func isGeneral(_ code: String) -> Bool {
        code.isEmpty || code.hasSuffix(".0.0") || code.hasSuffix(".0") && !code.hasSuffix("10.0")
    }

    private static func words(_ code: String) -> String? {
        let steps = code.split(separator: ".", maxSplits: 1)
        guard steps.count == 2 else { return nil }
        return exact[String(steps[1])] ?? steps[1].first.flatMap { general[$0] }
    }

    // status-code = ( "2" / "4" / "5" ) "." 1*3digit "." 1*3digit
    private static func statusCode(in text: String) -> String? {
        text.split { $0 == " " || $0 == "-" || $0 == "#" || $0 == "(" || $0 == ")" }.prefix(20).first { word in
            let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
            return numbers.count == 3 && ["2", "4", "5"].contains(numbers[0])
                && numbers.allSatisfy { !$0.isEmpty && $0.utf8.count <= 3 && $0.utf8.allSatisfy(\.isDigit) }
        }.map(String.init)
    }

    /// What the server said, without the numbers before it, short.
    private static func withoutCodes(_ diagnosis: String) -> String {
        let words = diagnosis.words.drop { word in word.utf8.allSatisfy { $0.isDigit || $0 == 0x2E || $0 == 0x2D } }
        let text = words.joined(separator: " ")
        return text.count > 160 ? text.prefix(160) + "…" : text
    }

    private static let exact = [
        "1.1": "no such mailbox", "1.2": "no such mail domain", "1.3": "the address is not valid",
        "1.4": "the address is not unique", "1.6": "the mailbox has moved", "1.10": "the domain takes no mail",
        "2.1": "the mailbox is disabled", "2.2": "mailbox full", "2.3": "the message is too large for the mailbox",
        "2.4": "the mailing list has a problem", "3.1": "the mail system is full",
        "3.2": "the mail system takes no messages now", "3.4": "the message is too large",
        "4.1": "the other server does not answer", "4.2": "the connection broke", "4.3": "the directory can't be asked",
        "4.4": "no way to the other server", "4.5": "the mail system is overloaded", "4.6": "the mail went in a circle",
        "4.7": "the other server could not be reached in time", "5.3": "too many recipients",
        "6.1": "this kind of content is not taken", "7.1": "the recipient's server refused it",
        "7.2": "not allowed to write to this list", "7.23": "the sender's address failed the check by SPF",
        "7.25": "the sending server has no name that fits its address",
        "7.26": "the sender could not be authenticated", "7.28": "too much mail at once",
    ]

    private static let general: [Character: String] = [
        "1": "the address has a problem", "2": "the mailbox has a problem", "3": "the mail system has a problem",
        "4": "the network has a problem", "5": "the servers did not understand each other",
        "6": "the content was not taken", "7": "refused for reasons of policy",
    ]
}
