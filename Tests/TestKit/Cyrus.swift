import Glibc
import Synchronization
package import Transport

/// A real Cyrus IMAP of a test's own (see ``ServerRoot``), with nearly all that IMAP has, a POP3 server with APOP, and
/// SASL with CRAM and SCRAM.
///
/// Every user exists, with Dovecot's password, and gets mailboxes with the first login.
package final class Cyrus: RealServer {
    private let root: ServerRoot
    private let ports = ServerPorts()
    private let authority = TestAuthority(name: "Cyrus Test CA")
    private let process = Mutex<ServerProcess?>(nil)
    private let messages = ServerLog()

    /// Starts a server.
    ///
    /// - Throws: Where it is not there or does not start.
    package init() throws(ServerFailure) {
        root = try ServerRoot("cyrus", userName: "cyrus")
        root.makeServersFolders(
            "run/cyrus", "run/cyrus/proc", "run/cyrus/lock", "run/cyrus/socket", "var/lib/cyrus",
            "var/lib/cyrus/socket",
            "var/spool/cyrus")
        let identity = authority.issue("cyrus")
        root.writeSecret(TestFiles.octets(of: identity.certificate) ?? [], to: "etc/server.crt")
        root.writeSecret(TestFiles.octets(of: identity.key) ?? [], to: "etc/server.key")
        root.folder.write(configuration, to: "etc/test-imapd.conf")
        root.folder.write(services, to: "etc/test-cyrus.conf")
        try start()
    }

    package func endpoint(_ service: Dovecot.Service, _ protection: Endpoint.Protection) -> Endpoint {
        ports.endpoint(service, protection, authority: authority.certificate)
    }

    package func start() throws(ServerFailure) {
        unlink(root.path + "/run/cyrus/master.pid")
        let master = [
            "/usr/lib/cyrus/bin/master", "-D", "-C", "/etc/test-imapd.conf", "-M", "/etc/test-cyrus.conf", "-p",
            "/run/cyrus/master.pid",
        ]
        let process = ServerProcess(root.command(master))
        messages.follow(process)
        self.process.withLock { $0 = process }
        guard LoopbackPorts.waitUntilListening(ports.imap, ports.imaps, ports.pop3, ports.pop3s) else {
            throw ServerFailure(description: "cyrus does not start: \(log)")
        }
    }

    package func kill() {
        root.killAll()
        process.withLock { $0 = nil }
        LoopbackPorts.waitUntilFree(ports.imap, ports.imaps, ports.pop3, ports.pop3s)
    }

    package var log: String { messages.text }

    // MARK: - Mail

    package func add(user: String) throws(ServerFailure) { _ = try wire(user) }

    /// As a delivery agent would: with CRLF at the end of every line, or Cyrus takes no message.
    package func deliver(
        _ octets: [UInt8], to user: String, mailbox: String, date: Int64, flags: String?
    ) throws(ServerFailure) {
        let words = Self.flags.filter { flags?.contains($0.letter) == true }.map(\.word)
        let message = IMAPWire.Message(
            octets: LineEnds.network(octets), flags: words.joined(separator: " "), date: IMAPWire.dateTime(date))
        try wire(user).append(message, to: mailbox)
    }

    package func messages(of user: String, mailbox: String) throws(ServerFailure) -> [HeldMessage] {
        try wire(user).messages(in: mailbox).map { message in
            let letters = Self.flags.filter { message.flags.contains($0.word) }.map(\.letter)
            return HeldMessage(octets: message.octets, letters: Set(letters))
        }
    }

    /// The messages go into a new mailbox of the same name.
    package func renumber(_ mailbox: String, of user: String) throws(ServerFailure) {
        guard mailbox == "INBOX" else { throw ServerFailure(description: "only INBOX can be renumbered") }
        let messages = try wire(user).messages(in: mailbox)
        let administrator = try wire(Self.administrator)
        try administrator.run("SETACL \"user/\(user)\" \(Self.administrator) lrswipkxtecda")
        try administrator.run("DELETE \"user/\(user)\"")
        let user = try wire(user)
        for var message in messages {
            // The server alone sets \Recent.
            message.flags = Self.flags.map(\.word).filter(message.flags.contains).joined(separator: " ")
            try user.append(message, to: mailbox)
        }
    }

    private static let flags: [(letter: Character, word: String)] = [
        ("D", #"\Draft"#), ("F", #"\Flagged"#), ("R", #"\Answered"#), ("S", #"\Seen"#), ("T", #"\Deleted"#),
    ]

    private func wire(_ user: String) throws(ServerFailure) -> IMAPWire {
        try IMAPWire(port: ports.imap, user: user, password: Dovecot.password)
    }

    // MARK: - Configuration

    private static let administrator = "administrator"

    // imapd.conf(5) of version 3.6. The passwords come from SQL that has no table.
    private var configuration: String {
        let roles = ["Drafts", "Sent", "Trash", "Junk", "Archive"]
        return """
            configdirectory: /var/lib/cyrus
            defaultpartition: default
            partition-default: /var/spool/cyrus
            proc_path: /run/cyrus/proc
            mboxname_lockpath: /run/cyrus/lock
            idlesocket: /run/cyrus/socket/idle
            notifysocket: /run/cyrus/socket/notify
            lmtpsocket: /run/cyrus/socket/lmtp
            cyrus_user: nobody
            cyrus_group: nogroup
            servername: localhost
            admins: \(Self.administrator)
            unixhierarchysep: yes
            altnamespace: yes
            allowplaintext: yes
            tls_server_cert: /etc/server.crt
            tls_server_key: /etc/server.key
            sasl_pwcheck_method: auxprop
            sasl_auxprop_plugin: sql
            sasl_sql_engine: sqlite3
            sasl_sql_database: /var/lib/cyrus/sasl.sqlite
            sasl_sql_select: SELECT '\(Dovecot.password)'
            sasl_mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
            autocreate_quota: 0
            autocreate_inbox_folders: \(roles.joined(separator: " | "))
            \(roles.map { "xlist-\($0.lowercased()): \($0)" }.joined(separator: "\n"))
            failedloginpause: 0

            """
    }

    // cyrus.conf(5).
    private var services: String {
        let listeners = [
            ("imap", "imapd", ports.imap), ("imaps", "imapd -s", ports.imaps), ("pop3", "pop3d", ports.pop3),
            ("pop3s", "pop3d -s", ports.pop3s),
        ]
        let lines = listeners.map { name, program, port in
            "  \(name) cmd=\"/usr/lib/cyrus/bin/\(program) -C /etc/test-imapd.conf\" listen=\"127.0.0.1:\(port)\" prefork=0"
        }
        return """
            START {
              recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C /etc/test-imapd.conf -r"
            }
            SERVICES {
            \(lines.joined(separator: "\n"))
            }
            DAEMON {
              idled cmd="/usr/lib/cyrus/bin/idled -C /etc/test-imapd.conf"
            }

            """
    }
}
