import Digests

/// What octets come to where servers change them: every CR left out, NUL as 0x80, a line end at the end.
///
/// A server gives lines that end in LF back with CRLF (Dovecot, Courier), takes NUL for 0x80 (Dovecot), and leaves
/// out a CR that ends no line and ends the last line where nothing does (Courier). Two messages that are like each
/// other here, with the same Message-ID and size, are the same.
struct ContentLikeness {
    private let hash = RunningDigest(.sha256)
    private var sizeInOctets = 0
    /// LFs without a CR before them.
    private var loneLineFeeds = 0
    /// CRs without an LF behind them.
    private var loneReturns = 0
    private var last: UInt8?

    mutating func take(_ octets: [UInt8]) {
        sizeInOctets += octets.count
        var kept: [UInt8] = []
        kept.reserveCapacity(octets.count)
        for octet in octets {
            switch octet {
            case 0x0D: loneReturns += 1
            case 0x0A where last == 0x0D: loneReturns -= 1
            case 0x0A: loneLineFeeds += 1
            default: break
            }
            if octet != 0x0D { kept.append(octet == 0 ? 0x80 : octet) }
            last = octet
        }
        hash.update(kept)
    }

    private var isEnded: Bool { last == nil || last == 0x0A }

    /// The sizes that a server may tell.
    var sizes: Set<Int> {
        let withEnds = sizeInOctets + loneLineFeeds
        return [sizeInOctets, withEnds, withEnds - loneReturns + (isEnded ? 0 : 2)]
    }

    /// To be asked for once, at the end.
    func digest() -> [UInt8] {
        if !isEnded { hash.update([0x0A]) }
        return hash.finish()
    }
}
