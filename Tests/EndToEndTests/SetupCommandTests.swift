import TestKit
import Testing

@Suite("postern setup", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct SetupCommandTests {
    private let home = Home()

    private static let host = ["--host", "127.0.0.1"]

    /// Options that lead to a Dovecot of the test's own.
    private static func server(_ dovecot: Dovecot, _ service: Dovecot.Service) -> [String] {
        host + ["--port", "\(dovecot.port(service, isTLS: true))", "--protocol", service == .imap ? "imap" : "pop3"]
    }

    private func run(
        _ dovecot: Dovecot?, _ arguments: [String], command: String = "setup", more: [String: String] = [:]
    ) -> CommandResult {
        var variables = more
        if let dovecot { variables["SSL_CERT_FILE"] = dovecot.certificateAuthority }
        return home.run([command] + arguments, with: variables)
    }

    @Test("tries the account and writes it, over each protocol", arguments: [Dovecot.Service.imap, .pop3])
    func writing(_ service: Dovecot.Service) throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Hello"), to: "setup-\(service)")
        let arguments =
            ["--email", "setup-\(service)@example.org", "--user", "setup-\(service)", "--name", "new"]
            + Self.server(dovecot, service) + ["--password-env", "POSTERN_PASSWORD"]
        let dry = run(dovecot, arguments + ["--dry-run"])
        #expect(dry.status == 0 && dry.text.contains("[[account]]") && dry.text.contains("login"), "\(dry.text)")
        #expect(home.configuration == nil, "a dry run writes nothing")

        let result = run(dovecot, arguments)
        #expect(result.status == 0, "\(result.text)\(result.errors)")
        #expect(result.text.contains("1 message in the inbox"))
        #expect(home.configuration?.contains("username = \"setup-\(service)\"") == true)
        #expect(home.temporaryFiles == [], "what was only tried leaves nothing behind")
        let again = run(dovecot, arguments)
        #expect(again.status == 78 && again.errors.contains("there is an account “new” already"))
        #expect(run(dovecot, [], command: "sync").status == 0)
        #expect(home.run("list").lines.count == 1)
    }

    @Test("finds the server by the domain's own page")
    func finding() throws {
        let dovecot = try Servers.dovecot()
        let page = """
            <clientConfig version="1.1"><emailProvider id="example.org">
            <incomingServer type="imap"><hostname>127.0.0.1</hostname><port>\(dovecot.port(.imap, isTLS: true))</port>
            <socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
            </emailProvider></clientConfig>
            """
        let web = HTTPSServer(dovecot.authority.issue("web"), path: "example.org.xml", body: page)
        defer { web.stop() }
        let places = [
            "POSTERN_AUTOCONFIG": "https://localhost:\(web.port)/%DOMAIN%.xml", "POSTERN_NAME_SERVER": "127.0.0.1:9",
        ]
        let result = run(
            dovecot, ["--email", "found@example.org", "--password-env", "POSTERN_PASSWORD"], more: places)
        #expect(result.status == 0, "\(result.text)\(result.errors)")
        #expect(result.errors.contains("by the domain's own settings at localhost"))
        #expect(home.configuration?.contains("name     = \"example\"") == true)
        #expect(home.configuration?.contains("username = \"found\"") == true)

        let unknown = run(dovecot, ["--email", "found@nowhere.example"], more: places)
        #expect(unknown.status == 69 && unknown.errors.contains("no server was found"), "\(unknown.errors)")
    }

    @Test("signs in by a browser on another device, over each protocol", arguments: [Dovecot.Service.imap, .pop3])
    func byBrowser(_ service: Dovecot.Service) throws {
        let dovecot = try SignInTests.dovecot.get()
        let user = "setup-browser-\(service)"
        dovecot.deliver(Letter.octets("By code"), to: user)
        let provider = SignInTests.provider(dovecot, tokens: ["secret"])
        defer { provider.stop() }
        let arguments =
            ["--email", "\(user)@example.org", "--user", user, "--name", "new"] + Self.server(dovecot, service) + [
                "--oauth-client-id", "the-client", "--oauth-token-url", provider.address("token"),
                "--oauth-device-url", provider.address("device"), "--oauth-scope", "mail", "--token-file",
                home.path + "/token",
            ]
        let result = run(dovecot, arguments)
        #expect(result.status == 0, "\(result.text)\(result.errors)")
        #expect(result.text.contains("WDJB-MJHT") && result.text.contains("1 message in the inbox"))
        #expect(home.configuration?.contains("auth     = \"oauthbearer\"") == true)
        #expect(home.configuration?.contains("oauth_device_url = ") == true)
        #expect(home.configuration?.contains("the-refresh-token") == false)
        let sync = run(dovecot, [], command: "sync")
        #expect(sync.status == 0 && provider.requests.count == 3, "\(sync.errors)\(provider.requests)")
        #expect(home.run("list").text.contains("By code"))
        #expect(run(nil, ["--email", "ann@example.org", "--oauth-scope", "mail"]).status == 64)
        let outlook = run(nil, ["--email", "ann@outlook.com"])
        #expect(outlook.status == 64 && outlook.errors.contains("entra.microsoft.com"), "\(outlook.errors)")
    }

    @Test("refuses before it writes")
    func refusals() throws {
        let dovecot = try Servers.dovecot()
        let server = Self.server(dovecot, .imap)
        #expect(run(nil, []).status == 64)
        #expect(run(nil, ["--email", "ann"]).status == 64)
        #expect(run(nil, ["--email", "ann@example.org", "--port", "993"]).status == 64)
        #expect(run(nil, ["--email", "ann@example.org", "--host", "a b", "--protocol", "imap"]).status == 64)
        let nobody = run(dovecot, ["--email", "ann@example.org"] + server)
        #expect(nobody.status == 64 && nobody.errors.contains("--password-command"), "\(nobody.errors)")
        let wrong = run(
            dovecot, ["--email", "ann@example.org", "--password-command", "echo wrong"] + server)
        #expect(wrong.status == 77, "\(wrong.text)")
        let untrusted = run(nil, ["--email", "ann@example.org", "--password-command", "echo secret"] + server)
        #expect(untrusted.status == 69 && untrusted.text.contains("certificate"), "\(untrusted.text)")
        #expect(home.configuration == nil)
    }
}
