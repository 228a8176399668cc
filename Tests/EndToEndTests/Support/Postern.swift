import Glibc
import TestKit

/// The built program.
enum Postern {
    /// Where the build has put it: beside the tests.
    static let path: String = {
        var octets = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &octets, octets.count)
        let own = String(decoding: octets.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/postern"
    }()

    /// Whether the machine has what the tests of this target need.
    static let canBeTested = Tmux.isInstalled && access(path, X_OK) == 0
}

/// What a run of the program came to.
struct CommandResult {
    let status: Int
    let output: [UInt8]
    /// Standard error.
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Standard output, a line each.
    var lines: [String] { text.split(separator: "\n").map(String.init) }
}
