package import MailModel

/// A name on an OpenPGP key, and whether anybody who is trusted here vouches for it.
package struct GnuPGUserID: Hashable {
    package var signer: Signer
    package var isVouchedFor: Bool

    /// Reads `gpg --with-colons --list-keys` (GnuPG's doc/DETAILS) of one key; revoked and expired ones are left out.
    package static func parse(_ listing: [UInt8]) -> [GnuPGUserID] {
        listing.split(separator: 0x0A).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count > 9, fields[0].elementsEqual("uid".utf8) else { return nil }
            let validity = String(decoding: fields[1], as: UTF8.self)
            guard !["r", "n"].contains(validity) else { return nil }
            return GnuPGUserID(
                signer: signer(unescaped(fields[9])), isVouchedFor: validity == "f" || validity == "u")
        }
    }

    /// `Ada Lovelace (work) <ada@example.org>`, or an address alone.
    static func signer(_ text: String) -> Signer {
        guard let open = text.lastIndex(of: "<"), text.hasSuffix(">") else {
            let isAddress = text.contains("@") && !text.contains(" ")
            return isAddress ? Signer(address: text) : Signer(name: text)
        }
        let address = text[text.index(after: open)...].dropLast()
        return Signer(name: String(text[..<open].reversed().drop { $0 == " " }.reversed()), address: String(address))
    }

    /// Without `\x3a` and the like.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
        var octets: [UInt8] = []
        var rest = field
        while let octet = rest.popFirst() {
            let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
            if octet == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"), let value = UInt8(digits, radix: 16) {
                octets.append(value)
                rest = rest.dropFirst(3)
            } else {
                octets.append(octet)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
