import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("What a key will show, drawn before it is pressed")
struct ForeseenKeyTests {
    /// Presses a key as the program does where it was foreseen.
    ///
    /// - Returns: Whether it was.
    private static func pressForeseen(_ key: KeyEvent, in driver: inout Driver) -> Bool {
        guard let foreseen = driver.state.foresee(key, text: { text(of: $0, in: driver.store) }) else {
            driver.send(.terminal(.key(key)))
            return false
        }
        #expect(foreseen.key == key)
        driver.state = foreseen.state
        #expect(driver.screen == foreseen.screen)
        for effect in foreseen.effects {
            // Its answer is on the screen.
            if case .openMessage = effect { continue }
            for event in driver.store.carryOut(effect) { driver.send(event) }
        }
        return true
    }

    private static func text(of id: StoredID, in store: FakeStore) -> ReadableMessage? {
        var store = store
        return store.carryOut(.openMessage(id)).lazy.compactMap { event -> ReadableMessage? in
            if case .message(_, .ready(let message)) = event { message } else { nil }
        }.first
    }

    private static let keys = "Enter J K j k Space PgUp PgDn G gg Esc H n N za Ctrl-D Tab"
        .split(separator: " ").compactMap { KeySequence(String($0)) }.flatMap(\.keys)

    @Test(
        "is what it shows otherwise", arguments: [(80, 24), (110, 30), (160, 50)], Array(UInt64(0)..<4))
    func same(_ size: (Int, Int), _ seed: UInt64) throws {
        var random = FixedRandom(state: seed)
        var plain = Driver(.long(300), columns: size.0, rows: size.1)
        var ahead = plain
        var count = 0
        for _ in 0..<80 {
            let key = try #require(Self.keys.randomElement(using: &random))
            for _ in 0..<2 {
                plain.send(.terminal(.key(key)))
                if Self.pressForeseen(key, in: &ahead) { count += 1 }
                #expect(ahead.screen == plain.screen, "\(key)")
            }
        }
        #expect(count > 40)
    }

    @Test(
        "is not known where a key does more than move about, or text is typed",
        arguments: ["a", "d", "u", "$", "!", ":", "/", "Ctrl-L", "Ctrl-Z"])
    func unknown(_ notation: String) throws {
        let key = try #require(KeySequence(notation)?.keys.first)
        var driver = Driver()
        #expect(driver.state.foresee(key, text: { _ in nil }) == nil)
        driver.press(":")
        #expect(driver.state.foresee(KeyEvent(.character("j")), text: { _ in nil }) == nil)
    }

    @Test("is not known before a message's text is here")
    func noText() {
        var driver = Driver()
        driver.press("Enter")
        let key = KeyEvent(.character("J"))
        #expect(driver.state.foresee(key, text: { _ in nil }) == nil)
        #expect(driver.state.foresee(key, text: { Self.text(of: $0, in: driver.store) }) != nil)
    }
}
