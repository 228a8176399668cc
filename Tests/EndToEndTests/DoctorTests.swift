import TestKit
import Testing

@Suite("postern check", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct DoctorTests {
    private let home = Home()

    @Test(
        "tells the certificate's names and days, and what the server lacks", arguments: [Dovecot.Service.imap, .pop3])
    func fine(_ service: Dovecot.Service) throws {
        let dovecot = try Dovecot(.init(imapCapability: "IMAP4rev1 SASL-IR IDLE"))
        defer { dovecot.stop() }
        home.configure(AccountSpec("doctor-\(service)", on: dovecot, service))
        let check = home.run("check")
        #expect(check.status == 0, "\(check.text)")
        #expect(check.lines.contains { $0.contains("certificate") && $0.contains("localhost") && $0.contains("days") })
        let lacks = check.lines.contains { $0.contains("abilities") && $0.contains("MOVE (moving in one step)") }
        #expect(lacks == (service == .imap), "\(check.text)")
    }

    @Test("a wrong port is told from one that answers", arguments: [Dovecot.Service.imap, .pop3])
    func wrongPort(_ service: Dovecot.Service) throws {
        let dovecot = try Servers.dovecot()
        // TLS from the start, where the server wants STARTTLS or STLS.
        home.configure(AccountSpec("port", on: dovecot, service, port: dovecot.port(service, isTLS: false)))
        let check = home.run("check")
        #expect(check.status == 69)
        #expect(check.text.contains("the server answers with tls = \"starttls\": use that"), "\(check.text)")
    }

    @Test("a certificate that is not trusted, and one that has run out, are told apart")
    func certificates() throws {
        let dovecot = try Servers.dovecot()
        home.configure(
            AccountSpec("cert", on: dovecot).text.replacing("127.0.0.1", with: "localhost").replacing(
                "ca_file = \"\(dovecot.certificateAuthority)\"",
                with: "certificate_sha256 = \"\(String(repeating: "0a", count: 32))\""))
        #expect(home.run("check").text.contains("ask whoever runs the server"))
        let authority = TestAuthority(name: "Doctor CA")
        let expired = TLSTestServer(authority.issue("expired", .init(notAfter: "20210101000000Z")))
        defer { expired.stop() }
        home.configure(
            AccountSpec(user: "ann", port: expired.port, authorities: authority.certificate, .imap, .leaveOnServer))
        let check = home.run("check")
        #expect(check.status == 69 && check.text.contains("this computer's clock says 20"), "\(check.text)")
    }

    @Test("a refused login says what to look at")
    func refused() throws {
        let dovecot = try Servers.dovecot()
        home.configure(
            AccountSpec("refused", on: dovecot, .pop3).text.replacing(
                "password_env = \"POSTERN_PASSWORD\"", with: "password_command = \"echo wrong\""))
        let check = home.run("check")
        #expect(check.status == 77 && check.text.contains("POP3 switched off"), "\(check.text)")
    }

    @Test("a transcript has what is said, and no secret", arguments: [Dovecot.Service.imap, .pop3])
    func transcript(_ service: Dovecot.Service) throws {
        let dovecot = try Dovecot(.init(compresses: false))
        defer { dovecot.stop() }
        home.configure(AccountSpec("private-person", on: dovecot, service))
        let path = home.path + "/transcript"
        let check = home.run("check", "--transcript", path)
        #expect(check.status == 0, "\(check.text)\(check.errors)")
        let text = String(decoding: TestFiles.octets(of: path) ?? [], as: UTF8.self)
        #expect(
            text.contains("-- connecting to 127.0.0.1") && text.contains(service == .imap ? "C: A2 ENABLE" : "S: +OK"),
            "\(text)")
        for secret in ["secret", "c2VjcmV0", "private-person", "cHJpdmF0ZS1wZXJzb2", "\"/\" "] {
            #expect(!text.contains(secret), "\(text)")
        }
        let again = home.run("check", "--transcript", path)
        #expect(again.status == 73, "what is there is not written over")
    }
}
