import MailModel

/// What gpg says on its status descriptor (GnuPG's doc/DETAILS).
///
/// Nothing else counts: neither its exit status nor what it tells people.
package struct GnuPGStatus: Hashable {
    struct Signature: Hashable {
        enum Outcome: Hashable { case good, expired, keyExpired, keyRevoked, bad, unknownKey, failed }

        var outcome: Outcome?
        /// Of the key that has signed, in hexadecimal digits.
        var keyID = ""
        /// The key's first user id, a stranger's.
        var userID = ""
        /// Of the primary key; known where gpg says VALIDSIG.
        var fingerprint = ""
        /// Several outcomes for one signature, or one that signs no text.
        var isContradictory = false
    }

    private(set) var signatures: [Signature] = []
    private(set) var plaintexts = 0
    private(set) var hasBegunDecryption = 0
    private(set) var isDecrypted = false
    private(set) var hasFailedDecryption = false
    /// The content is protected against changes (MDC or AEAD).
    private(set) var isIntegrityProtected = false
    /// The secret key is not here, as gpg says of each recipient.
    private(set) var missingSecretKeys = 0
    private(set) var recipients = 0
    /// libgpg-error's code of why a secret key could not be used.
    private(set) var keyError: Int?
    /// A text came before its decryption had begun, or after it had ended.
    private(set) var isPlaintextOutside = false
    private var isInside = false
    /// The output has no OpenPGP data at all.
    private(set) var hasNoData = false

    private static let mark = Array("[GNUPG:] ".utf8)

    package init(_ octets: [UInt8]) {
        for line in octets.split(separator: 0x0A) where line.starts(with: Self.mark) {
            // A text may hold anything, but blanks and line ends in it are escaped.
            let text = String(decoding: line.dropFirst(Self.mark.count), as: UTF8.self)
            let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            take(String(words[0]), words.count > 1 ? String(words[1]) : "")
        }
    }

    private mutating func take(_ keyword: String, _ rest: String) {
        switch keyword {
        case "NEWSIG": signatures.append(Signature())
        case "GOODSIG": settle(.good, rest)
        case "EXPSIG": settle(.expired, rest)
        case "EXPKEYSIG": settle(.keyExpired, rest)
        case "REVKEYSIG": settle(.keyRevoked, rest)
        case "BADSIG": settle(.bad, rest)
        case "ERRSIG": settleError(rest)
        case "VALIDSIG": takeValid(rest)
        case "PLAINTEXT":
            plaintexts += 1
            isPlaintextOutside = isPlaintextOutside || !isInside
        case "NODATA": hasNoData = true
        default: takeDecryption(keyword, rest)
        }
    }

    private mutating func takeDecryption(_ keyword: String, _ rest: String) {
        let fields = rest.split(separator: " ")
        switch keyword {
        case "BEGIN_DECRYPTION": (hasBegunDecryption, isInside) = (hasBegunDecryption + 1, true)
        case "END_DECRYPTION": isInside = false
        case "DECRYPTION_OKAY": isDecrypted = true
        case "DECRYPTION_FAILED": hasFailedDecryption = true
        // <mdc_method> <sym_algo> [<aead_algo>]
        case "DECRYPTION_INFO": isIntegrityProtected = fields.first != "0" || (fields.count > 2 && fields[2] != "0")
        case "ENC_TO": recipients += 1
        case "NO_SECKEY": missingSecretKeys += 1
        case "ERROR" where fields.first == "pkdecrypt_failed" || fields.first == "get_passphrase":
            // The low 16 bits are the error itself, the others who has found it.
            keyError = fields.dropFirst().first.flatMap { Int($0) }.map { $0 & 0xFFFF }
        default: break
        }
    }

    // <long_keyid_or_fpr> <username>
    private mutating func settle(_ outcome: Signature.Outcome, _ rest: String) {
        let words = rest.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        change { signature in
            if signature.outcome != nil { signature.isContradictory = true }
            signature.outcome = outcome
            signature.keyID = words[0]
            signature.userID = words.count > 1 ? Self.unescaped(words[1]) : ""
        }
    }

    // <keyid> <pkalgo> <hashalgo> <sig_class> <time> <rc> <fpr>
    private mutating func settleError(_ rest: String) {
        let fields = rest.split(separator: " ").map(String.init)
        let isUnknown = fields.count > 5 && fields[5] == "9"
        settle(isUnknown ? .unknownKey : .failed, fields.first ?? "")
    }

    // <fingerprint> <date> <timestamp> <expires> <version> <reserved> <pkalgo> <hashalgo> <class> [<primary>]
    private mutating func takeValid(_ rest: String) {
        let fields = rest.split(separator: " ").map(String.init)
        change { signature in
            signature.fingerprint = fields.count > 9 ? fields[9] : fields.first ?? ""
            // 0 and 1 sign texts, others keys.
            if fields.count < 9 || !["00", "01"].contains(fields[8]) { signature.isContradictory = true }
        }
    }

    private mutating func change(_ body: (inout Signature) -> Void) {
        if signatures.isEmpty { signatures.append(Signature()) }
        body(&signatures[signatures.count - 1])
    }

    /// Without `%0A` and the like.
    private static func unescaped(_ text: String) -> String {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if octet == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                octets.append(value)
                rest = rest.dropFirst(2)
            } else {
                octets.append(octet)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
