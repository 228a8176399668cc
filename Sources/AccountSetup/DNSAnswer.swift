import MailModel

/// A DNS answer (RFC 1035 §4) that may come from anybody: nothing in it is believed to be as long as it says.
package struct DNSAnswer: Hashable, Sendable {
    package struct MailExchanger: Hashable, Sendable {
        package var preference: UInt16
        package var host: String

        package init(preference: UInt16, host: String) {
            self.preference = preference
            self.host = host
        }
    }

    /// RFC 2782.
    package struct Service: Hashable, Sendable {
        package var priority: UInt16
        package var weight: UInt16
        package var port: UInt16
        /// Empty: this service is decidedly not offered (a target of ".").
        package var host: String

        package init(priority: UInt16, weight: UInt16, port: UInt16, host: String) {
            self.priority = priority
            self.weight = weight
            self.port = port
            self.host = host
        }
    }

    package enum RecordType: Int, Hashable, Sendable {
        case mailExchanger = 15
        case service = 33
    }

    /// Best first.
    package private(set) var mailExchangers: [MailExchanger] = []
    /// Best first.
    package private(set) var services: [Service] = []
    /// The resolver says that it has validated the answer (AD, RFC 4035 §3.2.3); glibc lets that stand only where
    /// `resolv.conf` trusts the resolver (`trust-ad`).
    package private(set) var isValidated = false

    /// The answer breaks off, or points outside of itself.
    package struct Malformed: Error, Hashable, Sendable {}

    /// Reads an answer; records of other types are passed over.
    package init(_ octets: [UInt8]) throws(Malformed) {
        var reader = DNSReader(octets)
        _ = try reader.number()
        let flags = try reader.number()
        guard flags & 0x8000 != 0, flags & 0x000F == 0 else { throw Malformed() }
        isValidated = flags & 0x0020 != 0
        let (questions, answers) = (try reader.number(), try reader.number())
        _ = try reader.take(4)
        guard questions <= 1 else { throw Malformed() }
        for _ in 0..<questions {
            _ = try reader.name()
            _ = try reader.take(4)
        }
        for _ in 0..<min(answers, 100) { try readRecord(&reader) }
        mailExchangers.sort { ($0.preference, $0.host) < ($1.preference, $1.host) }
        services.sort { ($0.priority, $1.weight, $0.host) < ($1.priority, $0.weight, $1.host) }
    }

    private mutating func readRecord(_ reader: inout DNSReader) throws(Malformed) {
        _ = try reader.name()
        let type = try reader.number()
        let recordClass = try reader.number()
        _ = try reader.take(4)
        let length = Int(try reader.number())
        let end = reader.index + length
        guard end <= reader.octets.count else { throw Malformed() }
        let kind = recordClass == 1 ? RecordType(rawValue: Int(type)) : nil
        switch kind {
        case .mailExchanger:
            let preference = try reader.number()
            if let host = try reader.name() {
                mailExchangers.append(MailExchanger(preference: preference, host: host))
            }
        case .service:
            let (priority, weight, port) = (try reader.number(), try reader.number(), try reader.number())
            if let host = try reader.name() {
                services.append(Service(priority: priority, weight: weight, port: port, host: host))
            }
        case nil: reader.index = end
        }
        guard reader.index == end else { throw Malformed() }
    }
}

/// Reads an answer octet by octet.
struct DNSReader {
    let octets: [UInt8]
    var index = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func take(_ count: Int) throws(DNSAnswer.Malformed) -> ArraySlice<UInt8> {
        guard count <= octets.count - index else { throw DNSAnswer.Malformed() }
        defer { index += count }
        return octets[index..<index + count]
    }

    /// Two octets, the higher first.
    mutating func number() throws(DNSAnswer.Malformed) -> UInt16 {
        let pair = try take(2)
        return UInt16(pair[pair.startIndex]) << 8 | UInt16(pair[pair.startIndex + 1])
    }

    /// A domain name (RFC 1035 §4.1.4) in lower case.
    ///
    /// - Returns: Nothing where it could not be a host's name; empty for the root.
    mutating func name() throws(DNSAnswer.Malformed) -> String? {
        var labels: [ArraySlice<UInt8>] = []
        var place = index
        // Where to go on behind the name; known once it has jumped.
        var behind: Int?
        var lengthInOctets = 0
        while true {
            guard place < octets.count else { throw DNSAnswer.Malformed() }
            let length = Int(octets[place])
            switch length & 0xC0 {
            case 0x00:
                guard length <= octets.count - place - 1 else { throw DNSAnswer.Malformed() }
                lengthInOctets += length + 1
                guard lengthInOctets <= 255 else { throw DNSAnswer.Malformed() }
                if length == 0 {
                    index = behind ?? place + 1
                    return Self.text(of: labels)
                }
                labels.append(octets[place + 1..<place + 1 + length])
                place += length + 1
            case 0xC0:
                guard place + 1 < octets.count else { throw DNSAnswer.Malformed() }
                let target = (length & 0x3F) << 8 | Int(octets[place + 1])
                // Always backwards, so that it comes to an end.
                guard target < place else { throw DNSAnswer.Malformed() }
                behind = behind ?? place + 2
                place = target
                // A jump costs something, too: backwards to a label may lead forwards to the same jump again.
                lengthInOctets += 1
            default: throw DNSAnswer.Malformed()
            }
        }
    }

    private static func text(of labels: [ArraySlice<UInt8>]) -> String? {
        let text = labels.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".").lowercased()
        let hasDots = labels.contains { $0.contains(UInt8(ascii: ".")) }
        return text.isEmpty || (!hasDots && HostName.isName(text)) ? text : nil
    }
}
