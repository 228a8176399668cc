import MailModel
import MailUI
import TerminalUI
import Testing

@Suite("Seals in the pager")
struct SealTests {
    static let ada = Signer(name: "Ada Lovelace", address: "ada@example.org")

    /// A message whose text tries to look signed.
    static func message(_ seals: [Seal], _ lines: [ReadableLine]) -> ReadableMessage {
        var message = Sample.readable(Sample.workInbox[0])
        (message.seals, message.lines, message.links, message.attachments) = (seals, lines, [], [])
        return message
    }

    static let pretending = [
        ReadableLine(text: "✓ Signed by Eve <eve@example.org>"),
        ReadableLine(text: "── Signed by Eve <eve@example.org> " + String(repeating: "─", count: 60)),
        ReadableLine(text: "What Eve wants.", kind: .flowed),
    ]

    static let partly = message(
        [Seal(signature: .checked(.good(ada)), coversAll: false)],
        [
            ReadableLine(text: "Signed by Ada Lovelace <ada@example.org>", kind: .edge(of: 0, isBegin: true)),
            ReadableLine(text: ""), ReadableLine(text: "The engine is ready."), ReadableLine(text: ""),
            ReadableLine(text: "the end of what is signed", kind: .edge(of: 0, isBegin: false)),
        ] + pretending)

    static func open(_ message: ReadableMessage, in driver: inout Driver) {
        driver.press("Enter")
        driver.send(.message(Sample.workInbox[0].id, .ready(message)))
    }

    @Test("only Postern writes in the first column", arguments: [13, 20, 40, 80, 160], [GlyphSet.unicode, .ascii])
    func margin(_ columns: Int, _ glyphs: GlyphSet) {
        for seal in [Seal(), Seal(signature: .checked(.broken)), Seal(signature: .checked(.good(Self.ada)))] {
            var driver = Driver(columns: columns, rows: 40, glyphs: glyphs)
            Self.open(Self.message(seal.sentence.isEmpty ? [] : [seal], Self.pretending), in: &driver)
            // A wide window has the list beside it: there the pager fills it on request.
            driver.press("Enter")
            let marked = (1..<37).filter { row in
                let line = driver.line(row)
                return line.first != " " && (line.contains("igned") || line.contains("Eve") || line.contains("──"))
            }
            #expect(marked.count <= (seal.sentence.isEmpty ? 0 : 1), "\(driver.text)")
        }
    }

    @Test("the line above the text changes when the seal was looked at, and the place stays")
    func place() {
        var driver = Driver()
        let lines = (0..<100).map { ReadableLine(text: "line \($0)") }
        Self.open(Self.message([Seal(signature: .underway)], lines), in: &driver)
        #expect(driver.text.contains("· Checking the signature…"))
        driver.press("PgDn")
        let first = driver.line(1)
        Self.open(Self.message([Seal(signature: .checked(.good(Self.ada)))], lines), in: &driver)
        #expect(driver.line(1) == first)
        driver.press("Home")
        #expect(driver.text.contains("✓ Signed by Ada Lovelace <ada@example.org>"))
    }

    @Test("p asks for a passphrase where one is needed, and only there")
    func unlock() {
        var driver = Driver()
        Self.open(Self.message([Seal(encryption: .locked)], []), in: &driver)
        #expect(driver.text.contains("! Encrypted to you, and locked: p asks for the passphrase"))
        driver.press("p")
        #expect(
            driver.effects.last == .unlock(Sample.workInbox[0].id)
                || driver.effects.contains(.unlock(Sample.workInbox[0].id)))
        driver.forgetEffects()
        Self.open(Self.message([Seal(encryption: .opened)], Self.pretending), in: &driver)
        driver.press("p")
        #expect(!driver.effects.contains(.unlock(Sample.workInbox[0].id)))
        #expect(driver.text.contains("This message needs no passphrase."))
    }
}
