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
        var imports: Set<String> {
            Set(
                lines.compactMap { line in
                    let words = line.split(separator: " ")
                    guard let index = words.firstIndex(of: "import"), index <= 2, words.count > index + 1,
                        words[..<index].allSatisfy({
                            ["package", "internal", "private", "@preconcurrency"].contains($0)
                        })
                    else { return nil }
                    // `import struct Module.Name`
                    let named = words[index + 1...].last ?? ""
                    return named.split(separator: ".").first.map(String.init)
                })
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
