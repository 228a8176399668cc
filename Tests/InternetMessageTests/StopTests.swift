import MailModel
import Testing

@testable import InternetMessage

@Suite("a text that nobody waits for any more")
struct StopTests {
    private static let count = 20_000

    /// Sets a text of many paragraphs, and gives up at the question of that number.
    private static func compose(_ subtype: String, _ paragraph: String, stoppingAt limit: Int) -> (
        lines: Int, asked: Int
    ) {
        let octets = Array(String(repeating: paragraph, count: count).utf8)
        let part = MessagePart(number: "1", subtype: subtype, parameters: ["charset": "utf-8"])
        var asked = 0
        var composer = TextComposer(isStopped: {
            asked += 1
            return asked >= limit
        })
        composer.compose(part, [(part, octets[...])])
        return (composer.lines.count, asked)
    }

    @Test("is set up to there")
    func plain() {
        let (lines, asked) = Self.compose("plain", "words\n", stoppingAt: 100)
        #expect(lines > 0 && lines < 100)
        #expect(asked < 110)
    }

    @Test("is not made a tree of to its end")
    func tree() {
        let (lines, asked) = Self.compose("html", "<p>words</p>", stoppingAt: 100)
        #expect(lines == 0)
        #expect(asked < 110)
    }

    @Test("is not walked to its end")
    func walk() {
        let (lines, asked) = Self.compose("html", "<p>words</p>", stoppingAt: Self.count + 100)
        #expect(lines > 0 && lines < 100)
        #expect(asked < Self.count + 110)
    }

    @Test("has all lines where nobody gives up")
    func whole() {
        #expect(Self.compose("plain", "words\n", stoppingAt: .max).lines == Self.count)
        #expect(Self.compose("html", "<div>words</div>", stoppingAt: .max).lines == Self.count)
    }

    @Test("ends with its task; what the list shows does not")
    func task() async {
        let message = ParsedMessage(octets: Array(("\r\n" + String(repeating: "words\r\n", count: 1000)).utf8))
        let task = Task { () -> [String] in
            withUnsafeCurrentTask { $0?.cancel() }
            let source = MessageSource.read(message.octets)
            return [ReadableText.read(message), source].flatMap { $0.lines.map(\.text) }
                + [ReadableText.listed(message).snippet]
        }
        #expect(await task.value == [String(repeating: "words ", count: 33) + "wo"])
    }
}
