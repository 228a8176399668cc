import InternetMessage

/// The server's side of SASL PLAIN (RFC 4616), the same for both protocols.
enum SASLPlain {
    enum Outcome {
        case loggedIn(UserMail)
        /// `*`: the client gave up.
        case cancelled
        case malformed
        case refused
    }

    // message = [authzid] UTF8NUL authcid UTF8NUL passwd
    static func logIn(_ line: some Sequence<UInt8>, at host: MailHost) -> Outcome {
        let line = Array(line)
        if line == [UInt8(ascii: "*")] { return .cancelled }
        let parts = Base64.decode(line[...]).split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return .malformed }
        guard parts[0].isEmpty || parts[0] == parts[1] else { return .refused }
        return host.logIn(parts[1], password: parts[2]).map(Outcome.loggedIn) ?? .refused
    }
}
