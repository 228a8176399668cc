import Glibc

/// A password or token that no log, error text or debugger's dump shows, kept in locked memory and wiped after use.
///
/// What is made of it on its way to a server, in arrays and strings, lives for the moment of the login, and can't be
/// wiped: Swift may have copied it.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let memory: LockedMemory

    package init(_ text: String) {
        var text = text
        memory = text.withUTF8 { octets in LockedMemory(count: octets.count) { $0.copyBytes(from: octets) } }
    }

    package init(octets: some Collection<UInt8>) {
        memory = LockedMemory(count: octets.count) { $0.copyBytes(from: octets) }
    }

    /// `fill`: Writes the secret where it stays.
    package init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
        memory = LockedMemory(count: count, fill)
    }

    /// Overwrites octets that a secret was made of.
    package static func wipe(_ octets: inout [UInt8]) {
        octets.withUnsafeMutableBytes { if let start = $0.baseAddress { explicit_bzero(start, $0.count) } }
    }

    /// A copy, for the one place that sends it.
    package var octets: [UInt8] { Array(memory.octets) }

    /// A copy as text.
    package var text: String { String(decoding: memory.octets, as: UTF8.self) }

    package var count: Int { memory.count }
    package var isEmpty: Bool { memory.count == 0 }

    /// Looks at the secret where it is.
    package func withOctets<Result>(_ look: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(memory) { try look(memory.octets) }
    }

    package static func == (one: Secret, other: Secret) -> Bool {
        guard one.count == other.count else { return false }
        // As long for a near miss as for a far one.
        return zip(one.memory.octets, other.memory.octets).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes: memory.octets) }

    package var description: String { "…" }
    package var debugDescription: String { "…" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
