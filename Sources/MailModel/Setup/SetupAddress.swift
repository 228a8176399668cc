/// An address that an account is to be set up for, fit to be asked about: its domain is a host's name.
package struct SetupAddress: Hashable, Sendable, CustomStringConvertible {
    package let localPart: String
    /// In lower case, ASCII.
    package let domain: String

    /// Takes what a person has typed; nothing where it is no address.
    ///
    /// A domain in other letters must be given in its ASCII form (`xn--…`).
    package init?(_ text: String) {
        let trimmed = text.drop { $0 == " " }
        guard let at = trimmed.lastIndex(of: "@") else { return nil }
        let localPart = trimmed[..<at]
        var domain = trimmed[trimmed.index(after: at)...].lowercased()
        while domain.last == " " { domain.removeLast() }
        let isPlain = localPart.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "@" }
        guard !localPart.isEmpty, localPart.utf8.count <= 64, isPlain, HostName.isName(domain), domain.contains(".")
        else { return nil }
        self.localPart = String(localPart)
        self.domain = domain
    }

    package var description: String { "\(localPart)@\(domain)" }

    /// A short name for the account: the domain's first label that says something.
    package var suggestedName: String {
        let labels = domain.split(separator: ".")
        let saying = labels.first { !["mail", "imap", "pop", "www"].contains($0) } ?? labels.first
        return String(saying ?? "mail")
    }
}

/// Names of hosts, as they may stand in a configuration (RFC 1123 §2.1).
package enum HostName {
    /// A name that DNS can be asked for: letters, digits, hyphens and underscores, at most 253 octets.
    package static func isName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-")
                    && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            }
    }

    /// The name is the domain, or below it.
    package static func isInside(_ name: String, _ domain: String) -> Bool {
        name == domain || name.hasSuffix("." + domain)
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
