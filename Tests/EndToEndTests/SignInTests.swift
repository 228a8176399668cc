import Glibc
import TestKit
import Testing

/// Signing in by browser, from `postern secrets authorize` to mail, with a provider on this machine.
@Suite("Signing in by browser", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct SignInTests {
    private let home = Home()
    static let dovecot = Result {
        try Dovecot(.init(extraConfiguration: "auth_mechanisms = plain xoauth2 oauthbearer"))
    }

    /// A provider whose n-th access token is `tokens[n]`; Dovecot takes "secret".
    static func provider(
        _ dovecot: Dovecot, tokens: [String], expiresIn: Int = 3600, refusal: String? = nil
    ) -> TokenServer {
        TokenServer(dovecot.authority.issue("provider-\(UInt32.random(in: 0...UInt32.max))")) { request, number in
            if request.path == "device" {
                return (
                    200,
                    #"{"device_code":"the-device-code","user_code":"WDJB-MJHT","verification_uri":"https://provider.example/device","expires_in":60,"interval":1}"#
                )
            }
            let isRefresh = request.fields["grant_type"] == "refresh_token"
            if !isRefresh, request.fields["device_code"] != nil, number == 1 {
                return (400, #"{"error":"authorization_pending"}"#)
            }
            if isRefresh, let refusal {
                return (400, #"{"error":"\#(refusal)","error_description":"no\u001b[2Jmore"}"#)
            }
            let index = isRefresh ? 1 : 0
            let token = tokens[min(index, tokens.count - 1)]
            return (
                200,
                #"{"access_token":"\#(token)","token_type":"Bearer","expires_in":\#(expiresIn),"refresh_token":"the-refresh-token"}"#
            )
        }
    }

    private func configure(
        _ dovecot: Dovecot, _ provider: TokenServer, _ user: String, _ service: Dovecot.Service = .imap,
        auth: String = "xoauth2", more: String = "", hasDevice: Bool = true
    ) {
        let keys = [
            "auth = \"\(auth)\"", "oauth_client_id = \"the-client\"", "oauth_scope = \"mail\"",
            "oauth_token_url = \"\(provider.address("token"))\"",
            hasDevice ? "oauth_device_url = \"\(provider.address("device"))\"" : "",
            "oauth_authorize_url = \"https://provider.example/authorize\"", more,
        ]
        home.configure(
            AccountSpec(user, on: dovecot, service).text.replacing(
                "password_env = \"POSTERN_PASSWORD\"", with: keys.joined(separator: "\n")))
    }

    private func run(_ dovecot: Dovecot, _ arguments: String...) -> CommandResult {
        home.run(arguments, with: ["SSL_CERT_FILE": dovecot.certificateAuthority])
    }

    private var tokenFile: String { "token_file = \"\(home.path)/token\"" }

    @Test(
        "by a code on another device, then in with a token",
        arguments: [
            (Dovecot.Service.imap, "xoauth2"), (.imap, "oauthbearer"), (.pop3, "xoauth2"), (.pop3, "oauthbearer"),
        ])
    func device(_ service: Dovecot.Service, _ auth: String) throws {
        let dovecot = try Self.dovecot.get()
        let user = "token-\(service)-\(auth)"
        dovecot.deliver(Letter.octets("Let in by a token"), to: user)
        let provider = Self.provider(dovecot, tokens: ["secret"])
        defer { provider.stop() }
        configure(dovecot, provider, user, service, auth: auth, more: tokenFile)
        let before = run(dovecot, "sync")
        #expect(before.status == 77 && before.errors.contains("postern secrets authorize work"), "\(before.errors)")
        let sign = run(dovecot, "secrets", "authorize", "work")
        #expect(sign.status == 0, "\(sign.errors)")
        #expect(sign.text.contains("https://provider.example/device") && sign.text.contains("WDJB-MJHT"))
        var status = stat()
        #expect(stat(home.path + "/token", &status) == 0 && status.st_mode & 0o777 == 0o600)
        let sync = run(dovecot, "sync")
        #expect(sync.status == 0, "\(sync.errors)")
        #expect(run(dovecot, "list").text.contains("Let in by a token"))
        #expect(provider.requests.count == 3, "a code, not yet, a token: \(provider.requests)")
        #expect(provider.requests.allSatisfy { $0.fields["client_id"] == "the-client" })
    }

    @Test("a token that runs out is renewed before the login, one that is refused once more")
    func renewal() throws {
        let dovecot = try Self.dovecot.get()
        for (name, tokens, expiry) in [("runs-out", ["old", "secret"], 1), ("refused", ["wrong", "secret"], 3600)] {
            let provider = Self.provider(dovecot, tokens: tokens, expiresIn: expiry)
            defer { provider.stop() }
            configure(dovecot, provider, name, more: tokenFile)
            #expect(run(dovecot, "secrets", "authorize", "work").status == 0)
            let sync = run(dovecot, "sync")
            #expect(sync.status == 0, "\(name): \(sync.errors)")
            #expect(provider.requests.count == 4 && provider.requests.last?.fields["grant_type"] == "refresh_token")
        }
    }

    @Test("a server that never takes a token is not asked for ever, and the provider neither")
    func noLoop() throws {
        let dovecot = try Self.dovecot.get()
        let provider = Self.provider(dovecot, tokens: ["wrong", "wronger"])
        defer { provider.stop() }
        configure(dovecot, provider, "never", more: tokenFile)
        #expect(run(dovecot, "secrets", "authorize", "work").status == 0)
        let sync = run(dovecot, "sync")
        #expect(sync.status == 77, "\(sync.errors)")
        #expect(provider.requests.count { $0.fields["grant_type"] == "refresh_token" } == 1)
        for secret in ["wrong", "the-refresh-token"] {
            #expect(!sync.errors.contains(secret))
            let log = TestFiles.octets(of: home.path + "/.local/state/postern/postern.log") ?? []
            #expect(!String(decoding: log, as: UTF8.self).contains(secret))
        }
    }

    @Test(
        "what only a person can mend is said, without control characters",
        arguments: ["invalid_grant", "invalid_client"])
    func refused(_ code: String) throws {
        let dovecot = try Self.dovecot.get()
        let provider = Self.provider(dovecot, tokens: ["secret"], expiresIn: 1, refusal: code)
        defer { provider.stop() }
        configure(dovecot, provider, "refused-\(code)", more: tokenFile)
        #expect(run(dovecot, "secrets", "authorize", "work").status == 0)
        let sync = run(dovecot, "sync")
        #expect(sync.status == (code == "invalid_grant" ? 77 : 78), "\(sync.errors)")
        let words = code == "invalid_grant" ? "sign in again" : "does not know oauth_client_id"
        #expect(sync.errors.contains(words) && !sync.errors.contains("\u{1B}"), "\(sync.errors)")
    }

    @Test("a provider that can't be trusted is told nothing")
    func untrusted() throws {
        let dovecot = try Self.dovecot.get()
        let provider = Self.provider(dovecot, tokens: ["secret"])
        defer { provider.stop() }
        configure(dovecot, provider, "untrusted", more: tokenFile)
        let sign = home.run("secrets", "authorize", "work")
        #expect(sign.status == 69 && sign.errors.contains("can't be reached"), "\(sign.errors)")
        #expect(provider.requests.isEmpty)
    }

    @Test("in a terminal: link, code, QR code, a token in the secrets file, and mail in the reader")
    func terminal() throws {
        let dovecot = try Self.dovecot.get()
        dovecot.deliver(Letter.octets("From the browser to here"), to: "terminal")
        let provider = Self.provider(dovecot, tokens: ["secret"])
        defer { provider.stop() }
        configure(dovecot, provider, "terminal")
        let more = ["SSL_CERT_FILE": dovecot.certificateAuthority]
        let sign = try home.open("secrets", "authorize", "work", columns: 80, rows: 40, with: more)
        for question in ["A passphrase for the new one", "The same again"] {
            try sign.waitUntil(contains: question)
            try sign.type("sesame")
            try sign.send("Enter")
        }
        let screen = try sign.waitUntil(contains: "Waiting for you")
        #expect(screen.contains { $0.contains("WDJB-MJHT") })
        #expect(screen.contains { $0.contains("https://provider.example/device") })
        #expect(screen.contains { $0.contains("████") })
        #expect(try sign.waitForExit() == 0)
        let kept = String(decoding: TestFiles.octets(of: home.path + "/.config/postern/secrets") ?? [], as: UTF8.self)
        #expect(!kept.isEmpty && !kept.contains("the-refresh-token"))

        let reader = try home.open(with: more)
        try reader.waitUntil(contains: "Passphrase of the secrets file:")
        try reader.type("sesame")
        try reader.send("Enter")
        try reader.waitUntil(contains: "From the browser to here")
    }

    @Test("y and c copy the page and the code, Esc gives up, and nothing is kept then")
    func keys() throws {
        let dovecot = try Self.dovecot.get()
        let waiting = TokenServer(dovecot.authority.issue("waiting-provider")) { request, _ in
            request.path == "device"
                ? (
                    200,
                    #"{"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://provider.example/device","expires_in":60,"interval":1}"#
                ) : (400, #"{"error":"authorization_pending"}"#)
        }
        defer { waiting.stop() }
        configure(dovecot, waiting, "gives-up", more: tokenFile)
        let terminal = try home.open(
            "secrets", "authorize", "work", rows: 40, with: ["SSL_CERT_FILE": dovecot.certificateAuthority])
        try terminal.waitUntil(contains: "Waiting for you")
        try terminal.send("y")
        try terminal.waitUntil(contains: "Copied: https://provider.example/device")
        #expect(terminal.clipboard == "https://provider.example/device")
        try terminal.send("c")
        try terminal.waitUntil(contains: "Copied: WDJB-MJHT")
        #expect(terminal.clipboard == "WDJB-MJHT")
        try terminal.send("Escape")
        #expect(try terminal.waitForExit() == 77)
        #expect(TestFiles.octets(of: home.path + "/token") == nil)
    }

    @Test("the reader says that nobody is signed in, and lends its terminal for it")
    func inReader() throws {
        let dovecot = try Self.dovecot.get()
        dovecot.deliver(Letter.octets("Signed in from the reader"), to: "in-reader")
        let provider = Self.provider(dovecot, tokens: ["secret"])
        defer { provider.stop() }
        configure(dovecot, provider, "in-reader", more: tokenFile)
        let terminal = try home.open(
            columns: 120, rows: 40, with: ["SSL_CERT_FILE": dovecot.certificateAuthority])
        try terminal.waitUntil(contains: "you are not signed in")
        try terminal.type(":account authorize")
        try terminal.send("Enter")
        try terminal.waitUntil(contains: "work is signed in")
        try terminal.waitUntil(contains: "Any key goes back")
        try terminal.send("Space")
        // Without another key: what has happened meanwhile is on the screen.
        try terminal.waitUntil(contains: "Signed in from the reader")
        try terminal.waitUntil("no old status") { $0.contains { $0.contains("live") } }
    }

    @Test("an account with a password is told so, and the screen stays")
    func nothingToAuthorize() throws {
        let dovecot = try Self.dovecot.get()
        dovecot.deliver(Letter.octets("By a password"), to: "by-password")
        home.configure(AccountSpec("by-password", on: dovecot).text)
        let terminal = try home.open(with: ["SSL_CERT_FILE": dovecot.certificateAuthority])
        try terminal.waitUntil(contains: "By a password")
        try terminal.type(":account authorize")
        try terminal.press("Enter", until: "it has no oauth_client_id")
        #expect(terminal.screen().contains { $0.contains("By a password") })
        #expect(try terminal.quit() == 0)
    }

    @Test("where there is no device flow, the address that the browser ended at is pasted")
    func pasting() throws {
        let dovecot = try Self.dovecot.get()
        let provider = Self.provider(dovecot, tokens: ["secret"])
        defer { provider.stop() }
        configure(dovecot, provider, "paste", more: tokenFile, hasDevice: false)
        let terminal = try home.open(
            "secrets", "authorize", "work", columns: 200, rows: 40,
            with: ["SSL_CERT_FILE": dovecot.certificateAuthority])
        let screen = try terminal.waitUntil(contains: "The address (it is not shown)")
        let line = try #require(screen.joined().firstRange(of: "state="))
        let state = screen.joined()[line.upperBound...].prefix { $0 != "&" }
        try terminal.type("http://localhost/?state=\(state)&code=the-code")
        try terminal.send("Enter")
        #expect(try terminal.waitForExit() == 0, "\(terminal.screen())")
        #expect(provider.requests.map { $0.fields["code"] } == ["the-code"])
        #expect(provider.requests.first?.fields["code_verifier"]?.count == 43)
    }
}
