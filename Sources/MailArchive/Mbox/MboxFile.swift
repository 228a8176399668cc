import Digests
import MailModel

/// The messages of an mbox, in their order: mboxo, mboxrd, mboxcl or mboxcl2, with LF or CRLF.
///
/// A message begins with a line `From … date` that is the file's first or has a blank line before it. Content-Length
/// is believed where exactly such a line, or the file's end, follows what it says: then, and only then, may such
/// lines stand in the text unquoted.
struct MboxFile {
    private let file: InputFile
    private var cursor: LineCursor
    /// Date of the line that has begun the next message, and where its text begins; nothing at the end.
    private var pending: (date: MailDate, start: Int)?

    /// - Throws: `.unreadable` where the file is none; an empty one is an mbox without messages.
    init(_ path: String) throws(ArchiveError) {
        file = try InputFile(path)
        cursor = LineCursor(file)
        guard let line = try cursor.next() else { return }
        guard case .from(let date) = line.kind else {
            throw ArchiveError(.unreadable, path, "this is no mbox: it does not begin with a line “From …”")
        }
        pending = (date, line.range.upperBound)
    }

    var sizeInOctets: Int { file.sizeInOctets }
    /// Octets behind us.
    var position: Int { pending?.start ?? sizeInOctets }

    /// The next message, or why it can't be had; nothing after the last.
    mutating func next() -> Result<ArchivedMessage, ArchiveError>? {
        do throws(ArchiveError) {
            while let begun = pending {
                if let message = try message(from: begun.start, date: begun.date) { return .success(message) }
            }
            return nil
        } catch {
            // What can't be read once is not read around.
            pending = nil
            return .failure(error)
        }
    }

    /// Nothing where there is only some program's notes.
    private mutating func message(from start: Int, date: MailDate) throws(ArchiveError) -> ArchivedMessage? {
        let (octets, headerSize) = try beginning(at: start)
        let marked = MboxMark.parse(octets)
        let markSize = marked?.count ?? 0
        var header = MboxHeader(octets[markSize..<max(markSize, headerSize)])
        var hasBareFrom = false
        let end: Int
        if marked == nil, let length = header.contentLength,
            let told = try boundary(at: start + headerSize, length)
        {
            end = told
            hasBareFrom = try containsBareFrom(in: (start + headerSize)..<end)
            try endMessage(at: end)
        } else {
            end = try findEnd(from: start)
        }
        let headerEnd = min(start + headerSize, end)
        // The blank line was the mbox's.
        if headerEnd < start + headerSize { header = MboxHeader(octets[markSize..<max(markSize, headerEnd - start)]) }
        if let marked, let message = try message(marked.mark, header, start + markSize, headerEnd, end) {
            return message
        }
        if header.isNotes { return nil }
        let text = ArchivedText(
            file: file, prefix: header.own, range: headerEnd..<end, isQuoted: !hasBareFrom, lengthensLines: true)
        return ArchivedMessage(flags: header.status.flags, date: date, shape: try text.shape(), text: text)
    }

    /// A message that this program has written: as its mark says, also where a mail reader has put the flags into
    /// the header since; nothing where its text is another one now.
    private func message(
        _ mark: MboxMark, _ header: MboxHeader, _ start: Int, _ headerEnd: Int, _ end: Int
    ) throws(ArchiveError) -> ArchivedMessage? {
        var text = ArchivedText(
            file: file, range: min(start, end)..<end, isQuoted: true, lengthensLines: mark.hasShortLines,
            sizeInOctets: mark.sizeInOctets)
        var flags = mark.flags
        var shape = try text.shape()
        if MessageDigest.hexadecimal(shape.digest) != mark.digest {
            text.prefix = header.own
            text.range = headerEnd..<end
            flags = header.status.flags
            flags.formUnion(mark.flags)
            shape = try text.shape()
        }
        guard MessageDigest.hexadecimal(shape.digest) == mark.digest else { return nil }
        return ArchivedMessage(flags: flags, date: mark.date, shape: shape, text: text)
    }

    /// The first octets of a message, and how many of them are its header with the blank line behind it.
    private func beginning(at start: Int) throws(ArchiveError) -> (octets: [UInt8], headerSize: Int) {
        for size in [1 << 13, MboxHeader.limit] {
            let octets = try file.read(at: start, count: size)
            var lineStart = 0
            while let end = octets.withUnsafeBufferPointer({ $0.firstLineFeed(from: lineStart) }) {
                let isBlank = end == lineStart || (end == lineStart + 1 && octets[lineStart] == 0x0D)
                if isBlank { return (octets, end + 1) }
                lineStart = end + 1
            }
            // All of it is header, or there is no such header.
            if octets.count < size { return (octets, octets.count) }
        }
        return (try file.read(at: start, count: MboxHeader.limit), 0)
    }

    /// Where the text of a message of that length ends; nothing where no message, and no file, ends there.
    private func boundary(at start: Int, _ length: Int) throws(ArchiveError) -> Int? {
        guard length >= 0, length <= sizeInOctets - start else { return nil }
        let end = start + length
        var lines = LineCursor(file, at: end)
        // The blank line before the next message may be counted, or not.
        for _ in 0..<3 {
            guard let line = try lines.next() else { return end }
            switch line.kind {
            case .blank: continue
            case .from:
                if line.range.lowerBound > end || end == start { return end }
                return try endsLine(at: end) ? end : nil
            case .text, .fromWithoutDate: return nil
            }
        }
        return nil
    }

    private func endsLine(at offset: Int) throws(ArchiveError) -> Bool {
        try file.read(at: offset - 1, count: 1) == [0x0A]
    }

    private func containsBareFrom(in range: Range<Int>) throws(ArchiveError) -> Bool {
        var lines = LineCursor(file, at: range.lowerBound)
        while lines.offset < range.upperBound, let line = try lines.next() {
            switch line.kind {
            case .from, .fromWithoutDate: return true
            case .blank, .text: continue
            }
        }
        return false
    }

    /// Goes on behind a message whose end is known.
    private mutating func endMessage(at end: Int) throws(ArchiveError) {
        pending = nil
        cursor.seek(to: end)
        while let line = try cursor.next() {
            if case .from(let date) = line.kind {
                pending = (date, line.range.upperBound)
                return
            }
        }
    }

    /// Where the text of a message ends, by the line that begins the next one.
    private mutating func findEnd(from start: Int) throws(ArchiveError) -> Int {
        pending = nil
        cursor.seek(to: start)
        var blank: Int?
        while let line = try cursor.next() {
            if let blank, case .from(let date) = line.kind {
                pending = (date, line.range.upperBound)
                return blank
            }
            blank = line.kind == .blank ? line.range.lowerBound : nil
        }
        // The blank line behind the last message is the mbox's too.
        return blank ?? sizeInOctets
    }
}
