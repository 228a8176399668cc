/// Where the fields of a header are.
struct HeaderLayout {
    var fields: [Header.Field] = []
    /// The whole header with the empty line that ends it; the body begins where it ends.
    var range: Range<Int>
}

/// Finds the fields of a header (RFC 5322 §2.2), in one pass.
///
/// What it can't read as a header is body, so that a person can still read it.
struct HeaderParser {
    let octets: UnsafeBufferPointer<UInt8>
    /// Nothing is read from here on.
    let end: Int
    /// The octet that ends a line.
    let lineEnd: UInt8
    var maximumFields = 10_000
    var maximumOctets = 1_048_576

    // fields = *(field-name ":" unstructured CRLF)
    //
    // Liberal: mbox files leave "From " or ">From " before the first field. Gateways put
    // stray lines between fields, or forget to indent a folded one: a line that is
    // no field is passed over where a field follows it. A header may also end without
    // an empty line, at a delimiter of the multipart around it.
    func parse(from start: Int, isDelimiter: (Range<Int>) -> Bool = { _ in false }) -> HeaderLayout {
        let limit = min(end, start + maximumOctets)
        var layout = HeaderLayout(range: start..<start)
        var position = start
        while position < limit, layout.fields.count < maximumFields {
            let (text, next) = octets.line(at: position, before: limit, end: lineEnd)
            if text.isEmpty {
                position = next
                break
            }
            guard accept(text, next: next, limit: limit, into: &layout, isDelimiter) else { break }
            position = next
        }
        layout.range = start..<position
        return layout
    }

    /// Takes a line into the layout; false where the body begins with it.
    private func accept(
        _ text: Range<Int>, next: Int, limit: Int, into layout: inout HeaderLayout, _ isDelimiter: (Range<Int>) -> Bool
    ) -> Bool {
        if octets[text.lowerBound].isBlank {
            guard !layout.fields.isEmpty else { return isBeforeField(next, limit) }
            layout.fields[layout.fields.count - 1].extend(to: text.upperBound)
            return true
        }
        if isDashed(text), isDelimiter(text) { return false }
        if let field = field(in: text) {
            layout.fields.append(field)
            return true
        }
        if layout.fields.isEmpty { return isFromLine(text) }
        return isBeforeField(next, limit)
    }

    private func isBeforeField(_ next: Int, _ limit: Int) -> Bool {
        let (following, _) = octets.line(at: next, before: limit, end: lineEnd)
        return !following.isEmpty && field(in: following) != nil
    }

    // field-name = 1*ftext ; ftext = %d33-57 / %d59-126
    //
    // Liberal: blanks before the colon (RFC 5322 §4.5.8).
    private func field(in text: Range<Int>) -> Header.Field? {
        var position = text.lowerBound
        while position < text.upperBound, octets[position] &- 33 < 94, octets[position] != ASCII.colon {
            position += 1
        }
        let nameEnd = position
        while position < text.upperBound, octets[position].isBlank { position += 1 }
        guard position < text.upperBound, octets[position] == ASCII.colon, nameEnd > text.lowerBound else { return nil }
        return Header.Field(name: text.lowerBound..<nameEnd, value: (position + 1)..<text.upperBound)
    }

    private func isDashed(_ text: Range<Int>) -> Bool {
        text.count > 2 && octets[text.lowerBound] == ASCII.hyphen && octets[text.lowerBound + 1] == ASCII.hyphen
    }

    private func isFromLine(_ text: Range<Int>) -> Bool {
        let line = UnsafeBufferPointer(rebasing: octets[text])
        return line.starts(with: "From ".utf8) || line.starts(with: ">From ".utf8)
    }
}
