/// Tells which lines of a text are a patch, whose blanks and breaks must stay as they are.
///
///     outside ──"diff --git", "Index:", "---" before "+++", "@@"──▶ inside
///        ▲                                                      │
///        └──────── a line that no patch has, outside a hunk ────┘
struct PatchTracker {
    private var isInside = false
    /// Lines that the hunk still has to come, by its "@@" line.
    private var oldLines = 0
    private var newLines = 0

    /// Takes a line and, without marks, the line after it; tells whether it is a patch's.
    mutating func accept(_ line: ArraySlice<UInt8>, before next: ArraySlice<UInt8>) -> Bool {
        if isInHunk, countHunkLine(line.first) { return true }
        if startsHunk(line) {
            isInside = true
            return true
        }
        if isStart(line, before: next) {
            isInside = true
            return true
        }
        isInside = isInside && Self.isBetweenHunks(line)
        return isInside
    }

    /// Inside a hunk `-- ` is a removed line, not a signature.
    var isInHunk: Bool { oldLines > 0 || newLines > 0 }

    mutating func leave() { self = PatchTracker() }

    private mutating func countHunkLine(_ first: UInt8?) -> Bool {
        switch first {
        case nil, ASCII.space, ASCII.tab:
            oldLines -= 1
            newLines -= 1
        case ASCII.plus: newLines -= 1
        case ASCII.hyphen: oldLines -= 1
        case ASCII.backslash: break
        default:
            leave()
            return false
        }
        return true
    }

    // "@@ -" start ["," count] " +" start ["," count] " @@"
    private mutating func startsHunk(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: "@@ -".utf8) else { return false }
        let words = line.dropFirst(3).split(separator: ASCII.space, maxSplits: 3)
        guard words.count >= 3, words[1].first == ASCII.plus, words[2].starts(with: "@@".utf8) else { return false }
        oldLines = Self.count(in: words[0])
        newLines = Self.count(in: words[1])
        return true
    }

    private static func count(in range: ArraySlice<UInt8>) -> Int {
        guard let comma = range.firstIndex(of: ASCII.comma) else { return 1 }
        return Int(String(decoding: range[(comma + 1)...].prefix(7), as: UTF8.self)) ?? 0
    }

    private func isStart(_ line: ArraySlice<UInt8>, before next: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "diff --git ".utf8) || (line.starts(with: "--- ".utf8) && next.starts(with: "+++ ".utf8))
            || (line.starts(with: "Index: ".utf8) && next.starts(with: "=====".utf8))
    }

    private static func isBetweenHunks(_ line: ArraySlice<UInt8>) -> Bool {
        betweenHunks.contains { line.starts(with: $0.utf8) }
    }

    private static let betweenHunks = [
        "index ", "+++ ", "--- ", "old mode ", "new mode ", "new file mode ", "deleted file mode ", "similarity index ",
        "dissimilarity index ", "rename ", "copy ", "Binary files ", "GIT binary patch", "=====", "\\ No newline",
    ]
}
