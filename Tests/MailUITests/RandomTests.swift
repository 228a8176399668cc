import MailModel
import TerminalUI
import Testing

@testable import MailUI

/// The same numbers each time (SplitMix64).
struct FixedRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Whatever happens, on whatever screen, nothing traps")
struct RandomTests {
    private static let sizes = [
        (0, 0), (1, 1), (2, 1), (1, 50), (20, 5), (39, 9), (49, 13), (80, 24), (99, 39), (110, 45), (160, 50),
        (10_000, 3),
    ]

    @Test("random events", arguments: Array(UInt64(0)..<10))
    func randomEvents(_ seed: UInt64) {
        var random = FixedRandom(state: seed)
        var driver = Driver(seed.isMultiple(of: 2) ? FakeStore() : .long(3000))
        for _ in 0..<120 {
            driver.send(event(&random, &driver))
            check(driver)
        }
    }

    private func check(_ driver: Driver) {
        let size = driver.state.screenSize
        let (buffer, cursor) = driver.state.render(size)
        #expect(buffer.size == size)
        if let cursor { #expect(buffer.bounds.contains(cursor)) }
        let list = driver.state.list
        #expect(list.cursor.index >= 0 && list.cursor.index <= max(0, list.total - 1) || list.window == nil)
        if let row = list.selected { #expect(list.cursor.id == row.id) }
    }

    private func event(_ random: inout FixedRandom, _ driver: inout Driver) -> UIEvent {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return .terminal(.resized(Self.size(&random)))
        case 1: return .terminal(.mouse(Self.mouse(&random)))
        case 2: return .terminal(.paste("paste\u{1B}[31m\n字"))
        case 3:
            driver.store.messages = driver.store.messages.mapValues { rows in
                rows.filter { _ in !Int.random(in: 0..<10, using: &random).isMultiple(of: 7) }
            }
            return driver.store.news.randomElement(using: &random) ?? .note("")
        case 4:
            let row = Sample.row(
                Sample.work, Int64.random(in: 10_000..<99_999, using: &random), subject: "new", flags: [])
            driver.store.messages[row.mailbox, default: []].insert(row, at: 0)
            return driver.store.news.last ?? .note("")
        case 5: return Self.status(&random)
        case 6: return .timer(Self.timer(&random))
        default: return .terminal(.key(Self.key(&random)))
        }
    }

    private static func size(_ random: inout FixedRandom) -> Size {
        let (columns, rows) = sizes.randomElement(using: &random) ?? (80, 24)
        return Size(columns: columns, rows: rows)
    }

    private static func mouse(_ random: inout FixedRandom) -> MouseEvent {
        let kinds: [MouseEvent.Kind] = [.press, .doublePress, .wheelUp, .wheelDown]
        return MouseEvent(
            kind: kinds.randomElement(using: &random) ?? .press,
            position: Position(column: .random(in: 0..<170, using: &random), row: .random(in: 0..<55, using: &random)))
    }

    private static func status(_ random: inout FixedRandom) -> UIEvent {
        let connections: [AccountStatus.Connection] = [
            .offline, .connecting, .syncing(doing: "東京\u{1B}"), .pushed, .elsewhere,
            .waiting(next: MailDate(secondsSince1970: .max)), .failed(reason: "no", next: nil),
            .failed(reason: "no", next: MailDate(secondsSince1970: .min)),
            .needsConsent(RemovalPreview(messages: .max, octets: .max, host: "h")),
        ]
        let progress = TransferProgress(done: .max, total: -1, messagesPerSecond: .infinity, remaining: .seconds(-5))
        return .status(
            Sample.work.name,
            AccountStatus(
                connection: connections.randomElement(using: &random) ?? .offline, pendingActions: 3,
                progress: Bool.random(using: &random) ? progress : nil, lastSynced: MailDate(secondsSince1970: .max)))
    }

    private static func timer(_ random: inout FixedRandom) -> UITimer {
        let number = Int.random(in: 0..<40, using: &random)
        return [.keyPrefix(number), .note(number), .settled(number), .read(number), .question(number)]
            .randomElement(using: &random) ?? .note(number)
    }

    private static let commandKeys = CommandTable.all.flatMap(\.keys).compactMap(KeySequence.init).flatMap(\.keys)
    private static let otherKeys =
        "yn10xabc字/: ".map { KeyEvent($0 == " " ? .space : .character($0)) } + [
            KeyEvent(.enter), KeyEvent(.escape), KeyEvent(.backspace), KeyEvent(.tab), KeyEvent(.function(9)),
            KeyEvent(.left, .control),
        ]

    private static func key(_ random: inout FixedRandom) -> KeyEvent {
        let keys = Bool.random(using: &random) ? commandKeys : otherKeys
        return keys.randomElement(using: &random) ?? KeyEvent(.enter)
    }

    @Test("every screen at every size", arguments: sizes)
    func everySize(_ columns: Int, _ rows: Int) {
        for screen in ScreenTests.screens {
            var driver = Driver(screen.store(), columns: columns, rows: rows, glyphs: screen.glyphs)
            screen.steps(&driver)
            check(driver)
        }
    }
}
