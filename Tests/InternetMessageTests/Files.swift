import Glibc

/// Test data beside this file.
enum Files {
    private static var folder: String { String(#filePath.prefix { _ in true }.dropLast("Files.swift".count)) }

    static func names(in path: String, endingWith ending: String) -> [String] {
        guard let directory = opendir(folder + path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(ending) { names.append(name) }
        }
        return names.sorted()
    }

    static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(folder + path, "rb") else { return nil }
        defer { fclose(file) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return octets }
            octets += piece[..<count]
        }
    }

    static func write(_ text: String, to path: String) {
        guard let file = fopen(folder + path, "wb") else { return }
        defer { fclose(file) }
        let octets = Array(text.utf8)
        fwrite(octets, 1, octets.count, file)
    }
}

/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
