/// What a status response means for programs (RFC 9051 §7.1, RFC 5530 and extensions).
package enum ResponseCode: Hashable, Sendable {
    /// One that has no argument.
    case word(Word)
    case badCharset([[UInt8]])
    case capability([Capability])
    case permanentFlags([Flag])
    case uidNext(UInt32)
    case uidValidity(UInt32)
    /// Sequence number of the first message without `\Seen` (RFC 3501).
    case unseen(UInt32)
    /// What the appended messages are called now, in their order (RFC 4315).
    case appendUID(validity: UInt32, uids: [ClosedRange<UInt32>])
    /// What the copied messages were and are called, both in the same order (RFC 4315).
    case copyUID(validity: UInt32, source: [ClosedRange<UInt32>], destination: [ClosedRange<UInt32>])
    /// RFC 7162 §3.1.2.
    case highestModSeq(UInt64)
    /// Messages that UNCHANGEDSINCE spared (RFC 7162 §3.1.3).
    case modified(SequenceSet)
    /// The mailbox's own identifier (RFC 8474).
    case mailboxID([UInt8])
    /// Any other, with what stands between its name and the `]`.
    case other(name: String, argument: [UInt8])

    package enum Word: String, Hashable, Sendable, CaseIterable {
        case alert = "ALERT"
        case parse = "PARSE"
        case readOnly = "READ-ONLY"
        case readWrite = "READ-WRITE"
        case tryCreate = "TRYCREATE"
        case uidNotSticky = "UIDNOTSTICKY"
        case closed = "CLOSED"
        case noModSeq = "NOMODSEQ"
        case hasChildren = "HASCHILDREN"
        case unknownTransferEncoding = "UNKNOWN-CTE"
        case notSaved = "NOTSAVED"
        case compressionActive = "COMPRESSIONACTIVE"
        case useAttribute = "USEATTR"
        case tooBig = "TOOBIG"
        case notificationOverflow = "NOTIFICATIONOVERFLOW"
        case tempFail = "TEMPFAIL"
        // RFC 5530
        case unavailable = "UNAVAILABLE"
        case authenticationFailed = "AUTHENTICATIONFAILED"
        case authorizationFailed = "AUTHORIZATIONFAILED"
        case expired = "EXPIRED"
        case privacyRequired = "PRIVACYREQUIRED"
        case contactAdmin = "CONTACTADMIN"
        case noPermission = "NOPERM"
        case inUse = "INUSE"
        case expungeIssued = "EXPUNGEISSUED"
        case corruption = "CORRUPTION"
        case serverBug = "SERVERBUG"
        case clientBug = "CLIENTBUG"
        case cannot = "CANNOT"
        case limit = "LIMIT"
        case overQuota = "OVERQUOTA"
        case alreadyExists = "ALREADYEXISTS"
        case nonexistent = "NONEXISTENT"
    }
}
