/// What one server found out about who has sent a message: Authentication-Results (RFC 8601 §2.2).
struct AuthenticationResults: Hashable {
    struct Result: Hashable {
        /// In small letters, such as `dkim`.
        var method: String
        /// In small letters, such as `softfail`.
        var value: String
    }

    /// The authserv-id, in small letters.
    let server: String
    let results: [Result]

    /// Reads a field's value; nothing where it names no server.
    init?(_ value: ArraySlice<UInt8>) {
        let clauses = Self.clauses(of: value)
        // authserv-id [CFWS authres-version]
        guard let server = clauses.first?.split(separator: " ").first else { return nil }
        self.server = server.lowercased()
        // methodspec: Keyword ["/" version] "=" result
        results = clauses.dropFirst().prefix(Self.mostResults).compactMap { clause in
            guard let sign = clause.firstIndex(of: "=") else { return nil }
            let method = clause[..<sign].prefix { $0 != "/" && $0 != " " }
            let result = clause[clause.index(after: sign)...].drop { $0 == " " }.prefix { $0.isLetter }
            guard !method.isEmpty, !result.isEmpty else { return nil }
            return Result(method: method.lowercased(), value: result.lowercased())
        }
    }

    private static let mostResults = 64

    /// The texts between semicolons, without comments and quotes, blanks as one.
    private static func clauses(of value: ArraySlice<UInt8>) -> [String] {
        var clauses: [[UInt8]] = [[]]
        var (depth, isQuoted, isEscaped) = (0, false, false)
        for octet in value {
            if isEscaped {
                isEscaped = false
                if depth == 0 { clauses[clauses.count - 1].append(octet) }
                continue
            }
            switch octet {
            case UInt8(ascii: "\\") where isQuoted || depth > 0: isEscaped = true
            case UInt8(ascii: "\"") where depth == 0: isQuoted.toggle()
            case UInt8(ascii: "(") where !isQuoted: depth += 1
            case UInt8(ascii: ")") where !isQuoted && depth > 0: depth -= 1
            case _ where depth > 0: break
            case UInt8(ascii: ";") where !isQuoted: clauses.append([])
            case 0x09, 0x0A, 0x0D, 0x20:
                if let last = clauses.last?.last, last != 0x20 { clauses[clauses.count - 1].append(0x20) }
            default: clauses[clauses.count - 1].append(octet)
            }
        }
        return clauses.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// What the server that a person trusts says of a message's sender.
struct SenderVerdict {
    private static let methods = ["dmarc", "dkim", "spf"]
    private let server: String
    private let values: [String: String]

    /// Nothing where the server has left no result.
    ///
    /// - Parameters:
    ///   - header: Where its fields are. A server that is to be trusted takes away what others wrote in its name
    ///     (RFC 8601 §5); should one have been left, the worse of two results counts.
    ///   - server: Its authserv-id.
    init?(_ header: Header, by server: String) {
        let fields = header.values(of: "Authentication-Results").prefix(Self.mostFields)
            .compactMap(AuthenticationResults.init).filter { $0.server == server.lowercased() }
        var values: [String: String] = [:]
        for field in fields {
            for method in Self.methods {
                let found = field.results.filter { $0.method == method }.map(\.value)
                // One good signature among several is a good one.
                guard let value = found.contains("pass") ? "pass" : found.first else { continue }
                values[method] = values[method].map { $0 == "pass" ? value : $0 } ?? value
            }
        }
        guard !values.isEmpty else { return nil }
        self.server = server
        self.values = values
    }

    private static let mostFields = 50

    /// `"DMARC pass, DKIM pass, SPF none (mx.example.org)"`.
    var summary: String {
        let results = Self.methods.compactMap { method in values[method].map { "\(method.uppercased()) \($0)" } }
        return "\(results.joined(separator: ", ")) (\(server))"
    }

    /// The sender's domain does not stand by the message.
    func caution(domain: String) -> String? {
        if values["dmarc"] == "fail" { return "\(server) says that it is not from \(domain): DMARC fails" }
        guard values["dmarc"] == nil || values["dmarc"] == "none", values["dkim"] != "pass" else { return nil }
        let isRefused = ["fail", "softfail"].contains(values["spf"] ?? "") || values["dkim"] == "fail"
        guard isRefused, values["spf"] != "pass" else { return nil }
        let failing = ["spf", "dkim"].compactMap { method in values[method].map { "\(method.uppercased()) \($0)" } }
        return "\(server) can’t confirm that it is from \(domain): \(failing.joined(separator: ", "))"
    }
}
