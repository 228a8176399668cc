import MailModel

/// What of a message can be saved.
struct SaveChoice: Hashable, Sendable {
    /// Nothing for the whole message.
    var part: String?
    /// What it is called in the list.
    var title: String
    /// Type and size.
    var detail: String
    /// A name that is safe as a file's.
    var fileName: String
}

extension SaveChoice {
    init(_ part: MessagePart) {
        self.init(
            part: part.number, title: part.fileName.isEmpty ? "without a name" : part.fileName,
            detail: "\(part.contentType)  \(NumberText.size(part.sizeInOctets))",
            fileName: AttachmentName.safe(part.fileName, contentType: part.contentType))
    }
}

/// Picks what to save by its number: 0 is the message itself.
struct SavePicker: Hashable, Sendable {
    let message: StoredID
    var choices = Choices<SaveChoice>()

    init(_ message: StoredID, subject: String, sizeInOctets: Int, attachments: [MessagePart]) {
        self.message = message
        let whole = SaveChoice(
            part: nil, title: "The whole message", detail: "message/rfc822  \(NumberText.size(sizeInOctets))",
            fileName: AttachmentName.safe(
                // A subject's slashes are no path.
                (subject.isEmpty ? "message" : subject.replacing("/", with: "_")) + ".eml",
                contentType: "message/rfc822"))
        let parts = attachments.map { SaveChoice($0) }
        choices.replace([whole] + parts)
        if !parts.isEmpty { choices.move(by: 1) }
    }
}

/// Asks where to save.
struct SavePrompt: Hashable, Sendable {
    let message: StoredID
    /// One to be written to a file, or several to be written into a folder.
    let choices: [SaveChoice]
    var line: LineEditor
}
