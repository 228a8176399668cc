import Glibc
import InternetMessage
import MailModel
import TerminalUI
import Testing

/// HTML of the shapes that mail has, in `Pages/`, each beside its text at 80 columns.
///
/// `UPDATE_SCREENS=1` writes the expected texts anew.
@Suite("HTML as it is met")
struct PageTests {
    private static let pages = Files.names(in: "Pages", endingWith: ".html")

    @Test("there are thirty shapes of it")
    func present() { #expect(Self.pages.count >= 30) }

    @Test("reads as the text beside it", arguments: pages)
    func golden(_ name: String) throws {
        let octets = try #require(Files.read("Pages/\(name)"))
        let part = MessagePart(number: "1", subtype: "html", parameters: ["charset": "utf-8"])
        let text = Self.shown(ReadableText.read(part, octets: octets[...]))
        let path = "Pages/\(name.dropLast(5)).txt"
        if getenv("UPDATE_SCREENS") != nil { Files.write(text, to: path) }
        let expected = try #require(Files.read(path))
        #expect(text == String(decoding: expected, as: UTF8.self))
        for line in text.split(separator: "\n") where !line.hasPrefix("[") && !line.hasPrefix("|") {
            #expect(DisplayText(line).columns <= 80, "\(line)")
        }
    }

    /// Wrapped as the pager does.
    ///
    /// `#` is before a heading, `~` before a signature, `|` before what is never wrapped.
    private static func shown(_ message: ReadableMessage) -> String {
        var text = ""
        for line in message.lines {
            let mark =
                switch line.kind {
                case .flowed, .fixed: ""
                case .heading: "# "
                case .signature: "~ "
                case .preformatted: "| "
                case .edge: "— "
                }
            let prefix = mark + String(repeating: "> ", count: line.quoteDepth)
            let shown = DisplayText(line.text)
            let columns = line.kind == .preformatted ? Int.max : 80 - prefix.utf8.count
            for row in LineWrap(shown, columns: columns, hangingIndent: line.hangingIndent) {
                text += prefix + String(repeating: " ", count: row.indent) + shown[row.range].string + "\n"
            }
        }
        for (index, link) in message.links.enumerated() { text += "[\(index + 1)] \(link)\n" }
        for notice in message.notices { text += "(\(notice))\n" }
        return text
    }
}
