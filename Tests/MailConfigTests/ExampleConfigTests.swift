import Glibc
import Testing

@testable import MailConfig

@Suite("config.example.toml")
struct ExampleConfigTests {
    static let path: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/config.example.toml"
    }()

    static let text: String = {
        // The test may be reached through a link: then the file stands beside the link's target.
        for candidate in [path, realParent(of: #filePath, up: 3) + "/config.example.toml"] {
            guard let file = fopen(candidate, "r") else { continue }
            defer { fclose(file) }
            var octets = [UInt8](repeating: 0, count: 100_000)
            let count = fread(&octets, 1, octets.count, file)
            return String(decoding: octets.prefix(count), as: UTF8.self)
        }
        return ""
    }()

    static let lines = text.split(separator: "\n", omittingEmptySubsequences: false)

    @Test("loads without an error")
    func loads() {
        let reading = Configuration.read(Self.text, file: "config.example.toml")
        #expect(reading.errors.isEmpty)
        #expect(reading.configuration.accounts.map(\.name) == ["work", "home"])
    }

    @Test("has every key, with a comment line above it and its default", arguments: ConfigKey.all)
    func hasEveryKey(_ key: ConfigKey) throws {
        let index = try #require(Self.lines.firstIndex { Self.key(in: $0) == key.name }, "\(key.name)")
        let line = Self.lines[index]
        #expect(index > 0 && Self.lines[index - 1].hasPrefix("# ") && Self.key(in: Self.lines[index - 1]) == nil)
        if let standard = key.standard, key != .port, key != .removeAfter {
            let value = key == .trashDays ? standard : "\"\(standard)\""
            #expect(line.hasSuffix(" = \(value)"), "the default of \(key.name)")
        }
    }

    @Test("loads with each commented key switched on", arguments: lines.indices.filter { lines[$0].contains(" = ") })
    func commented(_ index: Int) throws {
        guard Self.lines[index].hasPrefix("# "), let key = Self.key(in: Self.lines[index]) else { return }
        var lines = Self.lines
        lines[index] = lines[index].dropFirst(2)
        // Only one source of the password at a time.
        if key.hasPrefix("password_") { lines.removeAll { $0.hasPrefix("password_command") } }
        // A key's password needs the key.
        if key.hasPrefix("smime_key_") { lines.insert("smime_key = \"~/key.pem\"", at: 0) }
        // A sign-in by browser needs a client, takes tokens, and takes the place of the password.
        if key.hasPrefix("oauth_") || key == "token_file" {
            lines.removeAll { $0.hasPrefix("password_command") }
            lines = lines.map { $0 == "auth = \"auto\"" ? "auth = \"xoauth2\"" : $0 }
            let account = try #require(lines.firstIndex { $0.hasPrefix("name = ") })
            if key != "oauth_client_id" { lines.insert("oauth_client_id = \"x\"", at: account) }
        }
        let reading = Configuration.read(lines.joined(separator: "\n"), file: "c")
        #expect(reading.errors.isEmpty, "\(key)")
    }

    @Test("every word that a key takes stands in the comment or is the value", arguments: ConfigKey.all)
    func words(_ key: ConfigKey) throws {
        let index = try #require(Self.lines.firstIndex { Self.key(in: $0) == key.name })
        let near = Self.lines[max(0, index - 3)...index].joined(separator: "\n")
        for word in key.words { #expect(near.contains("\"\(word)\""), "\(key.name): \(word)") }
    }

    private static func key(in line: Substring) -> String? {
        let content = line.hasPrefix("# ") ? line.dropFirst(2) : line
        guard let range = content.firstRange(of: " = ") else { return nil }
        let key = content[..<range.lowerBound]
        return key.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber } ? String(key) : nil
    }

    private static func realParent(of path: String, up count: Int) -> String {
        guard let real = realpath(path, nil) else { return "" }
        defer { free(real) }
        return String(cString: real).split(separator: "/", omittingEmptySubsequences: false).dropLast(count)
            .joined(separator: "/")
    }
}
