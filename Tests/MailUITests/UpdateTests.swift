import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("Keys and what comes of them")
struct UpdateTests {
    private static func isp(_ rows: Int64...) -> [StoredID] { rows.map { Sample.id(Sample.isp, $0) } }
    private static func work(_ rows: Int64...) -> [StoredID] { rows.map { Sample.id(Sample.work, $0) } }

    @Test(
        "Esc and Ctrl-C leave whatever lies over the mail",
        arguments: ["?", "i", ":", "/", "gf", "S", "!", "|", "Enter V", "Enter y", "Enter /"])
    func leaving(_ keys: String) {
        for way in ["Esc", "Ctrl-C"] {
            var driver = Driver()
            driver.press(keys)
            #expect(driver.state.overlays.count == 1, "\(keys)")
            driver.press(way)
            #expect(driver.state.overlays.isEmpty, "\(keys), \(way)")
        }
    }

    @Test(
        "other programs",
        arguments: [
            ("Enter y Enter", .openLink("https://example.org/budget")),
            ("Enter y 2 Enter", .openLink("https://example.org/very/long/path?with=parameters")),
            ("Enter y 7 2 Backspace 1 Enter", .openLink("https://example.org/budget")),
            ("Enter y j y", .copyText("https://example.org/very/long/path?with=parameters")),
            ("Enter : l i n k Enter k c", .copyText("https://example.org/very/long/path?with=parameters")),
            (
                "Enter V Enter",
                .openPart(work(20)[0], Sample.readable(Sample.workInbox[0]).attachments[0], name: "budget.pdf")
            ),
            (
                "Enter V j o",
                .openPart(work(20)[0], Sample.readable(Sample.workInbox[0]).attachments[1], name: "グラフ.png")
            ),
            (
                "Enter V S Enter",
                .saveAll(
                    work(20)[0],
                    [PartFile(part: "2", name: "budget.pdf"), PartFile(part: "3", name: "グラフ.png")],
                    folder: "~/Mail/")
            ),
            (
                "Enter V j s Enter",
                .save(work(20)[0], part: "3", path: "~/Mail/グラフ.png", replacing: false)
            ),
            ("| w c Enter", .pipe(work(20), through: "wc")),
            ("Enter | w c Enter", .pipe(work(20), through: "wc")),
            ("t t | w c Enter", .pipe(work(19, 20), through: "wc")),
            (": p i p e Space w c Space - l Enter", .pipe(work(20), through: "wc -l")),
            ("! l s Enter", .runShell("ls")),
            ("h ! l s Enter", .runShell("ls")),
            (": s h e l l Space l s Enter", .runShell("ls")),
        ] as [(String, Effect)])
    func programs(_ keys: String, _ effect: Effect) {
        var driver = Driver()
        driver.press(keys)
        #expect(driver.effects.last == effect)
    }

    @Test("H shows the short header, all of it, the source, and the short one again; Esc leaves the source")
    func headers() {
        var driver = Driver()
        driver.press("Enter")
        let short = driver.text
        driver.press("H")
        #expect(driver.text != short && !driver.text.contains("Source"))
        driver.press("H")
        #expect(driver.text.contains("Source  message/rfc822  1.5 kB") && driver.text.contains("Line-2: of it"))
        driver.press("/ L i n e - 9 0 Enter")
        #expect(driver.text.contains("Line-90: of it"))
        driver.press("H")
        #expect(driver.text == short)
        driver.press("H H Esc")
        #expect(driver.text != short && !driver.text.contains("Source"))
    }

    @Test("what comes from the server is told of, and Esc or Ctrl-C stops it before they do anything else")
    func stops() {
        for way in ["Esc", "Ctrl-C"] {
            var driver = Driver()
            driver.press("Enter")
            driver.send(.fetching(FetchProgress(doneInOctets: 12_300_000, totalInOctets: 50_000_000)))
            let status = driver.line(driver.rows - 2)
            #expect(status.contains("12 of 50 MB") && status.contains("Esc stops it"))
            driver.press(way)
            #expect(driver.effects.last == .stopFetching)
            #expect(driver.state.focus.context == .message)
            #expect(!driver.line(driver.rows - 2).contains("Esc stops it"))
        }
    }

    @Test("once it is there, Esc leads back")
    func stopsNothing() {
        var driver = Driver()
        driver.press("Enter")
        driver.send(.fetching(FetchProgress(doneInOctets: 1, totalInOctets: 2)))
        driver.send(.fetching(nil))
        driver.press("Esc")
        #expect(!driver.effects.contains(.stopFetching) && driver.state.focus.context == .list)
    }

    @Test(
        "no other program is asked for",
        arguments: [
            "w", "Enter V Esc", "Enter V q", "V", "Enter y Esc", "Enter y q", "| Enter", "! Esc", "! l Esc",
            "Enter y 9 Esc",
            "| Backspace", "y",
        ])
    func noPrograms(_ keys: String) {
        var driver = Driver()
        driver.press(keys)
        let isAny = driver.effects.contains {
            switch $0 {
            case .openLink, .copyText, .pipe, .runShell, .openPart, .readPart, .saveAll, .save: true
            default: false
            }
        }
        #expect(!isAny && driver.state.overlays.isEmpty)
    }

    @Test("a part is read in the message's place, and Esc leads back to the message, then to the list")
    func readsPart() {
        var store = FakeStore()
        store.structure = MessagePart(
            number: "", type: "multipart", subtype: "mixed",
            children: [
                MessagePart(number: "1"), MessagePart(number: "2", type: "message", subtype: "rfc822"),
            ])
        var driver = Driver(store)
        driver.press("Enter V j Enter")
        #expect(driver.line(1).contains("Part 2  message/rfc822"))
        #expect(driver.line(3).contains("What  says."))
        // Headers on, and another look at the parts, are the message's.
        driver.press("V k Esc Esc")
        #expect(driver.line(1).contains("From") && driver.line(5).contains("Budget for May"))
        driver.press("Esc")
        #expect(driver.state.focus.context == .list)
    }

    @Test(
        "w shows the text's other form under the same header, and w or Esc the first one again",
        arguments: ["w", "Esc"])
    func otherForm(_ back: String) {
        var store = FakeStore()
        store.structure = MessagePart(
            number: "", type: "multipart", subtype: "alternative",
            children: [MessagePart(number: "1"), MessagePart(number: "2", type: "text", subtype: "html")])
        var driver = Driver(store)
        driver.press("Enter w")
        #expect(driver.line(1).contains("Part 2  text/html") && driver.line(2).contains("From     Ann Lee"))
        #expect((0..<24).contains { driver.line($0).contains("What  says.") })
        driver.press(back)
        #expect(driver.line(1).contains("From") && driver.line(11).contains("The numbers"))
    }

    @Test("w says so where there is one form only")
    func oneForm() {
        var driver = Driver()
        driver.press("Enter w")
        #expect(driver.line(22).contains("one form only"))
    }

    @Test("a part that comes when the person has gone on is not shown")
    func latePart() {
        var driver = Driver()
        driver.press("Enter Esc")
        let text = ReadableMessage(header: [], summary: MessageSummary(), lines: [])
        driver.send(.part(Sample.id(Sample.work, 20), MessagePart(number: "2"), text))
        driver.press("Enter")
        #expect(driver.line(1).contains("From"))
    }

    @Test("a link of a scheme that starts who knows what is copied only")
    func strangeScheme() {
        var driver = Driver()
        driver.press("Enter")
        let id = Sample.id(Sample.work, 20)
        let message = ReadableMessage(
            header: [], summary: MessageSummary(), lines: [], links: ["ftp://example.org/x"])
        driver.send(.message(id, .ready(message)))
        driver.press("y Enter")
        #expect(driver.line(22).contains("Only pages and mail addresses are opened"))
        driver.press("y y")
        #expect(driver.effects.last == .copyText("ftp://example.org/x"))
    }

    @Test(
        "actions",
        arguments: [
            ("d", .move(work(20), to: .role(.trash))),
            ("j Delete", .move(work(19), to: .role(.trash))),
            ("a", .move(work(20), to: .role(.archive))),
            ("F", .setFlag(.flagged, false, on: work(20))),
            ("j F", .setFlag(.flagged, true, on: work(19))),
            ("U", .setFlag(.seen, true, on: work(20))),
            ("j j U", .setFlag(.seen, false, on: work(18))),
            ("j U", .setFlag(.seen, true, on: work(19))),
            ("t t F", .setFlag(.flagged, true, on: work(20, 19))),
            ("J J a", .move(work(20, 19, 18), to: .role(.archive))),
            ("v j j v a", .move(work(20, 19, 18), to: .role(.archive))),
            ("v j j v t a", .move(work(20, 19), to: .role(.archive))),
            ("M", .markAllRead(.mailbox(Sample.inbox(of: Sample.work)))),
            ("Enter M", .markAllRead(.mailbox(Sample.inbox(of: Sample.work)))),
            ("2 h M", .markAllRead(.mailbox(Sample.inbox(of: Sample.home)))),
            ("0 M", .markAllRead(.allInboxes)),
            ("0 h j j M", .markAllRead(.mailbox(Sample.inbox(of: Sample.home)))),
            ("v j j M", .setFlag(.seen, true, on: work(20, 19))),
            ("/ n i g h t Enter M", .markAllRead(.search(query: "night", in: .mailbox(Sample.inbox(of: Sample.work))))),
            (": m a r k Enter", .markAllRead(.mailbox(Sample.inbox(of: Sample.work)))),
            ("D y", .deleteForever(work(20))),
            ("3 x k", .keepOnServer(true, on: isp(2))),
            ("3 x Enter", .keepOnServer(true, on: isp(2))),
            ("3 x Down Enter y", .removeFromServer(isp(2))),
            ("3 Enter x r y", .removeFromServer(isp(2))),
            ("3 i x k", .keepOnServer(true, on: isp(2))),
            ("3 v j x k", .keepOnServer(true, on: isp(2))),
            ("0 v G x k", .keepOnServer(true, on: isp(2))),
            ("3 : k e e p Enter", .keepOnServer(true, on: isp(2))),
            ("3 : r e m o v e Enter y", .removeFromServer(isp(2))),
            ("s l i s t s Enter", .move(work(20), to: .mailbox(Sample.mailboxID(Sample.work, 4)))),
            ("s h o m e a r c h Enter", .move(work(20), to: .mailbox(Sample.mailboxID(Sample.home, 6)))),
            ("C i s p t r a Enter", .copy(work(20), to: .mailbox(Sample.mailboxID(Sample.isp, 1)))),
            (
                ": m o v e Space H o m e Space / Space A r c h i v e Enter",
                .move(work(20), to: .mailbox(Sample.mailboxID(Sample.home, 6)))
            ),
            ("C t r a s h Enter", .copy(work(20), to: .mailbox(Sample.mailboxID(Sample.work, 1)))),
            ("j j Enter d", .move(work(18), to: .role(.trash))),
        ] as [(String, UserAction)])
    func actions(_ keys: String, _ action: UserAction) {
        var driver = Driver()
        driver.press(keys)
        #expect(driver.submitted.first.map(Self.sorted) == Self.sorted(action))
    }

    /// A selection has no order.
    private static func sorted(_ action: UserAction) -> UserAction {
        let messages = action.messages.sorted { $0.row > $1.row }
        return switch action {
        case .setFlag(let flag, let value, _): .setFlag(flag, value, on: messages)
        case .move(_, let destination): .move(messages, to: destination)
        case .copy(_, let destination): .copy(messages, to: destination)
        case .deleteForever: .deleteForever(messages)
        case .keepOnServer(let isKept, _): .keepOnServer(isKept, on: messages)
        case .removeFromServer: .removeFromServer(messages)
        case .markAllRead, .createMailbox, .renameMailbox, .deleteMailbox, .emptyMailbox,
            .subscribe:
            action
        }
    }

    @Test(
        "do not act",
        arguments: [
            "D n", "D Esc", "D j", "gt d", "3 x Esc", "3 x x", "3 x q", "3 x j", "3 x l", "3 x r n", "3 x r Esc",
            "3 j x",
            "q n", "Q", "gd M", "j j t M", "x", "r", "m", "Esc", "g Esc d n", "/ d Esc", ": d Esc",
        ])
    func nothing(_ keys: String) {
        var driver = Driver()
        driver.press(keys)
        #expect(driver.submitted == [] || keys.contains("g Esc d"))
        #expect(!driver.effects.contains(.quit))
    }

    @Test(
        "the program's own",
        arguments: [
            ("$", .syncNow(Sample.work.name)), ("0 F5", .syncNow(nil)), ("u", .undo), ("Ctrl-L", .redraw),
            ("? Ctrl-L", .redraw), ("Ctrl-Z", .suspend), ("q y", .quit), (": q u i t Enter y", .quit),
            ("Ctrl-C y", .quit), (": t h e m e Space d a r k Enter", .setTheme("dark")),
            (": r e c o n n e c t Enter", .reconnect(Sample.work.name)),
            (
                "S Enter",
                .save(Sample.id(Sample.work, 20), part: nil, path: "~/Mail/Budget for May.eml", replacing: false)
            ),
            (
                "Enter S 1 Enter",
                .save(Sample.id(Sample.work, 20), part: "2", path: "~/Mail/budget.pdf", replacing: false)
            ),
        ] as [(String, Effect)])
    func effects(_ keys: String, _ effect: Effect) {
        var driver = Driver()
        driver.press(keys)
        #expect(driver.effects.contains(effect))
    }

    @Test("what was kept can be let go, and needs no keeping")
    func letGo() {
        var driver = Driver()
        driver.press("3 x k")
        #expect(driver.text.contains("Kept on pop.example.com · u undoes"))
        driver.press(": k e e p Enter")
        #expect(driver.text.contains("Kept on pop.example.com already."))
        driver.press("x")
        #expect(!driver.text.contains("keep on pop"))
        driver.press("l")
        #expect(driver.submitted.last == .keepOnServer(false, on: Self.isp(2)))
        #expect(driver.text.contains("No longer kept on pop.example.com"))
    }

    @Test(
        "x says in a line why there is nothing to decide",
        arguments: [
            ("x", "This account shows the server's own mail: d and D act there, too."),
            ("3 j x", "Only here: the server has no copy of it."), ("gj x", "There is no message here."),
        ])
    func nothingToDecide(_ keys: String, _ words: String) {
        var driver = Driver()
        driver.press(keys)
        #expect(driver.text.contains(words))
    }

    @Test("a refused password is asked for, once for each refusal, and never by keys meant for something else")
    func password() {
        var driver = Driver()
        let refused = AccountStatus(connection: .needsPassword(reason: "the server refused the login"))
        func has(_ text: String) -> Bool { driver.text.contains(text) }
        driver.send(.status(Sample.isp.name, refused))
        #expect(!has("Password"), "the account is not on the screen")
        driver.press("3 j d")
        #expect(has("Password for Old ISP at pop.example.com:"))
        driver.runOut { if case .question = $0 { true } else { false } }
        driver.press("Enter p w d Left X Enter")
        #expect(driver.effects.contains(.password(Sample.isp.name, "pwXd")))
        #expect(!has("Password") && driver.submitted.isEmpty)
        driver.send(.status(Sample.isp.name, refused))
        #expect(!has("Password"), "the old refusal")
        driver.send(.status(Sample.isp.name, AccountStatus(connection: .connecting)))
        driver.send(.status(Sample.isp.name, refused))
        #expect(has("Password for Old ISP"))
        driver.press("Esc")
        #expect(has("No connection without a password."))
        driver.press("j k")
        #expect(!has("Password for"))
    }

    @Test("inside Trash, d asks")
    func deleteInTrash() {
        var driver = Driver()
        driver.press("d gt d")
        #expect(driver.text.contains("Delete this message for ever?"))
        driver.press("y")
        #expect(driver.submitted.last == .deleteForever(Self.work(20)))
    }

    @Test("a message is marked seen once its text is there, and not again")
    func marksSeen() {
        var driver = Driver()
        driver.press("j Enter")
        #expect(driver.read == Self.work(19))
        driver.press("U j k")
        #expect(driver.read == Self.work(19))
        #expect(driver.submitted == [.setFlag(.seen, false, on: Self.work(19))])
    }

    @Test("beside the list a message counts as read after a while")
    func marksSeenBesideList() {
        var driver = Driver(columns: 160, rows: 50)
        driver.press("j")
        #expect(driver.effects.contains(.openMessage(Sample.id(Sample.work, 19))))
        #expect(driver.read.isEmpty)
        driver.runOut { if case .read = $0 { true } else { false } }
        #expect(driver.read == Self.work(19))
    }

    @Test("a text that is not here is said so, and not marked seen")
    func notHere() {
        var driver = Driver()
        driver.press("j Enter")
        driver.forgetEffects()
        var fresh = Driver()
        fresh.store.messages = fresh.store.messages.mapValues { _ in [] }
        fresh.press("j Enter")
        fresh.send(.message(Sample.id(Sample.work, 19), .offline))
        #expect(fresh.text.contains("Offline: it will come"))
        #expect(fresh.submitted.isEmpty)
    }

    @Test("the messages around a resting selection are fetched ahead")
    func prefetches() {
        var driver = Driver()
        driver.press("j")
        driver.runOut { if case .settled = $0 { true } else { false } }
        #expect(driver.effects.last == .prefetch(Self.work(19, 18, 20)))
    }

    @Test("Tab goes from unread to unread, then to the next folder with unread mail")
    func nextUnread() {
        var driver = Driver()
        driver.store.messages[Sample.mailboxID(Sample.work, 9)] = [
            Sample.row(Sample.work, 90, in: 9, subject: "read"),
            Sample.row(Sample.work, 91, in: 9, subject: "Reise", flags: []),
        ]
        driver.tellNews()
        driver.press("Tab")
        #expect(driver.state.list.selected?.id.row == 19)
        driver.press("Enter Tab Tab Tab")
        #expect(driver.state.pager?.id.row == 91)
        #expect(driver.read.map(\.row) == [19, 17, 20, 91])
        driver.press("Tab")
        #expect(driver.text.contains("No other unread messages here."))
    }

    @Test("an unread message outside the window is found by the store")
    func nextUnreadFarAway() {
        var driver = Driver(.long(10_000))
        driver.press("j G Shift-Tab")
        #expect(driver.state.list.selected?.id.row == 50)
        driver.press("gg Tab")
        #expect(driver.state.list.selected?.id.row == 9950)
        driver.store.messages[Sample.inbox(of: Sample.work)]?.removeAll {
            $0.id.row > 400 && $0.id.row.isMultiple(of: 50)
        }
        driver.tellNews()
        driver.press("gg Enter Tab")
        #expect(driver.state.pager?.id.row == 400)
    }

    @Test("Space pages, and at the end opens the next unread message")
    func spaceReadsOn() {
        var driver = Driver()
        driver.press("Enter Space Space")
        #expect(driver.state.pager?.id.row == 19)
    }

    @Test("J and K read on, and stop at the ends")
    func stepping() {
        var driver = Driver()
        driver.press("Enter K")
        #expect(driver.text.contains("This is the first message."))
        driver.press("J J K")
        #expect(driver.state.pager?.id.row == 19)
        driver.press("q")
        #expect(driver.state.list.selected?.id.row == 19)
        #expect(driver.state.pager == nil)
    }

    @Test("a message deleted in the pager makes way for the next one, the last one for the list")
    func deletingInPager() {
        var driver = Driver()
        driver.press("2 Enter d")
        #expect(driver.state.pager?.id == Sample.id(Sample.home, 2))
        driver.press("d")
        #expect(driver.state.focus.context == .list)
        #expect(driver.text.contains("No mail here."))
    }

    @Test("digits switch accounts from everywhere, also with Alt", arguments: ["2", "Alt-2", "Enter 2", "h 2", "0 2"])
    func accounts(_ keys: String) {
        var driver = Driver()
        driver.press(keys)
        #expect(driver.state.accounts.current == .one(Sample.home.name))
        #expect(driver.text.contains("Sunday lunch?"))
    }

    @Test("a search narrows as it is typed, Enter keeps it, Esc goes back to the same place")
    func searching() {
        var driver = Driver()
        driver.press("j j j j /")
        driver.type("budget")
        #expect(driver.state.list.total == 2)
        driver.press("Enter j")
        #expect(driver.state.list.selected?.id.row == 18)
        driver.press("Enter q")
        #expect(driver.text.contains("“budget” in Inbox · 2 of 2"))
        driver.press("Esc")
        #expect(driver.state.list.selected?.id.row == 16)
        #expect(driver.text.contains("Inbox · 5 of 10"))
    }

    @Test("Enter has the server search a folder, too; what is typed on the way to it does not, nor does all mail")
    func serverSearch() {
        var driver = Driver()
        func asked() -> [Effect] {
            driver.effects.filter { if case .searchServer = $0 { true } else { false } }
        }
        driver.press("/")
        driver.type("budget")
        #expect(asked().isEmpty)
        driver.press("Enter")
        #expect(asked() == [.searchServer(query: "budget", in: Sample.inbox(of: Sample.work))])
        driver.forgetEffects()
        driver.press("Esc / Enter")
        #expect(asked().isEmpty, "nothing is looked for")
        driver.press("/")
        driver.type("due")
        driver.press("Tab Enter")
        #expect(asked().isEmpty)
    }

    @Test("Tab looks further, Esc forgets the search")
    func searchScopes() {
        var driver = Driver()
        driver.press("/")
        driver.type("due")
        #expect(driver.state.list.total == 0)
        driver.press("Tab Tab")
        #expect(driver.state.list.total == 1)
        driver.press("Esc")
        #expect(driver.state.list.source == .mailbox(Sample.inbox(of: Sample.work)))
    }

    @Test("while the rows of a search are on their way, those before stay")
    func searchIsCalm() {
        var driver = Driver()
        driver.store.isSilent = true
        driver.press("/ b")
        #expect(driver.text.contains("nightly"))
        #expect(driver.state.list.selected == nil, "nothing can be done to rows of another list")
    }

    @Test("the folder list opens folders, [ and ] go to unread mail")
    func folders() {
        var driver = Driver()
        driver.press("h j j Enter")
        #expect(driver.text.contains("Sent"))
        #expect(driver.state.focus.context == .list)
        driver.press("]")
        #expect(driver.state.list.source == .mailbox(Sample.inbox(of: Sample.work)))
        driver.press("gf")
        driver.type("tok")
        driver.press("Backspace Backspace Backspace")
        driver.type("東")
        driver.press("Enter")
        #expect(driver.state.list.source == .mailbox(Sample.mailboxID(Sample.work, 10)))
    }

    @Test("prefixes wait, show what can follow, and are forgotten")
    func prefixes() {
        var driver = Driver()
        driver.press("g")
        #expect(!driver.text.contains("Go to Trash"))
        driver.runOut { if case .keyPrefix = $0 { true } else { false } }
        #expect(driver.text.contains("Go to Trash"))
        driver.press("Esc")
        #expect(!driver.text.contains("Go to Trash"))
        driver.press("g t")
        #expect(driver.state.list.source == .mailbox(Sample.mailboxID(Sample.work, 1)))
    }

    @Test("the consent question can't be answered by a key meant for something else")
    func consent() {
        var driver = Driver()
        let preview = RemovalPreview(messages: 2, octets: 100, host: "pop.example.com")
        let status = AccountStatus(connection: .needsConsent(preview))
        driver.send(.status(Sample.isp.name, status))
        #expect(driver.line(0).contains("3 Old ISP ⇣ 1 ?"))
        #expect(!driver.text.contains("will leave pop"), "not over another account's mail")
        driver.send(.status(Sample.isp.name, AccountStatus(connection: .syncing(doing: "Inbox"))))
        driver.press("3 :")
        driver.send(.status(Sample.isp.name, status))
        #expect(!driver.text.contains("will leave pop"), "not over a prompt")
        driver.press("Esc")
        #expect(driver.text.contains("will leave pop"))
        driver.press("y n Esc")
        #expect(!driver.effects.contains(.consent(Sample.isp.name, true)))
        driver.runOut { if case .question = $0 { true } else { false } }
        driver.press("y")
        #expect(driver.effects.contains(.consent(Sample.isp.name, true)))
        driver.send(.status(Sample.isp.name, AccountStatus(connection: .syncing(doing: "Inbox"))))
        driver.send(.status(Sample.isp.name, status))
        #expect(!driver.text.contains("will leave pop"), "asked once")
        driver.press("$")
        #expect(driver.text.contains("will leave pop"), "and when mail is asked for")
    }

    @Test("pasted text is text, never keys")
    func pasting() {
        var driver = Driver()
        driver.send(.terminal(.paste("dDyq\ny")))
        #expect(driver.submitted.isEmpty)
        driver.press("/")
        driver.send(.terminal(.paste("bud\nget")))
        #expect(driver.line(23).contains("/bud get"))
    }

    @Test("an existing file is written over only after a question")
    func overwriting() {
        var driver = Driver()
        driver.press("S Enter")
        driver.send(.fileExists(path: "~/Mail/Budget for May.eml"))
        #expect(driver.text.contains("is there already"))
        driver.press("y")
        #expect(
            driver.effects.last
                == .save(
                    Sample.id(Sample.work, 20), part: nil, path: "~/Mail/Budget for May.eml", replacing: true))
    }

    @Test("commands have a history and complete")
    func commandLine() {
        var driver = Driver()
        driver.press(": g o - t r Tab Enter")
        #expect(driver.text.contains("Trash"))
        driver.press(": Up")
        #expect(driver.line(23).contains(":go-trash"))
        driver.press("Down")
        #expect(driver.line(23).hasPrefix(" :  "))
        driver.type("set-theme d")
        driver.press("Tab Enter")
        #expect(driver.effects.contains(.setTheme("dark")))
        driver.press(": x y Enter")
        #expect(driver.text.contains("There is no command “xy”"))
    }

    @Test("the mouse selects, opens, scrolls, switches")
    func mouse() {
        var driver = Driver(.long(200), columns: 120, rows: 30)
        func event(_ kind: MouseEvent.Kind, _ column: Int, _ row: Int) -> UIEvent {
            .terminal(.mouse(MouseEvent(kind: kind, position: Position(column: column, row: row))))
        }
        driver.send(event(.press, 60, 5))
        #expect(driver.state.list.selected?.id.row == 196)
        driver.send(event(.press, 60, 5))
        #expect(driver.state.pager?.id.row == 196)
        driver.press("q")
        driver.send(event(.wheelDown, 60, 5))
        #expect(driver.state.list.top == 3)
        driver.send(event(.press, 5, 3))
        #expect(driver.state.list.source == .mailbox(Sample.mailboxID(Sample.work, 2)))
        driver.send(event(.press, 16, 0))
        #expect(driver.state.accounts.current == .one(Sample.home.name))
        driver.send(event(.press, 500, 500))
    }

    @Test("notes go after their time")
    func notes() {
        var driver = Driver()
        driver.send(.note("The server says: mailbox full"))
        #expect(driver.line(22).contains("mailbox full"))
        driver.runOut { if case .note = $0 { true } else { false } }
        #expect(!driver.line(22).contains("mailbox full"))
    }

    @Test("with room for it, the message beside the list can have the whole screen")
    func zoom() {
        var driver = Driver(columns: 160, rows: 50)
        driver.press("Enter")
        #expect(driver.text.contains("nightly"))
        driver.press("Enter")
        #expect(!driver.text.contains("nightly"))
        driver.press("Esc")
        #expect(driver.text.contains("nightly"))
        #expect(driver.state.focus.context == .message)
        driver.press("Esc")
        #expect(driver.state.focus.context == .list)
    }
}
