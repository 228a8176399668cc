import Digests
package import MailModel

/// What must be known of a message's octets before they can be written.
package struct MessageShape: Hashable, Sendable {
    package let sizeInOctets: Int
    /// SHA-256 of the octets.
    package let digest: [UInt8]
    /// No CR stands without an LF behind it, and no LF without a CR before it: then, and only then, an LF can
    /// stand for CRLF and nothing is lost.
    package let hasOnlyCRLF: Bool
    let lineFeeds: Int
    let loneLineFeeds: Int

    /// Size of the file that holds the message, without any envelope.
    var archivedSize: Int { hasOnlyCRLF ? sizeInOctets - lineFeeds : sizeInOctets }

    /// Size with a CR before every LF, as an IMAP server would count it.
    package var wireSize: Int { sizeInOctets + loneLineFeeds }

    /// Finds the shape of octets that come piece by piece.
    package struct Scanner {
        private let hash = RunningDigest(.sha256)
        private var size = 0
        private var lineFeeds = 0
        private var loneLineFeeds = 0
        private var carriageReturns = 0
        private var endsInReturn = false

        package init() {}

        package mutating func take(_ octets: [UInt8]) {
            guard !octets.isEmpty else { return }
            hash.update(octets)
            size += octets.count
            octets.withUnsafeBufferPointer { buffer in
                var before: UInt8 = endsInReturn ? 0x0D : 0
                for octet in buffer {
                    if octet == 0x0A {
                        lineFeeds += 1
                        if before != 0x0D { loneLineFeeds += 1 }
                    } else if octet == 0x0D {
                        carriageReturns += 1
                    }
                    before = octet
                }
                endsInReturn = before == 0x0D
            }
        }

        /// To be called once, at the end.
        package func finish() -> MessageShape {
            MessageShape(
                sizeInOctets: size, digest: hash.finish(),
                hasOnlyCRLF: loneLineFeeds == 0 && carriageReturns == lineFeeds, lineFeeds: lineFeeds,
                loneLineFeeds: loneLineFeeds)
        }
    }

    package static func of(_ octets: [UInt8]) -> MessageShape {
        var scanner = Scanner()
        scanner.take(octets)
        return scanner.finish()
    }
}

/// A message that is to be written into an archive, without its octets.
package struct ArchiveEntry: Sendable {
    package var flags: Flags
    /// When it arrived.
    package var date: MailDate
    /// Address of its author, for mbox; may be anything.
    package var sender: String
    package var shape: MessageShape

    package init(flags: Flags, date: MailDate, sender: String, shape: MessageShape) {
        self.flags = flags
        self.date = date
        self.sender = sender
        self.shape = shape
    }
}
