import Testing

@testable import MailArchive

@Suite("mboxrd's quoting")
struct FromQuotingTests {
    static let texts: [(String, String)] = [
        ("", ""), ("From me\n", ">From me\n"), (">From me\n", ">>From me\n"),
        (">>>From x\nFrom y", ">>>>From x\n>From y"),
        ("From", "From"), ("Fro\nm From x\n", "Fro\nm From x\n"), ("FFrom x\n", "FFrom x\n"),
        (">\n>>\nFrom \n", ">\n>>\n>From \n"),
        ("a\rFrom x\n", "a\rFrom x\n"), (">Fro", ">Fro"), (">>", ">>"), ("From:x\nFrom x", "From:x\n>From x"),
    ]

    private func run(_ direction: FromQuoting.Direction, _ text: String, pieces size: Int) -> String {
        var quoting = FromQuoting(direction)
        let octets = Array(text.utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: size) {
            result += quoting.take(Array(octets[start..<min(start + size, octets.count)]))
        }
        return String(decoding: result + quoting.finish(), as: UTF8.self)
    }

    @Test("quotes, and takes it off again, wherever the text is cut", arguments: texts)
    func quotes(_ text: String, _ quoted: String) {
        for size in [1, 2, 3, 5, 1000] {
            #expect(run(.quote, text, pieces: size) == quoted)
            #expect(run(.unquote, quoted, pieces: size) == text)
        }
    }

    @Test("leaves a line alone that was never quoted")
    func bare() { #expect(run(.unquote, "From me\n", pieces: 2) == "From me\n") }
}
