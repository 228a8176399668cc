import Testing

@testable import TerminalUI

@Suite("Themes and glyphs")
struct ThemeTests {
    private static let roles: [Role] =
        [
            .text, .muted, .accent, .unread, .star, .warning, .error, .ok, .quote1, .quote2, .link, .heading, .added,
            .removed,
        ] + (1...9).map { .account($0) }

    /// WCAG 2.1's relative luminance of a colour of xterm's palette.
    private static func luminance(_ index: UInt8) -> Double {
        let levels: [Double] = [0, 95, 135, 175, 215, 255]
        let rgb: [Double] =
            if index >= 232 {
                Array(repeating: Double(8 + 10 * (Int(index) - 232)), count: 3)
            } else {
                [36, 6, 1].map { levels[(Int(index) - 16) / $0 % 6] }
            }
        let linear = rgb.map { $0 / 255 <= 0.04045 ? $0 / 255 / 12.92 : power(($0 / 255 + 0.055) / 1.055) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// x to the power of 2.4 as x² · x^0.4, the root by Newton's method: no C library in this target's tests.
    private static func power(_ x: Double) -> Double {
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - x * x) / (5 * root * root * root * root) }
        return x * x * root
    }

    @Test("text can be read on the terminal's and on the theme's background", arguments: roles)
    func contrast(_ role: Role) {
        for background in [Theme.Background.dark, .light] {
            let theme = Theme(background: background, depth: .colors256)
            for on in [Style.Background.none, .selected, .multiSelected] {
                let appearance = theme.appearance(of: Style(role, background: on))
                let back = appearance.background.map(Self.luminance) ?? (background == .dark ? 0 : 1)
                guard let foreground = appearance.foreground.map(Self.luminance) else { continue }
                let ratio = (max(back, foreground) + 0.05) / (min(back, foreground) + 0.05)
                #expect(ratio >= (role == .muted || on != .none ? 3 : 4.5), "\(role) on \(on), \(background): \(ratio)")
            }
        }
    }

    @Test("mono has no colours, and NO_COLOR loses no weight", arguments: roles)
    func mono(_ role: Role) {
        let appearance = Theme(background: .dark, depth: .mono).appearance(of: Style(role, background: .selected))
        #expect(appearance.foreground == nil && appearance.background == nil)
        #expect(appearance.isReversed)
        #expect(Theme(background: .light, depth: .mono).appearance(of: Style(.unread)).isBold)
    }

    @Test("16 colours stay within the terminal's palette", arguments: roles)
    func sixteen(_ role: Role) {
        for background in [Style.Background.none, .selected, .multiSelected, .match] {
            let appearance = Theme(background: .dark, depth: .colors16).appearance(
                of: Style(role, background: background))
            #expect((appearance.foreground ?? 0) < 16 && (appearance.background ?? 0) < 8)
        }
    }

    @Test("every glyph is one column, only the thread's branches two", arguments: [Glyphs.unicode, .ascii])
    func glyphs(_ glyphs: Glyphs) {
        #expect(glyphs.lines.threadFork.columns == 2 && glyphs.lines.threadEnd.columns == 2)
        for part in [glyphs.marks as Any, glyphs.lines as Any, glyphs.status as Any] {
            for (name, value) in Mirror(reflecting: part).children where name?.hasPrefix("thread") != true {
                let texts = (value as? [DisplayText]) ?? [value as? DisplayText].compactMap(\.self)
                #expect(!texts.isEmpty)
                for text in texts { #expect(text.columns == 1, "\(name ?? "") is \(text)") }
                if glyphs == .ascii { #expect(texts.allSatisfy { $0.string.utf8.allSatisfy { $0 < 0x7F } }) }
            }
        }
    }
}
