import Digests
import MailModel

/// The name of a message's file in a Maildir: `1700000000.D<SHA-256>_1.postern,S=120,W=125:2,FS`.
///
/// Up to the colon it follows from the message alone, so that the same message is never written twice. S is the
/// file's size and W the size with CRLF, as Maildir++ has them. The digest is that of the message's own octets:
/// whether the file's LFs stand for CRLF is what agrees with it.
struct MaildirName: Hashable {
    /// Up to the colon.
    let base: String
    let flags: Flags

    /// - Parameters:
    ///   - entry: The message.
    ///   - occurrence: From 1 on, among messages of the folder with the same octets and date.
    ///   - keywords: The folder's.
    init(_ entry: ArchiveEntry, occurrence: Int, keywords: MaildirKeywords) {
        let digest = MessageDigest.hexadecimal(entry.shape.digest)
        base =
            "\(max(0, entry.date.secondsSince1970)).D\(digest)_\(occurrence).postern"
            + ",S=\(entry.shape.archivedSize),W=\(entry.shape.wireSize)"
        flags = entry.flags
        letters =
            Self.letters.filter { entry.flags.contains($0.flag) }.map { String($0.letter) }.joined()
            + keywords.letters(for: entry.flags)
    }

    private let letters: String

    /// With the folder that it belongs into: what nobody has seen yet is new.
    var path: String { letters.isEmpty ? "new/\(base)" : "cur/\(base):2,\(letters)" }

    /// In the order in which they must stand.
    private static let letters: [(letter: Character, flag: Flag)] = [
        ("D", .draft), ("F", .flagged), ("P", .forwarded), ("R", .answered), ("S", .seen), ("T", .deleted),
    ]

    /// The part of a file's name that stays when its flags change.
    static func base(of name: String) -> Substring { name.prefix { $0 != ":" } }

    /// Reads any Maildir's file name.
    init(fileName name: String, keywords: MaildirKeywords) {
        base = String(Self.base(of: name))
        letters = name.firstRange(of: ":2,").map { String(name[$0.upperBound...]) } ?? ""
        var flags = Flags()
        for letter in letters {
            if let flag = Self.letters.first(where: { $0.letter == letter })?.flag { flags.insert(flag) }
            if let flag = keywords.flag(of: letter) { flags.insert(flag) }
        }
        self.flags = flags
    }

    /// What the name says of the message where it is one of ours; nothing in others.
    var told: (date: MailDate, digest: [UInt8])? {
        let parts = base.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].hasPrefix("postern"), parts[1].first == "D", let seconds = Int64(parts[0]),
            let digest = Self.octets(parts[1].dropFirst().prefix { $0 != "_" })
        else { return nil }
        return (MailDate(secondsSince1970: seconds), digest)
    }

    private static func octets(_ hexadecimal: Substring) -> [UInt8]? {
        let digits = hexadecimal.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        guard digits.count == 64, hexadecimal.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
