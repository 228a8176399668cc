import Foundation
import InternetMessage
import MailModel
import Testing

/// Two independent parsers, Python's (with either of its policies) and GMime, on the corpus that
/// `Corpus/generate.py` writes.
///
/// Where one reads a message otherwise than we do, `Oracles/differences.tsv` says why: a line of message, oracles,
/// fields and reason. A difference without a line is a failure, and so is a line without a difference.
@Suite("beside other parsers")
struct DifferentialTests {
    enum Oracle: String, CaseIterable, Sendable {
        case python = "default"
        case compat32
        case gmime

        var arguments: [String] {
            self == .gmime ? ["Oracles/gmime.py"] : ["Oracles/python_email.py", rawValue]
        }
    }

    private struct Reading: Codable {
        var message: String
        var subject: Value
        var from: Value
        var to: Value
        var date: Value
        var parts: Value
        var names: Value
        var texts: Value

        var fields: [(name: String, value: Value)] {
            [
                ("subject", subject), ("from", from), ("to", to), ("date", date), ("parts", parts), ("names", names),
                ("texts", texts),
            ]
        }
    }

    private enum Value: Codable, Equatable {
        case none
        case number(Int64)
        case text(String)
        case list([String?])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .none
            } else if let number = try? container.decode(Int64.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .list(try container.decode([String?].self))
            }
        }

        func encode(to encoder: any Encoder) throws {}
    }

    @Test("every difference has a reason", arguments: Oracle.allCases)
    func differences(_ oracle: Oracle) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "postern-corpus-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let count = try Self.output(of: ["Corpus/generate.py", folder.path])
        #expect(Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 >= 300)
        let readings = try Self.output(of: oracle.arguments + [folder.path]).split(separator: "\n").map {
            try JSONDecoder().decode(Reading.self, from: Data($0.utf8))
        }
        #expect(readings.count >= 300)
        var reasons = try Reason.all(for: oracle.rawValue)
        for reading in readings {
            let octets = try Data(contentsOf: folder.appending(path: "\(reading.message).eml"))
            let ours = Self.reading(of: ParsedMessage(octets: Array(octets)), named: reading.message)
            for (mine, other) in zip(ours.fields, reading.fields) where mine.value != other.value {
                let found = reasons.indices.filter { reasons[$0].explains(reading.message, mine.name) }
                for index in found { reasons[index].isUsed = true }
                #expect(
                    !found.isEmpty,
                    "\(reading.message)\t\(oracle.rawValue)\t\(mine.name)\n  ours: \(mine.value)\n  other: \(other.value)"
                )
            }
        }
        for reason in reasons { #expect(reason.isUsed, "not needed: line \(reason.line) of differences.tsv") }
    }

    private static func reading(of message: ParsedMessage, named name: String) -> Reading {
        let summary = MessageSummary(message.header)
        // A group's name is an address without an address.
        func addresses(_ list: [Address]) -> Value { .list(list.map(\.address).filter { !$0.isEmpty }) }
        let parts = message.structure.flattened
        let texts = parts.filter { $0.type == "text" }.map { part in
            let text = Charset.readable(message.decoded(part)[...], named: part.parameters["charset"] ?? "").octets
            return normal(String(decoding: text, as: UTF8.self))
        }
        return Reading(
            message: name, subject: .text(normal(summary.subject)), from: addresses(summary.from),
            to: addresses(summary.to), date: summary.sentDate.map { .number($0.secondsSince1970) } ?? .none,
            parts: .list(parts.map(\.contentType)), names: .list(parts.map { normal($0.fileName) }),
            texts: .list(texts))
    }

    /// As Oracles/output.py does.
    private static func normal(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            if scalar != "\u{FFFD}" || scalars.last != "\u{FFFD}" { scalars.append(scalar) }
        }
        while scalars.last == "\n" { scalars.removeLast() }
        return String(scalars)
    }

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

    /// What a script of the tests prints.
    ///
    /// Debian's Python, since Debian has GMime for that one.
    private static func output(of arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [tests.appending(path: arguments[0]).path] + arguments.dropFirst()
        process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments[0]) failed; are the packages of Scripts/test there?")
        return String(decoding: data, as: UTF8.self)
    }

    /// A line of the table.
    private struct Reason {
        let line: Int
        let message: String
        let fields: [String]
        var isUsed = false

        func explains(_ name: String, _ field: String) -> Bool {
            guard fields.contains(field) else { return false }
            return message.hasSuffix("*") ? name.hasPrefix(message.dropLast()) : name == message
        }

        static func all(for oracle: String) throws -> [Reason] {
            let table = try String(contentsOf: tests.appending(path: "Oracles/differences.tsv"), encoding: .utf8)
            return table.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
                index, line in
                let columns = line.split(separator: "\t")
                guard !line.hasPrefix("#"), columns.count == 4,
                    columns[1].split(separator: ",").contains(Substring(oracle))
                else { return nil }
                return Reason(
                    line: index + 1, message: String(columns[0]),
                    fields: columns[2].split(separator: ",").map(String.init))
            }
        }
    }
}
