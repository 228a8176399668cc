import TestKit

/// Where servers differ in what the standards leave to them, or in what they lack.
extension MailServer.Kind {
    /// Tells of changed flags by mod-sequences (RFC 7162); Courier has no CONDSTORE.
    var hasModSequences: Bool { self != .courier }

    /// Takes literals without being asked (RFC 7888); Courier does not.
    var hasNonSynchronizingLiterals: Bool { self != .courier }

    /// A mailbox keeps UIDs and UIDVALIDITY with another name; Courier's becomes another mailbox.
    var keepsUIDsOfRenamed: Bool { self != .courier }

    /// Names of mailboxes may have quotation marks and backslashes; Cyrus refuses both.
    var takesQuotesInNames: Bool { self != .cyrus }

    /// Takes mail while none of it runs; only Cyrus's own programs can deliver to it.
    var takesMailWhileDown: Bool { self != .cyrus }
}

extension MailServer {
    /// The octets of a message that was delivered, as this server gives them: real ones end every line with CRLF.
    func given(_ octets: [UInt8]) -> [UInt8] {
        kind == .embedded ? octets : LineEnds.network(octets)
    }

    /// The octets of a message that APPEND brought, as this server gives them; nothing where it refuses the message.
    ///
    /// RFC 5322 §2.3 permits neither CR nor LF alone: Courier leaves the CR out, Cyrus refuses the LF.
    func givenBack(_ octets: [UInt8]) -> [UInt8]? {
        switch kind {
        case .embedded: octets
        case .dovecot: LineEnds.network(octets)
        case .courier: LineEnds.network(LineEnds.withoutLoneReturns(octets))
        case .cyrus: LineEnds.network(octets) == octets ? octets : nil
        }
    }
}
