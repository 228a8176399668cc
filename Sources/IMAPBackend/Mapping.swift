import BackendAPI
import IMAP
import InternetMessage
import MailModel
import Transport

// Where IMAP's words meet the program's.

extension MailModel.Flag {
    /// Nothing for `\Recent`, which is no property of the message, and for `\*`.
    init?(_ flag: IMAP.Flag) {
        switch flag {
        case .seen: self = .seen
        case .answered: self = .answered
        case .flagged: self = .flagged
        case .draft: self = .draft
        case .deleted: self = .deleted
        case .recent, .anyKeyword: return nil
        default:
            switch flag.spelling.lowercased() {
            case "$forwarded": self = .forwarded
            case "$junk", "junk": self = .junk
            case "$notjunk", "notjunk", "nonjunk": self = .notJunk
            default: self = .keyword(flag.spelling)
            }
        }
    }

    /// The spelling on the wire; nothing for a keyword that no atom can spell.
    var wireFlag: IMAP.Flag? {
        switch self {
        case .seen: .seen
        case .answered: .answered
        case .flagged: .flagged
        case .draft: .draft
        case .deleted: .deleted
        case .forwarded: IMAP.Flag("$Forwarded")
        case .junk: IMAP.Flag("$Junk")
        case .notJunk: IMAP.Flag("$NotJunk")
        case .keyword(let keyword): IMAP.Flag(keyword)
        }
    }
}

extension Flags {
    init(wire flags: [IMAP.Flag]) {
        self.init()
        for flag in flags {
            if let meant = MailModel.Flag(flag) { insert(meant) }
        }
    }

    var wireFlags: [IMAP.Flag] { all.compactMap(\.wireFlag) }
}

extension MailDate {
    init(_ moment: DateTime) {
        let date = CalendarDate(
            year: moment.year, month: moment.month, day: moment.day, hour: moment.hour, minute: moment.minute,
            second: moment.second)
        self = date.date(secondsEastOfUTC: moment.minutesEastOfUTC * 60)
    }
}

extension DateTime {
    init(_ date: MailDate) {
        let calendar = CalendarDate(date)
        self.init(
            year: calendar.year, month: calendar.month, day: calendar.day, hour: calendar.hour,
            minute: calendar.minute, second: calendar.second)
    }
}

extension MailboxName {
    /// Decodes a name from the wire.
    ///
    /// `isUTF8`: UTF-8 is agreed on (RFC 6855 §3), so that `&` is nothing but itself.
    ///
    /// Liberal: names in UTF-8 where nobody enabled that; then the octets are the name.
    init?(wire octets: [UInt8], isUTF8: Bool) {
        let text = (isUTF8 ? nil : ModifiedUTF7.decode(octets)) ?? String(validating: octets, as: UTF8.self)
        guard let text else { return nil }
        self.init(text)
    }
}

extension RemoteMessage {
    /// Octets: 256 characters are the most (RFC 8970 §3).
    private static let previewLimit = 1024

    /// What a FETCH of the summary items tells; nothing where it has no UID.
    init?(_ fetch: FetchResponse, validity: UInt32) {
        guard let uid = fetch.uid else { return nil }
        self.init(id: .uid(uid, validity: validity), sizeInOctets: 0)
        var structure: MessagePart?
        var references: [UInt8] = []
        var envelope: Envelope?
        for item in fetch.items {
            switch item {
            case .flags(let read): flags = Flags(wire: read)
            case .internalDate(let moment): internalDate = MailDate(moment)
            case .sizeInOctets(let size): sizeInOctets = Int(clamping: size)
            case .envelope(let read): envelope = read
            case .bodyStructure(let body): structure = MessagePart(body)
            case .body(_, _, let octets): references = octets ?? []
            case .emailID(let octets): emailID = String(decoding: octets, as: UTF8.self)
            case .preview(let octets?): preview = String(decoding: octets.prefix(Self.previewLimit), as: UTF8.self)
            default: break
            }
        }
        summary = envelope.map { MessageSummary($0, references: references, structure: structure) }
    }
}

extension MessageSummary {
    /// `references` is the header with the References field and no other.
    init(_ envelope: Envelope, references: [UInt8], structure: MessagePart?) {
        let field = references.isEmpty ? nil : Header(references)["References"]
        self.init(
            subject: envelope.subject.map { EncodedWord.decode($0) } ?? "",
            from: Self.addresses(envelope.from), replyTo: Self.addresses(envelope.replyTo),
            to: Self.addresses(envelope.to), cc: Self.addresses(envelope.cc),
            sentDate: envelope.date.flatMap { DateParser.parse($0[...]) },
            messageID: envelope.messageID.map { MessageIDParser.parseFirst($0[...]) } ?? "",
            references: MessageIDParser.ancestors(references: field, inReplyTo: envelope.inReplyTo?[...]),
            structure: structure)
    }

    /// A group's name is an address without a host (RFC 9051 §7.5.2); its end is none.
    private static func addresses(_ list: [EnvelopeAddress]) -> [Address] {
        list.compactMap { entry in
            guard let mailbox = entry.mailbox else { return nil }
            guard let host = entry.host else {
                return Address(name: AddressParser.displayName(mailbox[...]), address: "")
            }
            return Address(
                name: entry.name.map { AddressParser.displayName($0[...]) } ?? "",
                address: AddressParser.address(mailbox: mailbox[...], host: host[...]))
        }
    }
}

extension MessagePart {
    /// The tree with IMAP's part numbers (RFC 9051 §6.4.5).
    ///
    /// No deeper than the parser reads, so recursion is bounded.
    init(_ body: BodyStructure) {
        self.init(body, number: body.isMultipart ? "" : "1")
    }

    private init(_ body: BodyStructure, number: String) {
        self.init(
            number: number, type: body.type.lowercased(), subtype: body.subtype.lowercased(),
            encoding: body.isMultipart ? "" : body.fields.encoding.lowercased(),
            sizeInOctets: Int(clamping: body.fields.sizeInOctets))
        parameters = Self.decoded(body.parameters)
        if let disposition = body.extensionData?.disposition {
            self.disposition = disposition.kind.lowercased()
            fileName = Self.decoded(disposition.parameters)["filename"] ?? ""
        }
        if fileName.isEmpty { fileName = parameters["name"] ?? "" }
        contentID = body.fields.contentID.map { MessageIDParser.parseFirst($0[...]) } ?? ""
        for (index, part) in body.parts.enumerated() {
            children.append(MessagePart(part, number: Self.number(of: part, at: index, in: body, numbered: number)))
        }
    }

    /// A multipart's parts count from 1; what a message holds is its `.1`, unless it is a
    /// multipart itself, which goes by the number of the message.
    private static func number(of part: BodyStructure, at index: Int, in body: BodyStructure, numbered number: String)
        -> String
    {
        if body.isMultipart { return number.isEmpty ? "\(index + 1)" : "\(number).\(index + 1)" }
        return part.isMultipart ? number : "\(number).1"
    }

    /// RFC 2231 is undone by writing the parameters as the header field had them.
    private static func decoded(_ parameters: [BodyParameter]) -> [String: String] {
        guard !parameters.isEmpty else { return [:] }
        var field = Array("x".utf8)
        for parameter in parameters {
            field += "; \(parameter.name)=\"".utf8
            for octet in parameter.value {
                if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { field.append(UInt8(ascii: "\\")) }
                field.append(octet)
            }
            field.append(UInt8(ascii: "\""))
        }
        return ParameterValue(field[...]).parameters
    }
}
