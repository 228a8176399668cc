import AccountSetup
import IMAP
import InternetMessage
import MailModel
import MessageSeals
import OAuth
import Programs

/// What is fed with octets, and must neither trap, nor hang, nor take much memory.
enum Target: String, CaseIterable {
    /// Every field of a header, by every parser of fields.
    case header
    /// A whole message, to the lines of the pager.
    case mime
    /// An HTML text.
    case html
    /// What an IMAP server sends.
    case imap
    /// A provider's settings, in XML.
    case autoconfig
    /// An answer of a name server's.
    case dns
    /// What gpg tells of a message.
    case gpg
    /// A signature or an encrypted text of S/MIME's.
    case cms
    /// Lines of a mailcap file.
    case mailcap
    /// A ZIP or tape archive, as it is listed.
    case archive
    /// An invitation.
    case calendar
    /// Outlook's `winmail.dat`.
    case tnef
    /// What a token server answers.
    case oauth

    func run(_ octets: [UInt8]) {
        switch self {
        case .header: Self.readHeader(octets)
        case .mime: Self.readMessage(octets)
        case .html: Self.readPart("text", "html", octets)
        case .imap: Self.readResponses(octets)
        case .autoconfig: _ = try? Autoconfig.read(octets, domain: "example.org", source: .guess)
        case .dns: _ = try? DNSAnswer(octets)
        case .gpg: Self.readKeyTool(octets)
        case .cms: Self.readSeal(octets)
        case .mailcap: Self.readMailcap(octets)
        case .archive: Self.readPart("application", "zip", octets)
        case .calendar:
            Self.readPart("text", "calendar", octets)
            Self.readPart("text", "vcard", octets)
        case .tnef: Self.readContainer(octets)
        case .oauth:
            _ = try? OAuthAnswer.device(octets)
            _ = try? OAuthAnswer.token(octets, now: 0)
        }
    }

    private static func readHeader(_ octets: [UInt8]) {
        let header = Header(octets)
        for field in header.fields.prefix(500) {
            let value = header.rawValue(of: field)
            _ = EncodedWord.decode(value)
            _ = AddressParser.parse(value)
            _ = DateParser.parse(value)
            _ = ParameterValue(value)
            _ = MessageIDParser.parse(value)
        }
        _ = MessageSummary(header)
        // As one value, too: mutations hit line ends more often than a stranger does.
        _ = AddressParser.parse(octets[...])
        _ = EncodedWord.decode(octets)
        _ = ParameterValue(octets[...])
    }

    private static func readMessage(_ octets: [UInt8]) {
        let message = ParsedMessage(octets: octets)
        let readable = ReadableText.read(message)
        check(readable)
        _ = ReadableText.listed(message)
        for part in message.parts {
            precondition(part.header.upperBound <= part.body.lowerBound && part.body.upperBound <= octets.count)
        }
        for part in readable.attachments.prefix(50) { _ = message.decoded(number: part.number) }
    }

    private static func readPart(_ type: String, _ subtype: String, _ octets: [UInt8]) {
        let part = MessagePart(number: "1", type: type, subtype: subtype, parameters: ["charset": "utf-8"])
        check(ReadableText.read(part, octets: octets[...]))
    }

    private static func check(_ readable: ReadableMessage) {
        _ = readable.snippet
        for line in readable.lines {
            let length = line.text.unicodeScalars.count
            for span in line.spans { precondition(span.range.upperBound <= length) }
        }
    }

    private static func readContainer(_ octets: [UInt8]) {
        let part = MessagePart(number: "1", type: "application", subtype: "ms-tnef", fileName: "winmail.dat")
        let readable = ReadableText.read(
            header: nil, summary: MessageSummary(), structure: part, parts: [(part, octets[...])])
        check(readable)
        for file in readable.attachments.prefix(50) { _ = part.decode(octets[...], number: file.number) }
    }

    private static func readResponses(_ octets: [UInt8]) {
        var framer = Framer()
        framer.append(octets)
        while let event = try? framer.next() {
            switch event {
            case .response(let response), .bodyBegan(let response, _), .tooLong(let response):
                var parser = ResponseParser(response)
                _ = try? parser.parseResponse()
            case .bodyOctets, .bodyEnded: break
            }
        }
        var parser = ResponseParser(octets)
        _ = try? parser.parseResponse()
    }

    private static func readKeyTool(_ octets: [UInt8]) {
        _ = GnuPGStatus(octets)
        _ = GnuPGUserID.parse(octets)
    }

    private static func readSeal(_ octets: [UInt8]) {
        guard let message = CMSMessage(octets), message.kind == .signed else { return }
        let content = message.isDetached ? Array("Hello\r\n".utf8) : nil
        _ = message.verify(content, author: "ada@example.org", authorities: nil)
    }

    private static func readMailcap(_ octets: [UInt8]) {
        var mailcap = Mailcap()
        mailcap.add(octets)
        let values = MailcapCommand.Values(path: "/tmp/1.pdf", type: "image/png", parameters: ["charset": "utf-8"])
        for entry in mailcap.entries.prefix(500) {
            _ = entry.fits("image/png")
            _ = MailcapCommand(entry.command, values)
            if let test = entry.test { _ = MailcapCommand(test, values) }
        }
    }
}
