import IMAP
import InternetMessage
import MailModel

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

    func run(_ octets: [UInt8]) {
        switch self {
        case .header: Self.readHeader(octets)
        case .mime: Self.readMessage(octets)
        case .html:
            let part = MessagePart(number: "1", subtype: "html", parameters: ["charset": "utf-8"])
            _ = ReadableText.read(part, octets: octets[...]).snippet
        case .imap: Self.readResponses(octets)
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
        _ = readable.snippet
        _ = ReadableText.listed(message)
        for part in message.parts {
            precondition(part.header.upperBound <= part.body.lowerBound && part.body.upperBound <= octets.count)
        }
        for part in readable.attachments.prefix(50) { _ = message.decoded(number: part.number) }
        for line in readable.lines {
            for span in line.spans { precondition(span.range.upperBound <= line.text.unicodeScalars.count) }
        }
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
}
