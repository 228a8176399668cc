/// Reads the lines of CAPA's answer (RFC 2449 §5).
package enum CapabilityParser {
    // capa-line = capa-tag *(SP param)
    //
    // Never refuses: a line that is none of those known is kept as it is, and means nothing.
    package static func parse(_ line: ArraySlice<UInt8>) -> Capability {
        let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self).uppercased() }
        let parameters = words.dropFirst()
        switch words.first {
        case "TOP": return .top
        case "USER": return .user
        case "SASL": return .sasl(Array(parameters))
        case "RESP-CODES": return .responseCodes
        case "AUTH-RESP-CODE": return .authenticationResponseCode
        case "PIPELINING": return .pipelining
        case "UIDL": return .uniqueIDs
        case "STLS": return .startTLS
        case "UTF8": return .utf8(canLogin: parameters.contains("USER"))
        case "LANG": return .languages
        case "LOGIN-DELAY": return parseLoginDelay(parameters) ?? keep(line)
        case "EXPIRE": return parseExpire(parameters) ?? keep(line)
        case "IMPLEMENTATION":
            return .implementation(String(decoding: line.drop { $0 != 0x20 }.dropFirst(), as: UTF8.self))
        default: return keep(line)
        }
    }

    // login-delay = "LOGIN-DELAY" SP 1*DIGIT [SP "USER"]
    private static func parseLoginDelay(_ parameters: ArraySlice<String>) -> Capability? {
        guard let seconds = parameters.first.flatMap({ UInt32($0) }) else { return nil }
        return .loginDelay(seconds: Int(seconds), mayDifferByUser: parameters.dropFirst().contains("USER"))
    }

    // expire = "EXPIRE" SP (1*DIGIT / "NEVER") [SP "USER"]
    private static func parseExpire(_ parameters: ArraySlice<String>) -> Capability? {
        let mayDiffer = parameters.dropFirst().contains("USER")
        if parameters.first == "NEVER" { return .expire(days: nil, mayDifferByUser: mayDiffer) }
        guard let days = parameters.first.flatMap({ UInt32($0) }) else { return nil }
        return .expire(days: Int(days), mayDifferByUser: mayDiffer)
    }

    private static func keep(_ line: ArraySlice<UInt8>) -> Capability {
        .other(String(decoding: line, as: UTF8.self))
    }
}
