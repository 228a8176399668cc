/// The octet classes of RFC 9051 §9, each a question about one octet.
enum CharacterClass {
    // atom-specials = "(" / ")" / "{" / SP / CTL / list-wildcards / quoted-specials / resp-specials
    //
    // Octets above 0x7F are no atom characters either.
    @inline(__always)
    static func isAtom(_ octet: UInt8) -> Bool {
        guard octet > 0x20, octet < 0x7F else { return false }
        switch octet {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "*"),
            UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "]"):
            return false
        default: return true
        }
    }

    // ASTRING-CHAR = ATOM-CHAR / resp-specials
    @inline(__always)
    static func isAString(_ octet: UInt8) -> Bool { isAtom(octet) || octet == UInt8(ascii: "]") }

    // tag = 1*<any ASTRING-CHAR except "+">
    @inline(__always)
    static func isTag(_ octet: UInt8) -> Bool { isAString(octet) && octet != UInt8(ascii: "+") }

    @inline(__always)
    static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

    /// The octet as an upper case letter, if it is a letter of ASCII.
    @inline(__always)
    static func uppercased(_ octet: UInt8) -> UInt8 { octet &- UInt8(ascii: "a") < 26 ? octet & 0xDF : octet }
}

extension Sequence<UInt8> {
    /// Equal but for the case of ASCII letters; `other` is in upper case.
    func isEqualIgnoringCase(to other: StaticString) -> Bool {
        var count = 0
        for octet in self {
            guard count < other.utf8CodeUnitCount,
                CharacterClass.uppercased(octet) == other.utf8Start[count]
            else { return false }
            count += 1
        }
        return count == other.utf8CodeUnitCount
    }
}
