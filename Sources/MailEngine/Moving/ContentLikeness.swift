import Digests

/// What octets come to where servers change them: every CR left out, NUL as 0x80.
///
/// A server gives lines that end in LF back with CRLF (Dovecot, Cyrus), and takes NUL for 0x80 (Dovecot). Two
/// messages that are like each other here, with the same Message-ID and size, are the same.
struct ContentLikeness {
    private let hash = RunningDigest(.sha256)
    private(set) var sizeInOctets = 0
    /// LFs without a CR before them.
    private(set) var loneLineFeeds = 0
    private(set) var holdsNUL = false
    private var endsInReturn = false

    mutating func take(_ octets: [UInt8]) {
        sizeInOctets += octets.count
        var kept: [UInt8] = []
        kept.reserveCapacity(octets.count)
        var isAfterReturn = endsInReturn
        for octet in octets {
            if octet == 0x0A, !isAfterReturn { loneLineFeeds += 1 }
            if octet == 0 { holdsNUL = true }
            isAfterReturn = octet == 0x0D
            if !isAfterReturn { kept.append(octet == 0 ? 0x80 : octet) }
        }
        endsInReturn = isAfterReturn
        hash.update(kept)
    }

    /// The sizes that a server may tell.
    var sizes: Set<Int> { [sizeInOctets, sizeInOctets + loneLineFeeds] }

    /// To be asked for once, at the end.
    func digest() -> [UInt8] { hash.finish() }
}
