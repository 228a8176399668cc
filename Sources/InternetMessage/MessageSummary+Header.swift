package import MailModel

extension MessageSummary {
    /// What the lists need of a message.
    package init(_ message: ParsedMessage) {
        self.init(message.header, structure: message.structure)
    }

    /// What the lists need of a message, from its header alone.
    ///
    /// Where there is more than one From field, all of them count, so that none is hidden.
    package init(_ header: Header, structure: MessagePart? = nil) {
        func addresses(_ name: String) -> [Address] { header.values(of: name).flatMap { AddressParser.parse($0) } }
        self.init(
            subject: header.text("Subject"), from: addresses("From"), replyTo: addresses("Reply-To"),
            to: addresses("To"), cc: addresses("Cc"), sentDate: header["Date"].flatMap { DateParser.parse($0) },
            messageID: header["Message-ID"].map { MessageIDParser.parseFirst($0) } ?? "",
            references: MessageIDParser.ancestors(
                references: header["References"], inReplyTo: header["In-Reply-To"]),
            structure: structure)
    }
}
