import Glibc

/// The built program.
package enum Postern {
    /// Where the build has put it: beside the tests.
    package static let path: String = {
        var octets = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &octets, octets.count)
        let own = String(decoding: octets.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/postern"
    }()

    /// Whether the machine has what the tests of this target need.
    package static let canBeTested = Tmux.isInstalled && access(path, X_OK) == 0
}

/// What a run of the program came to.
package struct CommandResult {
    package let status: Int
    package let output: [UInt8]
    /// Standard error.
    package let errors: String

    package var text: String { String(decoding: output, as: UTF8.self) }

    /// Standard output, a line each.
    package var lines: [String] { text.split(separator: "\n").map(String.init) }
}
