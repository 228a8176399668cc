import Glibc
import Synchronization
package import Transport

/// A real Dovecot 2.3 of a test's own, as whatever user the tests run.
///
/// IMAP and POP3 on free ports of 127.0.0.1, each in clear with STARTTLS or STLS and in TLS, with a
/// certificate of the test's own authority. Every user exists, with the same password, and has a Maildir
/// with Drafts, Sent, Trash, Junk and Archive. Ends with the test process, however that ends.
package final class Dovecot: Sendable {
    package struct Options: Sendable {
        /// What IMAP says it can do, instead of all that it can: `IMAP4rev1`.
        package var imapCapability: String?
        /// IMAP offers COMPRESS=DEFLATE, where `imapCapability` does not say otherwise.
        package var compresses: Bool
        /// A user has room for 1 MiB and 10 messages, `Sent` can only be read, and nothing be taken out of `Junk`.
        package var isLimited = false
        /// More lines of dovecot.conf.
        package var extraConfiguration: String

        package init(imapCapability: String? = nil, compresses: Bool = true, extraConfiguration: String = "") {
            self.imapCapability = imapCapability
            self.compresses = compresses
            self.extraConfiguration = extraConfiguration
        }
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package enum Service: Hashable, Sendable, CaseIterable { case imap, pop3 }

    package static let password = "secret"

    package let authority: TestAuthority
    let folder: TemporaryFolder
    let account: DovecotAccount
    let maildirs: Maildirs
    private let ports: ServerPorts
    private let process: Mutex<ServerProcess?>

    /// Starts a server.
    ///
    /// - Throws: Where Dovecot is not installed or does not start, with the end of its log.
    package init(_ options: Options = Options()) throws(Failure) {
        guard ServerProcess.isInstalled("dovecot") else {
            throw Failure(description: "dovecot is not installed: apt install dovecot-imapd dovecot-pop3d")
        }
        authority = TestAuthority(name: "Dovecot Test CA")
        folder = TemporaryFolder("dovecot", mode: 0o755)
        account = DovecotAccount()
        ports = ServerPorts()
        process = Mutex(nil)
        maildirs = Maildirs(in: folder, "mail")
        let configuration = DovecotConfiguration(
            folder: folder.path, identity: authority.issue("dovecot"), account: account, ports: ports,
            options: options)
        folder.write(configuration.text, to: "dovecot.conf")
        if options.isLimited { folder.write(DovecotConfiguration.rights, to: "acl") }
        try start()
    }

    /// Path of the certificate to trust.
    package var certificateAuthority: String { authority.certificate }

    /// The last lines that the server wrote to its log.
    package var log: String {
        let text = String(decoding: TestFiles.octets(of: folder.path + "/dovecot.log") ?? [], as: UTF8.self)
        return text.split(separator: "\n").suffix(20).joined(separator: "\n")
    }

    package func port(_ service: Service, isTLS: Bool) -> Int {
        ports.port(service, isTLS: isTLS)
    }

    /// Where to connect to, trusting this server's authority.
    package func endpoint(_ service: Service, _ protection: Endpoint.Protection) -> Endpoint {
        ports.endpoint(service, protection, authority: certificateAuthority)
    }

    package func start() throws(Failure) {
        process.withLock { $0 = ServerProcess(["dovecot", "-F", "-c", folder.path + "/dovecot.conf"]) }
        guard LoopbackPorts.waitUntilListening(ports.imap, ports.imaps, ports.pop3, ports.pop3s) else {
            throw Failure(description: "dovecot does not start: \(log)")
        }
    }

    /// Ends the server in an orderly way: clients are told.
    package func stop() {
        process.withLock { process in
            process?.stop()
            process = nil
        }
    }

    /// Ends the server and all its connections at once, in the middle of whatever they do.
    package func kill() {
        process.withLock { process in
            process?.kill()
            process = nil
        }
        LoopbackPorts.waitUntilFree(ports.imap, ports.imaps, ports.pop3, ports.pop3s)
        // A process that nobody has reaped yet would count as a Dovecot that still runs.
        unlink(folder.path + "/run/master.pid")
    }

    /// Kills a user's sessions, in the middle of whatever they do; the server itself goes on.
    package func killSessions(of user: String, _ service: Service) {
        signalSessions(SIGKILL, of: user, service)
    }

    /// Lets a user's sessions do nothing, or go on, as a machine does that has no time for them.
    package func suspendSessions(_ isSuspended: Bool, of user: String, _ service: Service) {
        signalSessions(isSuspended ? SIGSTOP : SIGCONT, of: user, service)
    }

    private func signalSessions(_ signal: Int32, of user: String, _ service: Service) {
        for id in sessions(of: user, service) { Glibc.kill(id, signal) }
    }

    /// Waits until none of a user's sessions is left, at most 5 seconds: one whose client is gone first ends what it does.
    package func waitForEnd(ofSessionsOf user: String, _ service: Service) {
        for _ in 0..<250 where !sessions(of: user, service).isEmpty { usleep(20_000) }
    }

    /// Process ids of a user's sessions.
    private func sessions(of user: String, _ service: Service) -> [pid_t] {
        TestFiles.names(in: "/proc").compactMap { pid_t($0) }.filter { id in
            // `dovecot/pop3 [ann 127.0.0.1 …]`: verbose_proctitle says whose.
            let title = String(decoding: TestFiles.octets(of: "/proc/\(id)/cmdline") ?? [], as: UTF8.self)
            return title.hasPrefix("dovecot/\(service) ") && title.contains("[\(user) ")
        }
    }

    /// Starts it again, on the same ports and with the same mail.
    package func restart() throws(Failure) {
        stop()
        try start()
    }
}
