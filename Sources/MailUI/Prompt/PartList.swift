import MailModel

/// A message's parts, to be looked at, opened or saved one by one.
struct PartList: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        var part: MessagePart
        /// How it is saved, and what the list shows of it.
        var saving: SaveChoice
    }

    let message: StoredID
    var choices = Choices<Item>()

    /// Everything that is not only a container: the texts too, which may be shown in another of their forms.
    init(_ id: StoredID, of message: ReadableMessage) {
        self.message = id
        let structure = message.summary.structure?.flattened.filter { !$0.isMultipart } ?? []
        let known = Set(structure.map(\.number))
        let parts = structure + message.attachments.filter { !known.contains($0.number) }
        choices.replace(parts.map { Item(part: $0, saving: SaveChoice($0)) })
    }

    /// All that a person would call attachments, for saving them together; nothing where there is one at most.
    var attachments: [SaveChoice] {
        let all = choices.items.filter { $0.part.isAttachment || $0.part.number.contains("/") }
        return all.count > 1 ? all.map(\.saving) : []
    }
}

extension MessagePart {
    /// Postern can show it itself; anything else is another program's.
    var isReadable: Bool { type == "text" || type == "message" || isArchive }

    /// Another program can show it in the terminal.
    var isPicture: Bool { type == "image" }

    /// What Enter does with it, for the hints.
    var enterWord: String { isPicture ? "show" : isReadable ? "read" : "open" }
}
