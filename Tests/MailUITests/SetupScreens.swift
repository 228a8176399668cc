import MailModel
import TerminalUI

@testable import MailUI

/// The assistant's screens, each as a person gets there.
enum SetupScreens {
    static let all: [ScreenCase] =
        [(80, 24), (160, 50)].flatMap { columns, rows in
            steps.map { name, steps in
                ScreenCase(name: "setup-\(name)-\(columns)x\(rows)", columns: columns, rows: rows, store: { nobody }) {
                    driver in
                    driver.send(.addAccount)
                    steps(&driver)
                }
            } + [removal(columns, rows)]
        } + [
            ScreenCase(name: "setup-sign-in-20x5", columns: 20, rows: 5, store: { nobody }) {
                $0.send(.addAccount)
                signIn(&$0)
            }
        ]

    static var nobody: FakeStore {
        var store = FakeStore()
        store.accounts = []
        return store
    }

    typealias Steps = @Sendable (inout Driver) -> Void

    private static let steps: [(String, Steps)] = [
        ("welcome", { $0.type("ann@example.org") }),
        (
            "welcome-wrong",
            {
                $0.type("ann")
                $0.press("Enter")
            }
        ),
        ("help", { $0.press("F1") }),
        (
            "lookup",
            {
                begin(&$0)
                $0.send(.setup(.found(FoundSettings(servers: [imap]))))
            }
        ),
        (
            "lookup-nothing",
            {
                begin(&$0)
                $0.send(.setup(.searched))
            }
        ),
        (
            "lookup-doubtful",
            {
                begin(&$0)
                $0.send(.setup(.found(FoundSettings(servers: [doubtful]))))
                $0.send(.setup(.searched))
            }
        ),
        (
            "server",
            {
                signIn(&$0)
                $0.press("F2 Tab Tab Tab")
            }
        ),
        (
            "sign-in",
            {
                signIn(&$0)
                $0.type("secret")
            }
        ),
        ("sign-in-browser", { signInByBrowser(&$0) }),
        (
            "sign-in-command",
            {
                signIn(&$0)
                $0.press("Up Left Tab")
                $0.type("pass show mail")
            }
        ),
        (
            "sign-in-refused",
            {
                signIn(&$0)
                $0.type("wrong")
                $0.press("Enter")
                $0.send(.setup(.step(CheckedStep("connection", .milliseconds(31), "open"))))
                $0.send(.setup(.fails(reason: "the server refuses the login", advice: "check the password")))
            }
        ),
        ("keep", { keep(&$0) }),
        (
            "keep-copies",
            {
                keep(&$0)
                $0.press("s Right")
            }
        ),
        (
            "keep-nameless",
            {
                keep(&$0, uniqueIDs: false)
                $0.press("o s")
            }
        ),
        (
            "test",
            {
                keep(&$0)
                $0.press("j Enter")
                $0.send(.setup(.step(CheckedStep("name", .milliseconds(3), "192.0.2.7"))))
                $0.send(
                    .setup(.fails(reason: "no connection to pop.example.org port 995", advice: "is POP switched on?")))
            }
        ),
        ("ready", { ready(&$0) }),
    ]

    private static func removal(_ columns: Int, _ rows: Int) -> ScreenCase {
        ScreenCase(name: "setup-remove-\(columns)x\(rows)", columns: columns, rows: rows) { driver in
            driver.press("3 :")
            driver.type("account remove")
            driver.press("Enter j Enter")
        }
    }

    static let imap = FoundServer(
        .imap, host: "imap.example.org", port: 993, protection: .implicitTLS,
        source: .autoconfig(host: "autoconfig.example.org"))
    static let pop3 = FoundServer(
        .pop3, host: "pop.example.org", port: 995, protection: .implicitTLS,
        source: .autoconfig(host: "autoconfig.example.org"))
    static let doubtful = FoundServer(
        .imap, host: "mail.elsewhere.example", port: 993, protection: .implicitTLS,
        source: .serviceRecord(isBelievable: false))

    static func begin(_ driver: inout Driver) {
        driver.type("ann@example.org")
        driver.press("Enter")
    }

    static func signIn(_ driver: inout Driver) {
        begin(&driver)
        let provider = FoundSettings.Provider(name: "Example", signIn: "Example wants an app password here.")
        driver.send(.setup(.found(FoundSettings(provider: provider, servers: [imap, pop3]))))
        driver.send(.setup(.searched))
        driver.send(
            .setup(
                .offered(
                    imap, ServerOffer(mechanisms: ["PLAIN", "SCRAM-SHA-256"], takesPassword: true, capabilities: []))))
    }

    static let places = FoundSettings.OAuthPlaces(
        token: "https://login.example.org/token", device: "https://login.example.org/device", authorize: nil,
        scope: "mail", isOnly: true,
        registration: "Register a program once at developers.example.org: Example gives it a client id.")

    static func signInByBrowser(_ driver: inout Driver) {
        begin(&driver)
        let provider = FoundSettings.Provider(
            name: "Example", signIn: "Example takes no passwords here, only sign-in by browser.", oauth: places)
        driver.send(.setup(.found(FoundSettings(provider: provider, servers: [imap, pop3]))))
        driver.send(.setup(.searched))
        driver.send(
            .setup(
                .offered(
                    imap, ServerOffer(mechanisms: ["OAUTHBEARER", "XOAUTH2"], takesPassword: false, capabilities: []))))
    }

    static func keep(_ driver: inout Driver, uniqueIDs: Bool = true) {
        signIn(&driver)
        let offer = ServerOffer(
            mechanisms: [], takesPassword: true, capabilities: [], hasUniqueIDs: uniqueIDs, expiryInDays: 30)
        driver.send(.setup(.offered(pop3, offer)))
        driver.type("secret")
        driver.press("Enter")
        driver.send(.setup(.step(CheckedStep("encryption", .milliseconds(40), "TLSv1.3, TLS_AES_256_GCM_SHA384"))))
        driver.send(.setup(.step(CheckedStep("login", .milliseconds(120), "as ann@example.org"))))
        driver.send(.setup(.works(messages: 1204, octets: 312_000_000)))
    }

    static func ready(_ driver: inout Driver) {
        keep(&driver)
        driver.press("Enter")
        driver.send(.setup(.written))
    }
}
