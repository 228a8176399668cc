import MailModel

/// The message that is open, or shown beside the list.
struct PagerState: Sendable {
    /// How far the text has come.
    enum Phase: Hashable, Sendable {
        /// Asked for a moment ago: until an answer comes, the message before stays on the screen.
        case asked
        case loading, ready, offline
        case failed(reason: String)
    }

    /// A row of the screen: one of the rows that a line is wrapped into.
    struct Place: Hashable, Comparable, Sendable {
        var line = 0
        var row = 0

        static func < (left: Self, right: Self) -> Bool {
            (left.line, left.row) < (right.line, right.row)
        }
    }

    /// How a person wants messages shown; kept from one to the next.
    struct Options: Hashable, Sendable {
        var isFullHeader = false
        var foldsQuotes = false
    }

    /// The message whose text is shown or being waited for.
    private(set) var row: MessageRow
    private(set) var phase = Phase.asked
    private(set) var message: ReadableMessage?
    /// The part that stands in the message's place.
    private(set) var part: MessagePart?
    /// The message that it is a part of.
    private var hidden: ReadableMessage?
    private(set) var document: PagerDocument?
    private(set) var options: Options
    /// What stands at the top.
    var place = Place()
    var find: TextFind?
    private(set) var size = PagerSize(columns: 80, rows: 20)
    /// Shown long enough to count as read, once its text is here.
    var counts = ReadCount.not

    init(_ row: MessageRow, after previous: PagerState?) {
        self.row = row
        options = previous?.options ?? Options()
        document = previous?.document
        place = previous?.place ?? Place()
        size = previous?.size ?? size
        find = previous?.find
    }

    var id: StoredID { row.id }

    /// The message, also where a part of it is shown.
    var whole: ReadableMessage? { hidden ?? message }

    /// The text on the screen is this message's own.
    var isReady: Bool { phase == .ready }

    mutating func follow(_ row: MessageRow) {
        if row.id == id { self.row = row }
    }

    /// Takes over what became of loading.
    ///
    /// `prepared`: The same message, laid out before.
    mutating func take(_ load: MessageLoad, prepared: PagerDocument? = nil, dates: DateText) {
        switch load {
        case .ready(let message):
            let isNew = phase != .ready
            phase = .ready
            if hidden != nil {
                // Its part is being read.
                hidden = message
                return
            }
            self.message = message
            if let prepared { document = prepared } else { layOut(dates: dates) }
            if isNew { place = Place() }
        case .loading: setPhase(.loading)
        case .offline: setPhase(.offline)
        case .failed(let reason): setPhase(.failed(reason: reason))
        }
    }

    /// Shows a part in the message's place.
    mutating func show(_ part: MessagePart, _ text: ReadableMessage, dates: DateText) {
        guard phase == .ready else { return }
        hidden = whole
        self.part = part
        message = text
        if part.type == "text", !part.isAttachment, var shown = hidden {
            // Another form of the message's own text.
            (shown.lines, shown.links, shown.notices) = (text.lines, text.links, text.notices)
            // Which other parts are sealed does not matter now.
            shown.seals.removeAll { !$0.coversAll }
            message = shown
        }
        layOut(dates: dates)
        place = Place()
    }

    /// Shows the message again.
    ///
    /// - Returns: False where nothing but the message was shown.
    mutating func leavePart(dates: DateText) -> Bool {
        guard let hidden else { return false }
        message = hidden
        (self.hidden, part) = (nil, nil)
        layOut(dates: dates)
        place = Place()
        return true
    }

    private mutating func setPhase(_ next: Phase) {
        // A text that is here is not taken away by news that it can't be fetched again.
        guard phase != .ready else { return }
        phase = next
        document = nil
        place = Place()
    }

    mutating func settle(_ newSize: PagerSize) {
        guard newSize != size else { return }
        size = newSize
        place.row = 0
        place = min(place, lastPlace)
    }

    /// From the source, too, back to the short header.
    mutating func toggleHeader(dates: DateText) {
        options.isFullHeader.toggle()
        if part?.isWholeMessage == true, leavePart(dates: dates) { return }
        layOut(dates: dates)
        place = Place()
    }

    mutating func toggleQuotes(dates: DateText) {
        options.foldsQuotes.toggle()
        layOut(dates: dates)
        place = min(place, lastPlace)
    }

    private mutating func layOut(dates: DateText) {
        guard let message else { return }
        document = PagerDocument(
            message, id: id, part: part, isFullHeader: options.isFullHeader, foldsQuotes: options.foldsQuotes,
            dates: dates)
    }
}

/// Width and height of the pager's text.
struct PagerSize: Hashable, Sendable {
    var columns: Int
    var rows: Int
}

/// Whether a message that is on the screen counts as read.
enum ReadCount: Hashable, Sendable {
    /// Only looked at beside the list.
    case not
    /// As soon as its text is here.
    case whenReady
    /// Marked seen, once: who marks it unread then means it.
    case done
}
