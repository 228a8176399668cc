/// A FETCH answer: some of what one message is (RFC 9051 §7.5.2).
package struct FetchResponse: Hashable, Sendable {
    package var sequenceNumber: UInt32
    /// In the server's order.
    package var items: [FetchItem]

    package init(sequenceNumber: UInt32, items: [FetchItem]) {
        self.sequenceNumber = sequenceNumber
        self.items = items
    }

    package var uid: UInt32? {
        for case .uid(let uid) in items { return uid }
        return nil
    }

    package var flags: [Flag]? {
        for case .flags(let flags) in items { return flags }
        return nil
    }

    package var modSeq: UInt64? {
        for case .modSeq(let number) in items { return number }
        return nil
    }

    /// The first body section: which, and its octets, where there is one.
    package var body: (section: Section, octets: [UInt8]?)? {
        for case .body(let section, _, let octets) in items { return (section, octets) }
        return nil
    }
}

/// One thing that FETCH tells of a message.
package enum FetchItem: Hashable, Sendable {
    case uid(UInt32)
    case flags([Flag])
    case internalDate(DateTime)
    /// RFC822.SIZE.
    case sizeInOctets(UInt64)
    indirect case envelope(Envelope)
    /// BODYSTRUCTURE, or BODY without a section.
    indirect case bodyStructure(BodyStructure)
    /// `BODY[section]<origin>`; no octets where there is no such part.
    case body(Section, origin: UInt64?, [UInt8]?)
    /// `BINARY[part]<origin>` (RFC 9051 §6.4.5.1).
    case binary([UInt32], origin: UInt64?, [UInt8]?)
    case binarySize([UInt32], UInt64)
    /// RFC 7162.
    case modSeq(UInt64)
    /// RFC 8474.
    case emailID([UInt8])
    case threadID([UInt8]?)
    /// First words of the text (RFC 8970), in UTF-8.
    case preview([UInt8]?)
    /// When the message was saved here (RFC 8514).
    case saveDate(DateTime?)
    /// An item of an extension, or one that could not be read.
    case unread(name: String)
}

/// Which octets of a message (RFC 9051 §9: `section`).
///
/// RFC822, RFC822.HEADER and RFC822.TEXT of RFC 3501 are read as the sections they stand for.
package struct Section: Hashable, Sendable {
    package enum Text: Hashable, Sendable {
        case header
        case headerFields([[UInt8]])
        case headerFieldsNot([[UInt8]])
        case text
        /// A part's own MIME header; never of the whole message.
        case mime
    }

    /// The part's number, `[1, 2]` for `1.2`; empty for the message itself.
    package var part: [UInt32]
    /// Nothing means all of it.
    package var text: Text?

    package init(part: [UInt32] = [], text: Text? = nil) {
        self.part = part
        self.text = text
    }

    package static let whole = Section()
    package static let header = Section(text: .header)
}

/// A moment with its offset from UTC (RFC 9051 §9: `date-time`).
package struct DateTime: Hashable, Sendable {
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    package var minutesEastOfUTC: Int

    package init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, minutesEastOfUTC: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.minutesEastOfUTC = minutesEastOfUTC
    }

    package static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
