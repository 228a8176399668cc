import Foundation

/// The project's own files, for tests about them.
enum SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A Swift file under Sources.
    struct File: Sendable, CustomStringConvertible {
        let target: String
        let path: String
        let text: String

        var description: String { path }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// Names of the imported modules.
        var imports: Set<String> { Set(lines.compactMap(Self.importedModule)) }

        private static func importedModule(_ line: Substring) -> String? {
            let words = line.split(separator: " ")
            let access: Set<Substring> = ["package", "internal", "private", "@preconcurrency"]
            guard let index = words.firstIndex(of: "import"), words[..<index].allSatisfy(access.contains) else {
                return nil
            }
            // `import struct Module.Name`
            return words[(index + 1)...].last?.split(separator: ".").first.map(String.init)
        }
    }

    static let sources: [File] = {
        let folder = root.appending(path: "Sources")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8) else { return nil }
            return File(target: String(path.prefix { $0 != "/" }), path: path, text: text)
        }
    }()
}
