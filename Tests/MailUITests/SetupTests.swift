import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("The set-up assistant")
struct SetupTests {
    private func start() -> Driver {
        var driver = Driver(SetupScreens.nobody)
        driver.send(.addAccount)
        driver.forgetEffects()
        return driver
    }

    private func orders(_ driver: Driver) -> [SetupOrder] {
        driver.effects.compactMap { if case .setup(let order) = $0 { order } else { nil } }
    }

    private func state(_ driver: Driver) throws -> SetupState {
        guard case .setup(let setup) = driver.state.overlays.last else { throw Absent() }
        return setup
    }

    private struct Absent: Error {}

    @Test("asks for an address, a password and one choice")
    func goodCase() throws {
        var driver = start()
        SetupScreens.keep(&driver)
        driver.press("Enter")
        driver.send(.setup(.written))
        driver.press("Enter")
        let draft = AccountDraft(
            name: "example", mailProtocol: .imap, host: "imap.example.org", port: 993, protection: .implicitTLS,
            userName: "ann@example.org", mode: .leaveOnServer(removeAfter: nil), secret: .newFile,
            source: SetupScreens.imap.source)
        #expect(
            orders(driver) == [
                .search(try #require(SetupAddress("ann@example.org"))), .ask(SetupScreens.imap),
                .ask(SetupScreens.pop3), .test(draft, secret: "secret"),
                .write(draft, secret: "secret", passphrase: nil, replaces: false),
                .finish(AccountName("example"), secret: nil, addsAnother: false),
            ])
    }

    @Test("takes the best so far where somebody is in a hurry")
    func hurry() throws {
        var driver = start()
        SetupScreens.begin(&driver)
        driver.press("Enter")
        #expect(try state(driver).step == .lookup, "there is nothing to take yet")
        driver.send(.setup(.found(FoundSettings(servers: [SetupScreens.pop3]))))
        driver.press("Enter")
        #expect(try state(driver).step == .signIn)
        driver.send(.setup(.found(FoundSettings(servers: [SetupScreens.imap]))))
        #expect(try state(driver).firstServer == SetupScreens.pop3, "what comes later changes nothing")
    }

    @Test("does not use by itself what could have been forged")
    func doubt() throws {
        var driver = start()
        SetupScreens.begin(&driver)
        driver.send(.setup(.found(FoundSettings(servers: [SetupScreens.doubtful]))))
        driver.send(.setup(.searched))
        #expect(try state(driver).step == .lookup)
        driver.press("Enter")
        #expect(try state(driver).step == .server && state(driver).serverForm.host.text == "mail.elsewhere.example")
        driver.press("Enter")
        #expect(try state(driver).firstServer?.source == .person, "somebody has confirmed it")
    }

    @Test("goes back from every screen, and what was entered is still there")
    func back() throws {
        var driver = start()
        SetupScreens.keep(&driver)
        #expect(try state(driver).step == .keep)
        driver.press("Esc")
        #expect(try state(driver).step == .signIn && state(driver).signIn.secret.text == "secret")
        driver.press("Esc")
        #expect(try state(driver).step == .welcome && state(driver).address.text == "ann@example.org")
        driver.press("Esc")
        #expect(driver.effects.last == .quit, "without an account there is nothing behind it")
    }

    @Test("a password never turns into a command, and never shows")
    func secrets() throws {
        var driver = start()
        SetupScreens.signIn(&driver)
        driver.type("secret")
        #expect(!driver.text.contains("secret"))
        driver.press("Up Left")
        #expect(try state(driver).signIn.keeping == .command && state(driver).signIn.secret.isEmpty)
    }

    @Test("a sign-in by browser asks for a client id, then for a person, and not twice")
    func browser() throws {
        var driver = start()
        SetupScreens.signInByBrowser(&driver)
        driver.press("Enter")
        #expect(try state(driver).complaint == "The client id is empty.")
        driver.type("the-client")
        driver.press("Enter")
        guard case .signIn(let draft) = orders(driver).last, case .browser(let client) = draft.secret else {
            throw Absent()
        }
        #expect(client.id == "the-client" && client.secret == nil && client.keeping == .file(nil))
        #expect(client.usesOAuthBearer, "the server takes it")
        driver.send(.setup(.fails(reason: "given up", advice: "")))
        #expect(try state(driver).step == .signIn && state(driver).complaint == "Given up.")
        driver.press("Enter")
        driver.send(.setup(.signedIn))
        #expect(orders(driver).last == .test(draft, secret: nil))
        driver.send(.setup(.works(messages: 1, octets: 1)))
        #expect(try state(driver).step == .keep)
        driver.press("Esc Enter")
        #expect(orders(driver).last == .test(draft, secret: nil), "whoever has signed in is not asked again")
    }

    @Test("a client id that another account has is there already, and a password can be had instead")
    func knownClient() throws {
        var driver = start()
        var keeping = SecretKeeping()
        keeping.clients = [
            BrowserClient(id: "known", secret: "s", places: SetupScreens.places, keeping: .stored)
        ]
        driver.send(.secretKeeping(keeping))
        SetupScreens.signInByBrowser(&driver)
        #expect(try state(driver).signIn.client.text == "known" && state(driver).signIn.clientSecret.text == "s")
        driver.press("Tab Left")
        #expect(try state(driver).signIn.method == .password && state(driver).signIn.fields[1] == .method)
        driver.press("Tab Tab")
        driver.type("secret")
        driver.press("Enter")
        guard case .test(let draft, "secret") = orders(driver).last else { throw Absent() }
        #expect(draft.secret == .newFile)
    }

    @Test("a server that does not answer is no choice while another one does")
    func silence() throws {
        var driver = start()
        SetupScreens.signIn(&driver)
        driver.send(.setup(.notOffered(SetupScreens.imap, reason: "no connection")))
        #expect(try state(driver).firstServer == SetupScreens.pop3)
        driver.send(.setup(.notOffered(SetupScreens.pop3, reason: "no connection")))
        #expect(try state(driver).firstServer == SetupScreens.imap, "neither does: it may be the network")
        #expect(try state(driver).complaint?.contains("F2 changes the server") == true)
        driver.send(
            .setup(.offered(SetupScreens.pop3, ServerOffer(mechanisms: [], takesPassword: true, capabilities: []))))
        driver.type("secret")
        driver.press("Enter")
        driver.send(.setup(.works(messages: 1, octets: 1)))
        #expect(try state(driver).keep.ways == [.hereAndThere, .hereOnly])
    }

    @Test("what was chosen is tried where it is another server than the one signed in to")
    func otherServer() throws {
        var driver = start()
        SetupScreens.keep(&driver)
        driver.press("j Enter")
        guard case .test(let draft, _) = orders(driver).last else { throw Absent() }
        #expect(draft.host == "pop.example.org" && draft.mode == .leaveOnServer(removeAfter: .seconds(14 * 86_400)))
        driver.send(.setup(.works(messages: 3, octets: 9)))
        guard case .write(let written, _, _, _) = orders(driver).last else { throw Absent() }
        #expect(written == draft)
    }

    @Test("an account is changed with what it has")
    func changing() throws {
        var driver = Driver()
        driver.press(":")
        driver.type("account edit")
        driver.press("Enter")
        #expect(orders(driver) == [.describe(Sample.work.name)])
        let draft = AccountDraft(
            name: "Work", mailProtocol: .pop3, host: "pop.example.org", port: 995, protection: .implicitTLS,
            userName: "ann", mode: .downloadAndRemove, secret: .unchanged, source: .person)
        driver.send(.setup(.draft(draft, SignInFacts())))
        driver.press("Enter Enter")
        #expect(orders(driver).last == .test(draft, secret: nil))
        driver.send(.setup(.step(CheckedStep("login", nil, "as ann"))))
        driver.send(.setup(.works(messages: 1, octets: 1)))
        #expect(try state(driver).keep.selected == .hereOnly)
        driver.press("Enter")
        #expect(orders(driver).last == .write(draft, secret: nil, passphrase: nil, replaces: true))
    }

    @Test("an account's mail is deleted after a second question only, and not by Enter")
    func removing() {
        var driver = Driver()
        driver.press("3 :")
        driver.type("remove-account")
        driver.press("Enter Enter")
        #expect(orders(driver) == [.remove(Sample.isp.name, mailToo: false)])
        driver.press("Esc :")
        driver.type("account remove")
        driver.press("Enter j Enter Enter Enter")
        #expect(orders(driver).count == 1, "\(orders(driver))")
        driver.press("y")
        #expect(orders(driver).last == .remove(Sample.isp.name, mailToo: true))
    }

    @Test(
        "recommends what follows from two plain questions",
        arguments: [
            (true, true, true, false, KeepChoices.Way.everywhere), (true, true, true, true, .hereAndThere),
            (true, true, false, false, .hereAndThere), (true, true, false, true, .hereOnly),
            (true, false, true, true, .everywhere), (true, false, false, true, .hereOnly),
            (false, true, true, false, .hereAndThere), (false, true, false, true, .hereOnly),
        ])
    func recommendation(_ imap: Bool, _ pop3: Bool, _ elsewhere: Bool, _ scarce: Bool, _ way: KeepChoices.Way) {
        var keep = KeepChoices(offersIMAP: imap, offersPOP3: pop3)
        if !elsewhere { keep.toggleElsewhere() }
        if scarce { keep.toggleScarce() }
        #expect(keep.recommended == way && keep.selected == way)
    }

    @Test("copies can't be left where messages have no names")
    func nameless() {
        var keep = KeepChoices(offersIMAP: false, offersPOP3: true, obstacle: "no UIDL")
        #expect(keep.recommended == .hereOnly && keep.selected == .hereOnly)
        keep.move(by: 1)
        #expect(keep.selected == .hereOnly)
    }
}
