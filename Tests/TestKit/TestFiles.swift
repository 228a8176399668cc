import Glibc

/// Files that stand beside a test's source and are its data.
package enum TestFiles {
    /// All files of a folder with this ending, by name.
    ///
    /// - Parameters:
    ///   - suffix: With its dot, `.trace`.
    ///   - folder: Beside the source file, `Traces`.
    ///   - source: The test's own `#filePath`.
    /// - Returns: Paths, sorted. Empty where there is no such folder: tests should expect more than none.
    package static func paths(endingIn suffix: String, in folder: String, besides source: String) -> [String] {
        let parent = source.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = parent + "/" + folder
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { octets in
                String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted().map { path + "/" + $0 }
    }

    /// A whole file; nothing where it cannot be read.
    package static func octets(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &piece, piece.count)
            guard count >= 0 else { return nil }
            guard count > 0 else { return octets }
            octets += piece.prefix(count)
        }
    }

    /// All `.trace` files of a folder beside the test's source.
    package static func traces(in folder: String = "Traces", besides source: String) throws -> [Trace] {
        try paths(endingIn: ".trace", in: folder, besides: source).map { path in
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return try Trace(name: name, octets: octets(of: path) ?? [])
        }
    }
}
