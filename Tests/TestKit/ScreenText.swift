import Glibc
package import TerminalUI

/// A screen as text that a person can read and a file can keep: glyphs, then styles.
///
///     N Ada Lovelace   Notes
///     ~~~
///     aabbbbbbbbbbbb...ccccc
///     ~~~
///     a = accent
///     b = unread, bold
///
/// Each cell's style is a letter, `.` for plain; the letters are explained below. Blanks and
/// dots at the end of a row are left out.
package struct ScreenText: Hashable, Sendable, CustomStringConvertible {
    /// The rows' glyphs, one line a row.
    package let text: String
    /// The rows' styles, one letter a cell.
    package let styles: String
    /// What the letters mean, one a line.
    package let legend: String

    package init(_ buffer: CellBuffer) {
        var letters: [Style: Character] = [.plain: "."]
        var legend: [String] = []
        var glyphs: [String] = []
        var styles: [String] = []
        for row in 0..<buffer.size.rows {
            var line = ""
            for cell in buffer.row(row) {
                if letters[cell.style] == nil {
                    let letter = Self.letter(letters.count - 1)
                    letters[cell.style] = letter
                    legend.append("\(letter) = \(Self.description(of: cell.style))")
                }
                line.append(letters[cell.style] ?? "?")
            }
            glyphs.append(Self.trimmed(buffer.row(row).map(\.text).joined(), of: " "))
            styles.append(Self.trimmed(line, of: "."))
        }
        text = glyphs.joined(separator: "\n")
        self.styles = styles.joined(separator: "\n")
        self.legend = legend.joined(separator: "\n")
    }

    package var description: String { [text, styles, legend].joined(separator: "\n~~~\n") + "\n" }

    /// Compares with a file `Screens/<name>.screen` beside the test's source.
    ///
    /// With `UPDATE_SCREENS=1` in the environment it writes the file instead.
    ///
    /// - Parameters:
    ///   - name: Of the file, without its ending.
    ///   - source: The test's own `#filePath`.
    /// - Returns: What differs, row by row; `nil` where nothing does.
    package func mismatch(with name: String, besides source: String) -> String? {
        let parent = source.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = "\(parent)/Screens/\(name).screen"
        if getenv("UPDATE_SCREENS") != nil { return Self.write(description, to: path) }
        guard let octets = TestFiles.octets(of: path) else {
            return "\(path) is missing: run with UPDATE_SCREENS=1 to write it\n\(description)"
        }
        let expected = String(decoding: octets, as: UTF8.self)
        return expected == description ? nil : Self.difference(expected, description, path: path)
    }

    private static func letter(_ number: Int) -> Character {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return number < letters.count ? letters[number] : "?"
    }

    private static func description(of style: Style) -> String {
        var words = ["\(style.role)"]
        if style.background != .none { words.append("on \(style.background)") }
        if style.isBold { words.append("bold") }
        if style.isUnderlined { words.append("underlined") }
        return words.joined(separator: ", ")
    }

    private static func trimmed(_ line: String, of character: Character) -> String {
        var line = Substring(line)
        while line.last == character { line = line.dropLast() }
        return String(line)
    }

    private static func difference(_ expected: String, _ found: String, path: String) -> String {
        let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let found = found.split(separator: "\n", omittingEmptySubsequences: false)
        var report = ["\(path) differs; UPDATE_SCREENS=1 rewrites it"]
        for index in 0..<max(expected.count, found.count) {
            let old = index < expected.count ? expected[index] : nil
            let new = index < found.count ? found[index] : nil
            if old == new { continue }
            report.append("line \(index + 1): - \(old ?? "(none)")")
            report.append("line \(index + 1): + \(new ?? "(none)")")
        }
        return report.joined(separator: "\n")
    }

    private static func write(_ text: String, to path: String) -> String? {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return "cannot write \(path)" }
        defer { close(descriptor) }
        let octets = Array(text.utf8)
        return Glibc.write(descriptor, octets, octets.count) == octets.count ? nil : "cannot write all of \(path)"
    }
}
