import MailModel
import MailUI
import TerminalUI
import TestKit
import Testing

/// A screen's name, its size, and how to get there.
struct ScreenCase: Sendable, CustomTestStringConvertible {
    let name: String
    let columns: Int
    let rows: Int
    var glyphs = GlyphSet.unicode
    var store: @Sendable () -> FakeStore = { FakeStore() }
    let steps: @Sendable (inout Driver) -> Void

    var testDescription: String { name }
}

@Suite("Screens: glyphs and styles of every cell")
struct ScreenTests {
    @Test("are drawn as kept in Screens/", arguments: screens)
    func draws(_ screen: ScreenCase) {
        var driver = Driver(screen.store(), columns: screen.columns, rows: screen.rows, glyphs: screen.glyphs)
        screen.steps(&driver)
        let mismatch = ScreenText(driver.screen).mismatch(with: screen.name, besides: #filePath)
        #expect(mismatch == nil)
    }

    static let screens: [ScreenCase] = lists + readers + prompts + states + FolderScreens.all + SetupScreens.all

    private static let lists: [ScreenCase] = [
        ScreenCase(name: "list-80x24", columns: 80, rows: 24) { _ in },
        ScreenCase(name: "list-80x24-ascii", columns: 80, rows: 24, glyphs: .ascii) { _ in },
        ScreenCase(name: "list-160x50", columns: 160, rows: 50) { _ in },
        ScreenCase(name: "list-110x45", columns: 110, rows: 45) { $0.press("j") },
        ScreenCase(name: "list-120x30", columns: 120, rows: 30) { $0.press("j j j") },
        ScreenCase(name: "list-20x5", columns: 20, rows: 5) { _ in },
        ScreenCase(name: "list-long", columns: 80, rows: 24, store: { .long(12_345) }) { $0.press("PgDn PgDn G k") },
        ScreenCase(name: "sidebar-80x24", columns: 80, rows: 24) { $0.press("` h j") },
        ScreenCase(name: "unified-110x30", columns: 110, rows: 30) { $0.press("0") },
        ScreenCase(name: "pop-80x24", columns: 80, rows: 24) { $0.press("3") },
        ScreenCase(name: "copies-80x24", columns: 80, rows: 24, store: { manyCopies() }) { $0.press("3") },
        ScreenCase(name: "copies-160x50", columns: 160, rows: 50, store: { manyCopies() }) { $0.press("3") },
        ScreenCase(name: "selection-80x24", columns: 80, rows: 24) { $0.press("j t j v j j") },
        ScreenCase(name: "threads-80x24", columns: 80, rows: 24, store: { threads() }) { $0.press("zt j j") },
        ScreenCase(name: "threads-160x50", columns: 160, rows: 50, store: { threads() }) { $0.press("zt j") },
        ScreenCase(name: "threads-30x12-ascii", columns: 30, rows: 12, glyphs: .ascii, store: { threads() }) {
            $0.press("zt")
        },
        ScreenCase(name: "threads-folded-80x24", columns: 80, rows: 24, store: { threads() }) { $0.press("zt zM j t") },
        ScreenCase(name: "tabs-60x12", columns: 60, rows: 12, store: { manyAccounts() }) { $0.press("9") },
    ]

    private static func threads() -> FakeStore {
        var store = FakeStore()
        store.messages[Sample.inbox(of: Sample.work)] = Sample.threads
        return store
    }

    /// What is read is a text that stands beside the message's own.
    private static func withTextPart() -> FakeStore {
        var store = FakeStore()
        store.structure = MessagePart(
            number: "", type: "multipart", subtype: "mixed",
            children: [
                MessagePart(number: "1", sizeInOctets: 1200),
                MessagePart(
                    number: "2", type: "text", subtype: "x-diff", disposition: "attachment", fileName: "tides.patch",
                    sizeInOctets: 3300),
            ])
        return store
    }

    private static let readers: [ScreenCase] = [
        ScreenCase(name: "message-80x24", columns: 80, rows: 24) { $0.press("Enter") },
        ScreenCase(name: "message-end-80x24", columns: 80, rows: 24) { $0.press("Enter G za") },
        ScreenCase(name: "message-headers-80x24", columns: 80, rows: 24) { $0.press("Enter H") },
        ScreenCase(name: "message-20x5", columns: 20, rows: 5) { $0.press("Enter Space") },
        ScreenCase(name: "message-160x50", columns: 160, rows: 50) { $0.press("Enter") },
        ScreenCase(name: "find-80x24", columns: 80, rows: 24) {
            $0.press("Enter /")
            $0.type("numbers")
            $0.press("Enter")
        },
        ScreenCase(name: "sealed-80x24", columns: 80, rows: 24) { SealTests.open(SealTests.partly, in: &$0) },
        ScreenCase(name: "sealed-50x24-ascii", columns: 50, rows: 24, glyphs: .ascii) {
            let broken = SealTests.message([Seal(signature: .checked(.broken))], SealTests.pretending)
            SealTests.open(broken, in: &$0)
        },
        ScreenCase(name: "info-80x24", columns: 80, rows: 24) { $0.press("Enter i") },
        ScreenCase(name: "info-pop-80x24", columns: 80, rows: 24) { infoOfPOP(&$0) },
        ScreenCase(name: "info-pop-160x50", columns: 160, rows: 50) { infoOfPOP(&$0) },
    ]

    private static let prompts: [ScreenCase] = [
        ScreenCase(name: "search-80x24", columns: 80, rows: 24) {
            $0.press("/")
            $0.type("budget")
        },
        ScreenCase(name: "search-nothing-80x24", columns: 80, rows: 24) {
            $0.press("/")
            $0.type("xyzzy")
        },
        ScreenCase(name: "command-80x24", columns: 80, rows: 24) {
            $0.press(":")
            $0.type("go")
            $0.press("Tab Tab")
        },
        ScreenCase(name: "move-80x24", columns: 80, rows: 24) {
            $0.press("s")
            $0.type("sec")
        },
        ScreenCase(name: "move-elsewhere-160x50", columns: 160, rows: 50) {
            $0.press("s")
            $0.type("home")
        },
        ScreenCase(name: "going-80x24", columns: 80, rows: 24) { driver in moveElsewhere(&driver) },
        ScreenCase(name: "going-160x50", columns: 160, rows: 50) { driver in moveElsewhere(&driver) },
        ScreenCase(name: "help-80x24", columns: 80, rows: 24) { $0.press("?") },
        ScreenCase(name: "help-search-120x30", columns: 120, rows: 30) {
            $0.press("? /")
            $0.type("unread")
        },
        ScreenCase(name: "which-key-80x24", columns: 80, rows: 24) {
            $0.press("g")
            $0.runOut { if case .keyPrefix = $0 { true } else { false } }
        },
        ScreenCase(name: "save-80x24", columns: 80, rows: 24) { $0.press("Enter S") },
        ScreenCase(name: "save-path-80x24", columns: 80, rows: 24) { $0.press("Enter S 2") },
        ScreenCase(name: "parts-80x24", columns: 80, rows: 24) { $0.press("Enter V") },
        ScreenCase(name: "parts-160x50", columns: 160, rows: 50) { $0.press("Enter V j") },
        ScreenCase(name: "part-80x24", columns: 80, rows: 24, store: { withTextPart() }) { $0.press("Enter V Enter") },
        ScreenCase(name: "save-all-80x24", columns: 80, rows: 24) { $0.press("Enter V S") },
        ScreenCase(name: "links-80x24", columns: 80, rows: 24) { $0.press("Enter y j") },
        ScreenCase(name: "links-160x50", columns: 160, rows: 50) { $0.press("Enter y") },
        ScreenCase(name: "pipe-80x24", columns: 80, rows: 24) {
            $0.press("t t |")
            $0.type("git am")
        },
        ScreenCase(name: "delete-80x24", columns: 80, rows: 24) { $0.press("D") },
        ScreenCase(name: "consent-80x24", columns: 80, rows: 24) { consent(&$0) },
        ScreenCase(name: "consent-20x5", columns: 20, rows: 5) { consent(&$0) },
        ScreenCase(name: "consent-later-80x24", columns: 80, rows: 24) { consent(&$0, later) },
        ScreenCase(name: "consent-later-160x50", columns: 160, rows: 50) { consent(&$0, later) },
        ScreenCase(name: "password-80x24", columns: 80, rows: 24) {
            refusePassword(&$0)
            $0.type("secret")
        },
        ScreenCase(name: "copy-menu-80x24", columns: 80, rows: 24) { $0.press("3 x") },
        ScreenCase(name: "copy-menu-160x50", columns: 160, rows: 50) { $0.press("3 x") },
        ScreenCase(name: "copy-menu-many-80x24", columns: 80, rows: 24, store: { manyCopies() }) {
            $0.press("3 v G x Down")
        },
        ScreenCase(name: "copy-menu-unified-110x30", columns: 110, rows: 30) { $0.press("0 v G x") },
        ScreenCase(name: "copy-remove-80x24", columns: 80, rows: 24) { $0.press("3 x r") },
        ScreenCase(name: "copy-remove-160x50", columns: 160, rows: 50) { $0.press("3 x r") },
    ]

    /// Two messages on their way to another account, their cursor on the next one.
    private static func moveElsewhere(_ driver: inout Driver) {
        driver.press("t j t s")
        driver.type("homearch")
        driver.press("Enter")
    }

    private static let states: [ScreenCase] = [
        ScreenCase(name: "empty-80x24", columns: 80, rows: 24) { $0.press("gj") },
        ScreenCase(name: "offline-80x24", columns: 80, rows: 24) {
            $0.press("gj")
            let next = MailDate(secondsSince1970: Sample.now.secondsSince1970 + 40)
            let connection = AccountStatus.Connection.failed(reason: "imap.example.com does not answer", next: next)
            $0.send(.status(Sample.work.name, AccountStatus(connection: connection, pendingActions: 2)))
        },
        ScreenCase(name: "full-80x24", columns: 80, rows: 24) { full(&$0, used: 4_700_000_000) },
        ScreenCase(name: "full-info-80x24", columns: 80, rows: 24) {
            full(&$0, used: 5_000_000_000)
            $0.press("0 i")
        },
        ScreenCase(name: "busy-80x24", columns: 80, rows: 24) { busy(&$0) },
        ScreenCase(name: "busy-160x50", columns: 160, rows: 50) { busy(&$0) },
        ScreenCase(name: "busy-empty-80x24", columns: 80, rows: 24) {
            busy(&$0)
            $0.press("ga")
        },
        ScreenCase(name: "progress-110x30", columns: 110, rows: 30) {
            let progress = TransferProgress(
                done: 41_200, total: 100_000, messagesPerSecond: 5210.4, remaining: .seconds(11))
            $0.send(
                .status(
                    Sample.work.name,
                    AccountStatus(connection: .syncing(doing: "Inbox"), pendingActions: 3, progress: progress)))
        },
        ScreenCase(name: "note-80x24", columns: 80, rows: 24) { $0.press("j d") },
        ScreenCase(
            name: "start-80x24", columns: 80, rows: 24,
            store: {
                var store = FakeStore()
                store.accounts = []
                return store
            }, steps: { _ in }),
    ]

    private static let first = RemovalPreview(messages: 1204, octets: 312_000_000, host: "pop.example.com")

    /// What a shorter `remove_after` does.
    private static let later = RemovalPreview(
        messages: 212, octets: 40_000_000, host: "pop.example.com",
        mode: .leaveOnServer(removeAfter: .seconds(14 * 86_400)),
        later: .init(
            messages: 992, octets: 272_000_000, first: Sample.now,
            last: MailDate(secondsSince1970: Sample.now.secondsSince1970 + 14 * 86_400)), kept: 3)

    /// The places that a message of a POP3 account can be in.
    private static func manyCopies() -> FakeStore {
        var store = FakeStore()
        let locations: [MessageLocation] = [
            .onServer, .leavesServer(at: MailDate(secondsSince1970: Sample.now.secondsSince1970 + 9 * 86_400)), .kept,
            .leaving, .leavesServer(at: Sample.now), .onlyHere,
        ]
        store.messages[Sample.inbox(of: Sample.isp)] = locations.enumerated().map { index, location in
            Sample.row(
                Sample.isp, Int64(9 - index), subject: "Message \(index + 1)", ago: Int64(index) * 3600,
                location: location, snippet: "Some words of the text")
        }
        return store
    }

    private static func infoOfPOP(_ driver: inout Driver) {
        driver.send(.status(Sample.isp.name, AccountStatus(connection: .offline, expiryInDays: 30)))
        driver.press("3 Enter i")
    }

    private static func full(_ driver: inout Driver, used: Int) {
        let quota = MailQuota(octets: .init(used: used, limit: 5_000_000_000), messages: .init(used: 900, limit: 1000))
        let status = AccountStatus(connection: .pushed, lastSynced: Sample.now, quota: quota)
        driver.send(.status(Sample.work.name, status))
    }

    private static func busy(_ driver: inout Driver) {
        driver.press("3")
        let next = MailDate(secondsSince1970: Sample.now.secondsSince1970 + 65)
        let busy = AccountStatus.Connection.later(
            reason: "maildrop in use elsewhere", serverText: "Another session has the maildrop", next: next)
        driver.send(.status(Sample.isp.name, AccountStatus(connection: busy, pendingActions: 2)))
    }

    private static func consent(_ driver: inout Driver, _ preview: RemovalPreview = first) {
        driver.press("3")
        driver.send(.status(Sample.isp.name, AccountStatus(connection: .needsConsent(preview))))
        driver.runOut { if case .question = $0 { true } else { false } }
    }

    private static func refusePassword(_ driver: inout Driver) {
        driver.press("3")
        let refused = AccountStatus.Connection.needsPassword(reason: "the server refused the login")
        driver.send(.status(Sample.isp.name, AccountStatus(connection: refused)))
        driver.runOut { if case .question = $0 { true } else { false } }
    }

    private static func manyAccounts() -> FakeStore {
        var store = FakeStore()
        let more = (4...12).map { Sample.account("Account number \($0)", .imap) }
        store.accounts += more
        for account in more { store.mailboxes[account.name] = Sample.mailboxes(of: account) }
        return store
    }
}
