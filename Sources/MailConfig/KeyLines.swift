/// On which line a key of a TOML text stands, which the parser does not tell.
///
/// Finds keys at the beginning of lines. What is written otherwise, such as an inline table,
/// has its table's line, or none.
struct KeyLines {
    private struct Place: Hashable {
        /// Which `[[account]]` of the file, from 0; nothing outside of them.
        var account: Int?
        var key: String
    }

    private var lines: [Place: Int] = [:]
    private var headers: [Int] = []
    private var tables: [String: Int] = [:]

    init(_ text: String) {
        var account: Int?
        var isInTable = false
        var closing: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            // A text of several lines: what looks like a key in it is none.
            if let quotes = closing {
                if Self.occurrences(of: quotes, in: line) % 2 == 1 { closing = nil }
                continue
            }
            closing = ["\"\"\"", "'''"].first { Self.occurrences(of: $0, in: line) % 2 == 1 }
            let content = line.drop { $0 == " " || $0 == "\t" }
            if content.hasPrefix("[") {
                let name = content.prefix { $0 != "]" }.filter { !"[ \t\"'".contains($0) }
                isInTable = !(content.hasPrefix("[[") && name == "account")
                if isInTable {
                    account = nil
                    if tables[name] == nil { tables[name] = index + 1 }
                } else {
                    account = headers.count
                    headers.append(index + 1)
                }
            } else if !isInTable, let key = Self.key(of: content) {
                lines[Place(account: account, key: key)] = lines[Place(account: account, key: key)] ?? index + 1
            }
        }
    }

    /// The line of a key, else of what it stands in.
    func line(of key: String, inAccount account: Int?) -> Int? {
        lines[Place(account: account, key: key)] ?? account.flatMap { line(ofAccount: $0) } ?? tables[key]
    }

    func line(ofAccount account: Int) -> Int? { account < headers.count ? headers[account] : nil }

    // key "=", the key bare or quoted
    private static func key(of line: Substring) -> String? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let key = line[..<equals].filter { !" \t\"'".contains($0) }
        // Of a dotted key, what stands before the dot is the key of this table.
        return key.split(separator: ".").first.map(String.init)
    }

    private static func occurrences(of quotes: String, in line: Substring) -> Int {
        var count = 0
        var rest = line.utf8[...]
        let marks = Array(quotes.utf8)
        while rest.count >= marks.count {
            if rest.starts(with: marks) {
                count += 1
                rest = rest.dropFirst(marks.count)
            } else {
                rest = rest.dropFirst()
            }
        }
        return count
    }
}
