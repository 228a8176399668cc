import MailModel
import TerminalUI

/// First pages of the messages that will probably be opened next, laid out while nobody waits for them.
struct PagesAhead: Sendable {
    private static let most = 4

    /// Oldest first.
    private var pages: [(document: PagerDocument, options: PagerState.Options)] = []

    /// Lays out a message as it would be shown now.
    mutating func prepare(
        _ message: ReadableMessage, of id: StoredID, _ options: PagerState.Options, in size: PagerSize,
        find: TextFind?, dates: DateText
    ) {
        let document =
            document(of: id, options)
            ?? PagerDocument(
                message, id: id, isFullHeader: options.isFullHeader, foldsQuotes: options.foldsQuotes, dates: dates)
        _ = document.rows(from: PagerState.Place(), in: size, find: find)
        pages.removeAll { $0.document.id == id }
        if pages.count == Self.most { pages.removeFirst() }
        pages.append((document, options))
    }

    func document(of id: StoredID, _ options: PagerState.Options) -> PagerDocument? {
        pages.first { $0.document.id == id && $0.options == options }?.document
    }
}

extension AppState {
    /// Lays out what will probably be opened next; nothing of it is seen.
    mutating func prepare(_ message: ReadableMessage, of id: StoredID) -> [Effect] {
        guard pager?.id != id else { return [] }
        var focus = focus
        if !layout.hasPreview { focus.context = .message }
        let area = ScreenLayout(size: surroundings.size, focus: focus).message
        let size = PagerSize(columns: PagerView.textColumns(of: area), rows: area.rows)
        ahead.prepare(
            message, of: id, pager?.options ?? PagerState.Options(), in: size, find: pager?.find, dates: dates)
        return []
    }
}
