import BackendAPI
import Digests
import Dispatch
import IMAPBackend
import SASL
import Secrets
import TestKit
import Testing
import Transport

/// The server's side of SCRAM-SHA-256-PLUS (RFC 5802 §3, RFC 9266), by itself, within a real TLS 1.3.
private struct BindingServer {
    private static let salt = Array("salt and pepper".utf8)

    let tls: TLSTestServer
    let password: String

    /// Plays one login; returns whether the client has shown the password and that its TLS is this one.
    func serve() -> Bool {
        guard let binding = line("Keying material: ").map(octets) else { return false }
        say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-256-PLUS] ready")
        let first = decoded(line("A1 AUTHENTICATE SCRAM-SHA-256-PLUS "))
        guard let bare = first.firstRange(of: "p=tls-exporter,,").map({ String(first[$0.upperBound...]) }),
            let nonce = bare.firstRange(of: ",r=").map({ String(bare[$0.upperBound...]) })
        else { return false }
        let challenge = "r=\(nonce)SERVER,s=\(encoded(Self.salt)),i=4096"
        say("+ " + encoded(Array(challenge.utf8)))
        let final = decoded(line(""))
        let unproven = "c=\(encoded(Array("p=tls-exporter,,".utf8) + binding)),r=\(nonce)SERVER"
        let sha256 = MessageDigest.sha256
        let salted = sha256.stretch(Array(password.utf8), salt: Self.salt, iterations: 4096)
        let message = Array("\(bare),\(challenge),\(unproven)".utf8)
        let clientKey = sha256.authenticate(Array("Client Key".utf8), key: salted)
        let mask = sha256.authenticate(message, key: sha256.hash(clientKey))
        guard final == "\(unproven),p=\(encoded(zip(clientKey, mask).map { $0 ^ $1 }))" else {
            say("A1 NO [AUTHENTICATIONFAILED] no")
            return false
        }
        let serverKey = sha256.authenticate(Array("Server Key".utf8), key: salted)
        say("+ " + encoded(Array("v=".utf8) + SASLBase64.encode(sha256.authenticate(message, key: serverKey))))
        _ = line("")
        say("A1 OK [CAPABILITY IMAP4rev1] in")
        return true
    }

    private func say(_ text: String) { tls.sent.write(Array("\(text)\r\n".utf8)) }

    /// What follows these words in the next line that begins with them; openssl says more of the connection.
    private func line(_ words: String) -> String? {
        while case let octets = tls.received.readLine(), !octets.isEmpty {
            let line = String(decoding: octets.filter { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
            let start = line.drop { $0 == " " }
            if start.hasPrefix(words) { return String(start.dropFirst(words.count)) }
        }
        return nil
    }

    private func octets(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue.map(UInt8.init) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private func decoded(_ text: String?) -> String {
        String(decoding: SASLBase64.decode((text ?? "").utf8) ?? [], as: UTF8.self)
    }

    private func encoded(_ octets: [UInt8]) -> String { String(decoding: SASLBase64.encode(octets), as: UTF8.self) }
}

@Suite("logging in bound to TLS (RFC 5802 §6, RFC 9266)", .timeLimit(.minutes(1)))
struct BoundLoginTests {
    @Test("the server that has the same TLS lets us in", arguments: [true, false])
    func bound(_ knowsPassword: Bool) async throws {
        let authority = TestAuthority()
        let tls = TLSTestServer(
            authority.issue("bound"),
            options: ["-tls1_3", "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32"])
        let server = BindingServer(tls: tls, password: knowsPassword ? "secret" : "another")
        async let served = withCheckedContinuation { continuation in
            // It waits in system calls, for which there may be no more threads than tests.
            DispatchQueue.global().async { continuation.resume(returning: server.serve()) }
        }
        let endpoint = Endpoint(
            host: "localhost", port: tls.port, protection: .implicitTLS,
            trust: TLSPolicy(additionalAuthorities: authority.certificate))
        let backend = IMAPBackend(
            endpoint: endpoint, connector: NIOConnector(),
            credentials: Credentials(username: "ann", secret: Secret("secret")),
            mechanisms: .only(.scramSHA256Plus), logger: MailServer.silent)
        var outcome: BackendError?
        do { try await backend.connect() } catch { outcome = error }
        // A server that still waits for something is at its end now.
        tls.stop()
        #expect(outcome == (knowsPassword ? nil : .authenticationFailed(serverText: "no")))
        #expect(await served == knowsPassword)
    }
}
