import Testing

@testable import MailConfig

@Suite("small things in config.toml")
struct WordTests {
    @Test(
        "reads durations",
        arguments: [
            ("14d", 1_209_600), ("5m", 300), ("1h30m", 5400), ("90s", 90), ("2w", 1_209_600), ("1d1s", 86_401),
            ("0s", 0),
            ("3650d", 315_360_000),
        ])
    func reads(_ text: String, _ seconds: Int) { #expect(DurationText.parse(text) == .seconds(seconds)) }

    @Test(
        "refuses durations",
        arguments: [
            "", "5", "m", "5x", "5 m", "1h30", "30m1h", "1m1m", "-5m", "1.5h", "3651d", "9999999999999999999d",
            "5M", "٥m",
        ])
    func refuses(_ text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(
        "counts letters between words",
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "ab", 2), ("port", "prot", 1), ("host", "hots", 1),
            ("kitten", "sitting", 3),
        ])
    func distance(_ first: String, _ second: String, _ distance: Int) {
        #expect(NearestWord.distance(Array(first.utf8), Array(second.utf8)) == distance)
    }

    @Test("finds paths by the environment, and only absolute ones")
    func paths() {
        let plain = Paths { $0 == "HOME" ? "/home/ann" : nil }
        #expect(plain?.configuration == "/home/ann/.config/postern/config.toml")
        #expect(plain?.database(ofAccount: "work") == "/home/ann/.local/share/postern/work/mail.sqlite")
        #expect(plain?.log == "/home/ann/.local/state/postern/postern.log")
        let own = Paths {
            ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "/s"][$0]
        }
        #expect(own?.configuration == "/c/postern/config.toml")
        #expect(own?.folder(ofAccount: "a") == "/h/.local/share/postern/a")
        #expect(own?.log == "/s/postern/postern.log")
        #expect(Paths { _ in nil } == nil)
    }

    @Test("a tilde is the home folder only where it leads a path")
    func tilde() {
        #expect(expandTilde("~/a", home: "/h") == "/h/a")
        #expect(expandTilde("/~/a", home: "/h") == "/~/a")
        #expect(expandTilde("~b/a", home: "/h") == "~b/a")
        #expect(expandTilde("~/a", home: nil) == "~/a")
    }
}
