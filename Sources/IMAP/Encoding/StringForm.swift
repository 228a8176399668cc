/// How a string is put on the wire (RFC 9051 §4.3).
package enum StringForm: Hashable, Sendable {
    /// As it is.
    case atom
    /// Between quotes, `"` and `\` escaped.
    case quoted
    /// Behind its length, `{3}`: may hold any octet but NUL.
    case literal
    /// Behind its length, `~{3}`: any octets (RFC 3516).
    case literal8

    /// The shortest form that carries `octets` unharmed.
    ///
    /// `permitsAtom` where the grammar says `astring`; `permitsUTF8` once UTF8=ACCEPT or
    /// IMAP4rev2 is enabled, as 8-bit octets may then be quoted.
    package static func shortest(
        for octets: [UInt8], permitsAtom: Bool = false, permitsUTF8: Bool = false
    ) -> StringForm {
        var isAtom = permitsAtom && !octets.isEmpty
        var isQuotable = octets.count <= 1000
        for octet in octets {
            switch octet {
            case 0: return .literal8
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"): isQuotable = false
            case 0x80...: isQuotable = isQuotable && permitsUTF8
            default: break
            }
            isAtom = isAtom && CharacterClass.isAString(octet)
        }
        // NIL as an atom would be the absence of a string.
        if isAtom, isQuotable, !octets.isEqualIgnoringCase(to: "NIL") { return .atom }
        return isQuotable ? .quoted : .literal
    }
}
