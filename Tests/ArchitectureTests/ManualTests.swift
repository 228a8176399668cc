import Foundation
import MailConfig
import MailUI
import Testing

@Suite("the manual page")
struct ManualTests {
    static let page = SourceTree.root.appending(path: "Resources/man/postern.1")

    /// Backslashes and hyphens as roff wants them.
    private static func roff(_ text: String) -> String {
        let escaped = text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private static var keys: String {
        var lines: [String] = []
        for topic in CommandEntry.Topic.allCases {
            lines.append(".SS \(roff(topic.rawValue))")
            for entry in CommandTable.all where entry.topic == topic {
                let keys = entry.keys.isEmpty ? ":\(entry.name)" : entry.keys.joined(separator: " ")
                lines += [".TP", ".B \"\(roff(keys).replacingOccurrences(of: "\"", with: "\\(dq"))\""]
                lines.append("\(roff(entry.help)) (\\fI\(roff(entry.name))\\fR).")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static var configuration: String {
        var lines: [String] = []
        for key in ConfigKey.all {
            lines += [".TP", ".B \(roff(key.name))"]
            var text = roff(key.help)
            if !key.words.isEmpty { text += ": \(roff(key.words.joined(separator: ", ")))" }
            if let standard = key.standard { text += " (default \(roff(standard)))" }
            lines.append(text + ".")
        }
        return lines.joined(separator: "\n")
    }

    @Test("has every command and every key of the configuration", arguments: ["KEYS", "CONFIGURATION"])
    func sections(_ name: String) throws {
        let expected = name == "KEYS" ? Self.keys : Self.configuration
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        var lines = text.components(separatedBy: "\n")
        let begin = try #require(lines.firstIndex { $0.hasPrefix(".\\\" BEGIN \(name)") })
        let end = try #require(lines.firstIndex { $0.hasPrefix(".\\\" END \(name)") })
        if ProcessInfo.processInfo.environment["UPDATE_SCREENS"] == "1" {
            lines.replaceSubrange((begin + 1)..<end, with: expected.components(separatedBy: "\n"))
            try lines.joined(separator: "\n").write(to: Self.page, atomically: true, encoding: .utf8)
            return
        }
        #expect(lines[(begin + 1)..<end].joined(separator: "\n") == expected)
    }
}

@Suite("config.example.toml")
struct ExampleConfigurationTests {
    @Test("loads without an error and knows every key")
    func loads() throws {
        let path = SourceTree.root.appending(path: "config.example.toml").path
        let reading = try #require(Configuration.load(from: path))
        #expect(reading.errors == [])
        #expect(reading.configuration.accounts.count == 2)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for key in ConfigKey.all { #expect(text.contains("\(key.name) = "), "\(key.name)") }
    }
}
