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
        return names(in: path).filter { $0.hasSuffix(suffix) }.sorted().map { path + "/" + $0 }
    }

    /// What a folder holds, without its path and in no order.
    package static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { octets in
                    String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
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

    /// Writes a whole file, over one that is there; false where that fails.
    package static func write(_ octets: [UInt8], to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var done = 0
        while done < octets.count {
            let count = octets[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// All `.trace` files of a folder beside the test's source.
    package static func traces(in folder: String = "Traces", besides source: String) throws -> [Trace] {
        try paths(endingIn: ".trace", in: folder, besides: source).map { path in
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return try Trace(name: name, octets: octets(of: path) ?? [])
        }
    }
}
