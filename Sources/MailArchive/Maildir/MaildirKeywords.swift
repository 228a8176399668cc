import MailModel

/// A Maildir's keywords: Dovecot's letters `a` to `z`, whose meaning is in the file `dovecot-keywords`.
struct MaildirKeywords: Hashable {
    static let fileName = "dovecot-keywords"
    private static let limit = 26

    /// By their letters, `a` first.
    private var words: [Int: String] = [:]

    init() {}

    /// Reads the file of a Maildir; a folder without it has no keywords.
    init(maildir: String) {
        guard let file = try? InputFile(maildir + "/" + Self.fileName),
            let octets = try? file.read(at: 0, count: 1 << 16)
        else { return }
        for line in String(decoding: octets, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let index = Int(parts[0]), (0..<Self.limit).contains(index) else { continue }
            words[index] = String(parts[1])
        }
    }

    var text: String { words.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined() }

    /// Keywords for which there were no letters left.
    private(set) var lost: Set<String> = []

    /// Gives a letter to each keyword that has none yet, as long as there are letters.
    ///
    /// - Returns: Whether there is any new.
    mutating func add(_ flags: Flags) -> Bool {
        let before = words.count
        for word in Self.words(for: flags) where !words.values.contains(word) {
            if let free = (0..<Self.limit).first(where: { words[$0] == nil }) {
                words[free] = word
            } else {
                lost.insert(word)
            }
        }
        return words.count > before
    }

    func letters(for flags: Flags) -> String {
        let wanted = Set(Self.words(for: flags))
        let indexes = words.filter { wanted.contains($0.value) }.keys.sorted()
        return String(String.UnicodeScalarView(indexes.map { Unicode.Scalar(UInt8(ascii: "a") + UInt8($0)) }))
    }

    func flag(of letter: Character) -> Flag? {
        guard let octet = letter.asciiValue, octet >= UInt8(ascii: "a") else { return nil }
        return words[Int(octet - UInt8(ascii: "a"))].map(KeywordSpelling.flag)
    }

    /// Forwarded has a letter of Maildir's own.
    private static func words(for flags: Flags) -> [String] {
        flags.all.filter { $0 != .forwarded }.compactMap(KeywordSpelling.word)
    }
}
