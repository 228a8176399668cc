import MailModel

extension ReadableLine {
    /// Where a sealed part begins or ends.
    var isEdge: Bool { if case .edge = kind { true } else { false } }
}

extension Seal {
    /// What the part is.
    var word: String {
        switch encryption {
        case .none: "signed"
        case .underway, .opened, .locked, .failed: "encrypted"
        }
    }
}

extension ReadableMessage {
    /// Shows the subject that stands inside, and tells what stood outside.
    mutating func replaceSubject(by subject: String) {
        guard subject != summary.subject else { return }
        // What mailers write outside where the subject is encrypted (RFC 9788 §4.2).
        let hidden = ["", "...", "[...]", "Encrypted Message", "[Encrypted Message]"]
        notices.append(
            hidden.contains(summary.subject)
                ? "the subject was encrypted, too" : "the subject outside is another one: “\(summary.subject)”")
        summary.subject = subject
    }
}

extension MessagePart {
    /// The tree as it is numbered from outside a part whose content it is.
    func inside(_ number: String) -> MessagePart {
        var part = self
        part.number = "\(number)\(OpenedMessage.separator)\(self.number)"
        part.children = children.map { $0.inside(number) }
        return part
    }

    /// The tree with what was found inside parts of it, in their places.
    func grafting(_ insides: [String: MessagePart]) -> MessagePart {
        guard !insides.isEmpty else { return self }
        var part = self
        part.children = insides[number].map { [$0] } ?? children.map { $0.grafting(insides) }
        return part
    }
}
