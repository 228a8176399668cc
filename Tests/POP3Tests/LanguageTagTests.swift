import Testing

@testable import POP3

@Suite("language of a locale (RFC 5646, RFC 6856 §3)")
struct LanguageTagTests {
    @Test(
        "is read from its name",
        arguments: [
            ("de", "LANG de\r\n"), ("de_AT", "LANG de-AT\r\n"), ("de_DE.UTF-8", "LANG de-DE\r\n"),
            ("ca_ES@valencia", "LANG ca-ES\r\n"), ("nds_DE.UTF-8", "LANG nds-DE\r\n"), ("es_419", "LANG es-419\r\n"),
        ])
    func reads(_ locale: String, _ command: String) throws {
        let tag = try #require(LanguageTag.make(locale: locale))
        #expect(Command.language(tag).octets == Array(command.utf8))
    }

    @Test(
        "is none where it names none",
        arguments: [
            "", "C", "POSIX", "C.UTF-8", "de_", "_DE", "de DE", "de\r\nQUIT", "english_uk", "de_DE_x", "d\u{e9}",
        ])
    func refuses(_ locale: String) {
        #expect(LanguageTag.make(locale: locale) == nil)
    }
}
