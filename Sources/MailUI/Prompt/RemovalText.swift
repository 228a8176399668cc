package import MailModel

/// A dry run of an account's mode in words: the reader's question, and a line of `postern check`.
package struct RemovalText {
    private let preview: RemovalPreview
    private let dates: DateText

    /// - Parameters:
    ///   - preview: What would leave.
    ///   - now: The time that dates are seen from.
    ///   - timeZone: Seconds east of UTC at a moment.
    package init(_ preview: RemovalPreview, now: MailDate, timeZone: @escaping @Sendable (MailDate) -> Int) {
        self.init(preview, DateText(now: now, timeZone: timeZone))
    }

    init(_ preview: RemovalPreview, _ dates: DateText) {
        self.preview = preview
        self.dates = dates
    }

    /// Numbers and dates, without a full stop.
    package var sentence: String {
        let kept = preview.kept > 0 ? "; \(NumberText.grouped(preview.kept)) kept there" : ""
        return leaving + kept
    }

    /// What a person is asked before it begins.
    var question: String {
        let stay = preview.mode == .downloadAndRemove ? "" : " All stay here."
        return "\(sentence).\(stay) Go ahead?"
    }

    private var leaving: String {
        switch preview.mode {
        case .leaveOnServer(removeAfter: nil): "nothing leaves \(preview.host)"
        case .leaveOnServer(let stay?): leaving(after: stay)
        case .downloadAndRemove: leavingAtOnce
        }
    }

    private var leavingAtOnce: String {
        guard preview.messages > 0 else {
            return "nothing is on \(preview.host) now; mail leaves it once it is stored here"
        }
        let them = preview.messages == 1 ? "it is" : "they are"
        return "\(now), will leave \(preview.host) once \(them) stored here"
    }

    private func leaving(after stay: Duration) -> String {
        guard preview.messages > 0 else {
            return preview.later.map(leaving(later:))
                ?? "nothing leaves \(preview.host) now; new mail does after \(stay.words)"
        }
        let verb = preview.messages == 1 ? "leaves" : "leave"
        let more = preview.later.map { "; \(NumberText.grouped($0.messages)) more until \(dates.day($0.last))" }
        return "\(now), \(verb) \(preview.host) now\(more ?? "")"
    }

    private func leaving(later: RemovalPreview.Later) -> String {
        let what = amount(later.messages, later.octets)
        if dates.day(later.first) == dates.day(later.last) {
            return "\(what), \(later.messages == 1 ? "leaves" : "leave") \(preview.host) on \(dates.day(later.last))"
        }
        return "\(what), leave \(preview.host) from \(dates.day(later.first)) to \(dates.day(later.last))"
    }

    private var now: String { amount(preview.messages, preview.octets) }

    private func amount(_ messages: Int, _ octets: Int) -> String {
        // Not every server tells how large it is.
        NumberText.counted(messages, "message") + (octets > 0 ? ", \(NumberText.size(octets))" : "")
    }
}
