package import MailModel

/// A message found in an archive; its octets are read when they are asked for, as often as they are.
package struct ArchivedMessage: Sendable {
    package let flags: Flags
    /// When it arrived; nothing where the archive does not say.
    package let date: MailDate?
    package let shape: MessageShape
    let text: ArchivedText

    /// The octets, piece by piece.
    package func octets() -> ArchivedText.Reader { text.reader() }
}

/// Where the octets of a message are in an archive, and how they become what they were.
package struct ArchivedText: Sendable {
    let file: InputFile
    /// Put before what is in the file, and changed as that is.
    var prefix: [UInt8] = []
    var range: Range<Int>
    var isQuoted = false
    var lengthensLines = false
    /// Size of the message where it is known: what is behind it was added by the archive.
    var sizeInOctets: Int?

    func reader() -> Reader { Reader(self) }

    /// Reads all of it once.
    func shape() throws(ArchiveError) -> MessageShape {
        var scanner = MessageShape.Scanner()
        var reader = reader()
        while let octets = try reader.next() { scanner.take(octets) }
        return scanner.finish()
    }

    package struct Reader {
        private let text: ArchivedText
        private var prefix: [UInt8]?
        private var offset: Int
        private var quoting: FromQuoting?
        private var lineEnds: LineEnds?
        private var rest: Int
        private var isOver = false

        fileprivate init(_ text: ArchivedText) {
            self.text = text
            prefix = text.prefix.isEmpty ? nil : text.prefix
            offset = text.range.lowerBound
            quoting = text.isQuoted ? FromQuoting(.unquote) : nil
            lineEnds = text.lengthensLines ? LineEnds(.lengthen) : nil
            rest = text.sizeInOctets ?? .max
        }

        /// The next piece; nothing after the last.
        package mutating func next() throws(ArchiveError) -> [UInt8]? {
            while !isOver, rest > 0 {
                let octets = limited(changed(try readMore()))
                if !octets.isEmpty { return octets }
            }
            return nil
        }

        /// What comes next as it stands in the archive; nothing at its end.
        private mutating func readMore() throws(ArchiveError) -> [UInt8]? {
            if let prefix {
                self.prefix = nil
                return prefix
            }
            let count = min(InputFile.pieceSize, text.range.upperBound - offset)
            let octets = count > 0 ? try text.file.read(at: offset, count: count) : []
            offset += octets.count
            return octets.isEmpty ? nil : octets
        }

        private mutating func changed(_ piece: [UInt8]?) -> [UInt8] {
            isOver = piece == nil
            var octets = piece ?? []
            if quoting != nil {
                octets = (piece == nil ? quoting?.finish() : quoting?.take(octets)) ?? []
            }
            return lineEnds?.take(octets) ?? octets
        }

        private mutating func limited(_ octets: [UInt8]) -> [UInt8] {
            defer { rest -= min(rest, octets.count) }
            return octets.count <= rest ? octets : Array(octets.prefix(rest))
        }
    }
}
