import MailModel

/// Walks through a file line by line without holding more of it than a window.
struct LineCursor {
    /// What an mbox makes of a line.
    enum Kind: Hashable {
        case blank
        /// Begins a message, where a blank line is before it; its date.
        case from(MailDate)
        /// Begins with `From ` and is no such line.
        case fromWithoutDate
        case text
    }

    struct Line {
        /// With its end.
        let range: Range<Int>
        let kind: Kind
    }

    let file: InputFile
    /// Where the next line begins.
    private(set) var offset: Int
    private var window: [UInt8] = []
    private var windowStart = 0

    init(_ file: InputFile, at offset: Int = 0) {
        self.file = file
        self.offset = offset
    }

    mutating func seek(to offset: Int) { self.offset = offset }

    /// The next line; nothing at the file's end.
    mutating func next() throws(ArchiveError) -> Line? {
        let start = offset
        try fill(from: start, atLeast: FromLine.longest + 2)
        guard start < file.sizeInOctets, start - windowStart < window.count else { return nil }
        let first = start - windowStart
        if let end = window.withUnsafeBufferPointer({ $0.firstLineFeed(from: first) }) {
            offset = windowStart + end + 1
            return Line(range: start..<offset, kind: kind(of: window[first..<end]))
        }
        let kind = kind(of: window[first...])
        try skipLine()
        return Line(range: start..<offset, kind: kind == .blank && offset - start > 2 ? .text : kind)
    }

    private func kind(of line: ArraySlice<UInt8>) -> Kind {
        guard let octet = line.first, !(octet == 0x0D && line.count == 1) else { return .blank }
        guard octet == UInt8(ascii: "F"), line.starts(with: "From ".utf8) else { return .text }
        return FromLine.parse(line).map(Kind.from) ?? .fromWithoutDate
    }

    /// Makes sure that so much from `start` on is in the window, as far as the file has it.
    private mutating func fill(from start: Int, atLeast count: Int) throws(ArchiveError) {
        let held = windowStart..<(windowStart + window.count)
        if held.contains(start), held.upperBound - start >= count || held.upperBound >= file.sizeInOctets { return }
        window = try file.read(at: start, count: InputFile.pieceSize)
        windowStart = start
    }

    /// Passes over a line that is longer than what is left of the window.
    private mutating func skipLine() throws(ArchiveError) {
        offset = windowStart + window.count
        while offset < file.sizeInOctets {
            window = try file.read(at: offset, count: InputFile.pieceSize)
            windowStart = offset
            guard !window.isEmpty else { return }
            if let end = window.withUnsafeBufferPointer({ $0.firstLineFeed(from: 0) }) {
                offset += end + 1
                return
            }
            offset += window.count
        }
    }
}
