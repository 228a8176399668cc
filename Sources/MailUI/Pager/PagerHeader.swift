import MailModel

/// The lines above a message's text.
struct PagerHeader {
    /// The short header names at most this many recipients a field.
    static let mostRecipients = 12

    let message: ReadableMessage
    /// The part of another message that it is.
    var part: MessagePart?
    let dates: DateText

    func lines(isFull: Bool) -> [PagerLine] {
        var lines = part.map { [PagerLine.part($0)] } ?? []
        lines += isFull ? full : short
        let attachments = message.attachments.enumerated().map { PagerLine.attachment($0 + 1, $1) }
        let notices = message.notices.map(PagerLine.notice)
        let below = message.seals.map(PagerLine.seal) + attachments + notices
        if !below.isEmpty { lines += [.blank] + below }
        return lines + [.blank]
    }

    private var full: [PagerLine] { message.header.map { .header(name: $0.name, value: $0.value, isAligned: false) } }

    private var short: [PagerLine] {
        let summary = message.summary
        let date = summary.sentDate.map(dates.long) ?? ""
        let fields = [
            ("From", Self.list(summary.from)), ("To", Self.list(summary.to)), ("Cc", Self.list(summary.cc)),
            ("Date", date), ("Subject", summary.subject),
        ]
        return fields.filter { !$0.1.isEmpty }.map { .header(name: $0.0, value: $0.1, isAligned: true) }
    }

    /// Names with their addresses: the address is always there, because a name can say anything.
    static func list(_ addresses: [Address]) -> String {
        let shown = addresses.prefix(mostRecipients).map(full).joined(separator: ", ")
        let rest = addresses.count - mostRecipients
        return rest > 0 ? "\(shown) and \(NumberText.grouped(rest)) more" : shown
    }

    static func full(_ address: Address) -> String {
        let name = collapsed(address.name)
        if address.address.isEmpty { return name }
        return name.isEmpty ? address.address : "\(name) <\(address.address)>"
    }

    /// One space for many: padding could push the address out of sight.
    static func collapsed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
