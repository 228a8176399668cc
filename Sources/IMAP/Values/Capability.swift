/// One word of a CAPABILITY answer (RFC 9051 §7.2.2), in upper case, as capabilities have no case.
package struct Capability: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    /// Takes a word; ASCII letters become upper case.
    package init(_ name: String) {
        self.name = String(decoding: name.utf8.map(CharacterClass.uppercased), as: UTF8.self)
    }

    package var description: String { name }

    /// The mechanism's name where this is `AUTH=` and a name.
    package var mechanism: String? { name.hasPrefix("AUTH=") ? String(name.dropFirst(5)) : nil }

    /// The number behind `APPENDLIMIT=` (RFC 7889).
    package var appendLimit: UInt64? { name.hasPrefix("APPENDLIMIT=") ? UInt64(name.dropFirst(12)) : nil }

    package static func auth(_ mechanism: String) -> Capability { Capability("AUTH=\(mechanism)") }
}

extension Capability {
    package static let imap4rev1 = Capability("IMAP4REV1")
    package static let imap4rev2 = Capability("IMAP4REV2")
    package static let startTLS = Capability("STARTTLS")
    package static let loginDisabled = Capability("LOGINDISABLED")
    /// An initial response may stand in AUTHENTICATE itself (RFC 4959).
    package static let saslIR = Capability("SASL-IR")
    /// Non-synchronising literals of any size (RFC 7888).
    package static let literalPlus = Capability("LITERAL+")
    /// Non-synchronising literals of at most 4096 octets (RFC 7888).
    package static let literalMinus = Capability("LITERAL-")
    package static let compressDeflate = Capability("COMPRESS=DEFLATE")
    package static let enable = Capability("ENABLE")
    package static let condStore = Capability("CONDSTORE")
    package static let qResync = Capability("QRESYNC")
    package static let idle = Capability("IDLE")
    package static let notify = Capability("NOTIFY")
    package static let listExtended = Capability("LIST-EXTENDED")
    package static let listStatus = Capability("LIST-STATUS")
    package static let specialUse = Capability("SPECIAL-USE")
    package static let namespace = Capability("NAMESPACE")
    package static let uidPlus = Capability("UIDPLUS")
    package static let move = Capability("MOVE")
    package static let extendedSearch = Capability("ESEARCH")
    /// A search's result that the server keeps (RFC 5182).
    package static let searchResult = Capability("SEARCHRES")
    /// A part of a search's results (RFC 9394).
    package static let partial = Capability("PARTIAL")
    package static let sort = Capability("SORT")
    /// SORT with RETURN (RFC 5267 §3).
    package static let extendedSort = Capability("ESORT")
    /// PARTIAL in RETURN, of SEARCH and of SORT (RFC 5267 §4.4).
    package static let searchContext = Capability("CONTEXT=SEARCH")
    package static let sortContext = Capability("CONTEXT=SORT")
    /// THREAD by Message-ID, In-Reply-To and References (RFC 5256 §3).
    package static let threadReferences = Capability("THREAD=REFERENCES")
    package static let children = Capability("CHILDREN")
    package static let id = Capability("ID")
    package static let unselect = Capability("UNSELECT")
    package static let binary = Capability("BINARY")
    /// First words of a text (RFC 8970).
    package static let preview = Capability("PREVIEW")
    package static let objectID = Capability("OBJECTID")
    package static let utf8Accept = Capability("UTF8=ACCEPT")
    package static let utf8Only = Capability("UTF8=ONLY")
    package static let statusSize = Capability("STATUS=SIZE")
    package static let within = Capability("WITHIN")
    /// Several messages in one APPEND (RFC 3502).
    package static let multiAppend = Capability("MULTIAPPEND")
    /// Each mailbox has a limit of its own (RFC 7889 §3).
    package static let appendLimit = Capability("APPENDLIMIT")
    package static let acl = Capability("ACL")
    /// LIST gives MYRIGHTS, too (RFC 8440).
    package static let listMyRights = Capability("LIST-MYRIGHTS")
    package static let quota = Capability("QUOTA")
}
