/// What it costs to get a key out of a passphrase by scrypt (RFC 7914 §2).
package struct KeyCost: Hashable, Sendable {
    /// N as a power of two.
    package var logN: UInt8
    package var r: UInt8
    package var p: UInt8

    package init(logN: UInt8, r: UInt8, p: UInt8) {
        self.logN = logN
        self.r = r
        self.p = p
    }

    /// 64 MB, and about half a second of a machine of 2020.
    package static let standard = KeyCost(logN: 16, r: 8, p: 2)

    /// The memory that scrypt needs, in octets.
    var memory: Int { 128 * Int(r) * (1 << Int(logN) + Int(p)) }

    /// A file that asks for more is refused, whoever has written it: 256 MB, and some seconds.
    var isBearable: Bool {
        (1...20).contains(logN) && (1...32).contains(r) && (1...16).contains(p) && memory <= 257 << 20
            && (1 << Int(logN)) * Int(r) * Int(p) <= 1 << 24
    }
}
