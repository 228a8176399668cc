import MailModel

/// What an open element passes on to all that is in it.
struct HTMLContext {
    enum Whitespace {
        /// Blanks and line ends are one blank.
        case collapsed
        /// Line ends count; lines may be wrapped.
        case wrapped
        /// Line ends and blanks count.
        case preformatted
    }

    /// What leaving the element does.
    enum Ending {
        case nothing
        case span
        case closingQuote
        case line
        case gap
        case item
        case cell
        case headerCell
        case table
        case caption
    }

    var ending = Ending.nothing
    var quoteDepth = 0
    /// Columns before every line.
    var indent = 0
    var isHidden = false
    var isFontZero = false
    var isHeading = false
    var whitespace = Whitespace.collapsed
    /// Number of the next item of an ordered list; nothing in one with bullets.
    var nextItem: Int?

    var isInvisible: Bool { isHidden || isFontZero }

    var kind: ReadableLine.Kind {
        if isHeading { return .heading }
        switch whitespace {
        case .collapsed: return .flowed
        case .wrapped: return .fixed
        case .preformatted: return .preformatted
        }
    }
}
