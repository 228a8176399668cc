extension Command {
    /// The command as it goes on the wire, CRLF included.
    package var octets: [UInt8] {
        var line = Array(keyword.utf8)
        switch self {
        case .user(let argument), .password(let argument), .language(let argument):
            Self.write(argument.octets, onto: &line)
        case .apop(let name, let digest):
            Self.write(name.octets, onto: &line)
            Self.write(digest.octets, onto: &line)
        case .authenticate(let mechanism, let initialResponse):
            Self.write(mechanism.octets, onto: &line)
            if let initialResponse { Self.write(initialResponse.octets, onto: &line) }
        case .list(let number?), .uniqueIDs(let number?), .retrieve(let number), .delete(let number):
            Self.write(String(number.value).utf8, onto: &line)
        case .top(let number, let lines):
            Self.write(String(number.value).utf8, onto: &line)
            Self.write(String(lines).utf8, onto: &line)
        case .capabilities, .startTLS, .utf8, .status, .list(nil), .uniqueIDs(nil), .noop, .reset, .quit:
            break
        }
        line += [0x0D, 0x0A]
        return line
    }

    /// The command without its secrets.
    package var descriptionForLog: String {
        switch self {
        case .password: "PASS …"
        case .apop: "APOP …"
        case .authenticate(let mechanism, _): "AUTH \(String(decoding: mechanism.octets, as: UTF8.self)) …"
        default: String(decoding: octets.dropLast(2), as: UTF8.self)
        }
    }

    var keyword: String {
        switch self {
        case .capabilities: "CAPA"
        case .startTLS: "STLS"
        case .user: "USER"
        case .password: "PASS"
        case .apop: "APOP"
        case .authenticate: "AUTH"
        case .utf8: "UTF8"
        case .language: "LANG"
        case .status: "STAT"
        case .list: "LIST"
        case .uniqueIDs: "UIDL"
        case .top: "TOP"
        case .retrieve: "RETR"
        case .delete: "DELE"
        case .noop: "NOOP"
        case .reset: "RSET"
        case .quit: "QUIT"
        }
    }

    private static func write(_ argument: some Sequence<UInt8>, onto line: inout [UInt8]) {
        line.append(0x20)
        line.append(contentsOf: argument)
    }
}
