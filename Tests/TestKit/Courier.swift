import Glibc
import Synchronization
package import Transport

/// A real Courier of a test's own (see ``ServerRoot``): its POP3 and IMAP servers, the latter without CONDSTORE, MOVE
/// and SPECIAL-USE, with mailboxes named `INBOX.Archive`.
package final class Courier: RealServer {
    /// Users are `user1` to this number, all with Dovecot's password.
    private static let userCount = 3000

    private let root: ServerRoot
    private let maildirs: Maildirs
    private let ports = ServerPorts()
    private let authority = TestAuthority(name: "Courier Test CA")
    private let processes = Mutex<[ServerProcess]>([])
    /// What its programs write to their standard error, the only place where they do.
    private let messages = ServerLog()

    /// Only root can start it.
    package static var isPossible: Bool { ServerRoot.isPossible }

    /// Starts a server.
    ///
    /// - Throws: Where it is not there or does not start.
    package init() throws(ServerFailure) {
        root = try ServerRoot("courier", userName: "courier")
        maildirs = Maildirs(in: root.folder, "home", owner: ServerRoot.userID)
        root.makeServersFolders("run/courier/authdaemon", "var/lib/courier")
        let identity = authority.issue("courier")
        let pem = [identity.key, identity.certificate].flatMap { TestFiles.octets(of: $0) ?? [] }
        root.writeSecret(pem, to: "etc/courier/server.pem")
        root.folder.write(
            "authmodulelist=\"authuserdb\"\nauthmodulelistorig=\"authuserdb\"\ndaemons=3\n"
                + "authdaemonvar=/run/courier/authdaemon\n", to: "etc/courier/authdaemonrc")
        try writeUsers()
        try start()
    }

    package func endpoint(_ service: Dovecot.Service, _ protection: Endpoint.Protection) -> Endpoint {
        ports.endpoint(service, protection, authority: authority.certificate)
    }

    package func start() throws(ServerFailure) {
        // One left from before would be taken for the new one's.
        unlink(root.path + "/run/courier/authdaemon/socket")
        run(root.command(["/usr/lib/courier/courier-authlib/authdaemond"]))
        for service in [Dovecot.Service.imap, .pop3] {
            for isTLS in [false, true] { run(listenerCommand(service, isTLS: isTLS)) }
        }
        let isListening = LoopbackPorts.waitUntilListening(ports.imap, ports.imaps, ports.pop3, ports.pop3s)
        guard isListening, waitForSocket() else { throw ServerFailure(description: "courier does not start: \(log)") }
    }

    private func run(_ command: [String]) {
        let process = ServerProcess(command)
        messages.follow(process)
        processes.withLock { $0.append(process) }
    }

    package func kill() {
        root.killAll()
        processes.withLock { $0 = [] }
        LoopbackPorts.waitUntilFree(ports.imap, ports.imaps, ports.pop3, ports.pop3s)
    }

    package var log: String { messages.text }

    // MARK: - Mail

    package func add(user: String) {
        for mailbox in ["INBOX", "Drafts", "Sent", "Trash", "Junk", "Archive"] { maildirs.make(of: user, mailbox) }
    }

    /// What IMAP calls a mailbox: `INBOX.Lists.Swift` for `Lists/Swift`.
    package static func name(of mailbox: String) -> String { "INBOX." + mailbox.replacing("/", with: ".") }

    // The way back.
    private func path(of user: String, _ name: String) -> String {
        maildirs.path(of: user, name.replacing("INBOX.", with: "").replacing(".", with: "/"))
    }

    /// On disk Courier ends lines with LF, and adds the CR when it sends them.
    package func deliver(_ octets: [UInt8], to user: String, mailbox: String, date: Int64, flags: String?) {
        maildirs.deliver(LineEnds.file(octets), into: path(of: user, mailbox), date: date, flags: flags)
    }

    package func messages(of user: String, mailbox: String) -> [HeldMessage] {
        Maildirs.messages(in: path(of: user, mailbox))
    }

    package func renumber(_ mailbox: String, of user: String) {
        let path = path(of: user, mailbox) + "/courierimapuiddb"
        // Version 1, validity, next UID; no message has a UID yet.
        let isWritten = TestFiles.write(
            Array("1 \(UInt32.random(in: 1_900_000_000...2_000_000_000)) 1\n".utf8), to: path)
        precondition(isWritten, "\(path) cannot be written")
        chmod(path, 0o666)
    }

    // MARK: - How it is started

    // What its own start scripts do (/usr/lib/courier/pop3d and its like).
    private func listenerCommand(_ service: Dovecot.Service, isTLS: Bool) -> [String] {
        let programs =
            service == .imap
            ? ["/usr/lib/courier/courier/imaplogin", "/usr/bin/imapd"]
            : ["/usr/lib/courier/courier/courierpop3login", "/usr/lib/courier/courier/courierpop3d"]
        let listener = [
            "/usr/sbin/couriertcpd", "-address=127.0.0.1", "-maxprocs=400", "-maxperip=400", "-nodnslookup",
            "-noidentlookup", "\(ports.port(service, isTLS: isTLS))",
        ]
        let tls = isTLS ? ["/usr/bin/couriertls", "-server", "-tcpd"] : []
        // What tells Courier of new files listens on a socket outside all folders, named by this.
        let watcher = "GAM_CLIENT_ID=\(ports.imap)"
        // As it is installed, Courier has USER and PASS alone in clear.
        let offer = isTLS ? ["POP3AUTH=\(Self.mechanisms)"] : ["IMAP_STARTTLS=YES", "POP3_STARTTLS=YES"]
        return root.command(listener + tls + programs + ["Maildir"], environment: Self.environment + offer + [watcher])
    }

    // As it is installed, but that IDLE tells of a change when it happens, and not within the next minute.
    private static let environment = [
        "COURIERTLS=/usr/bin/couriertls", "TLS_CERTFILE=/etc/courier/server.pem", "TLS_VERIFYPEER=NONE",
        "POP3AUTH_TLS=\(mechanisms)",
        "IMAP_CAPABILITY=\(capability) AUTH=CRAM-MD5", "IMAP_CAPABILITY_TLS=\(capability) AUTH=CRAM-MD5 AUTH=PLAIN",
        "IMAP_KEYWORDS=1", "IMAP_ACL=1", "IMAP_USELOCKS=1", "IMAP_ENHANCEDIDLE=1", "IMAP_IDLE_TIMEOUT=1",
    ]

    private static let mechanisms = "PLAIN LOGIN CRAM-MD5"
    private static let capability =
        "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"

    // What makeuserdb writes, which is a Perl script: makedatprog reads name, tab, fields.
    private func writeUsers() throws(ServerFailure) {
        let users = (1...Self.userCount).map { number in
            (
                name: "user\(number)",
                fields: "uid=\(ServerRoot.userID)|gid=\(ServerRoot.userID)|home=/home/user\(number)|_="
            )
        }
        let keyed = ChildProcess.run(
            ["sh", "-c", "echo \(Dovecot.password) | chroot \(root.path) /usr/sbin/userdbpw -hmac-md5"])
        let plain = ChildProcess.run(["openssl", "passwd", "-5", Dovecot.password])
        let secret = "systempw=\(plain.line)|hmac-md5pw=\(keyed.line)"
        try write(users.map { "\($0.name)\t\($0.fields)\n" }, to: "userdb.dat")
        try write(users.map { "\($0.name)\t\(secret)\n" }, to: "userdbshadow.dat")
        // A shadow that others can read is no shadow.
        chmod(root.path + "/etc/courier/userdbshadow.dat", 0o600)
    }

    private func write(_ records: [String], to name: String) throws(ServerFailure) {
        root.folder.write(records.joined() + ".\n", to: "tmp/records")
        let program = "chroot \(root.path) /usr/lib/courier/courier-authlib/makedatprog"
        let result = ChildProcess.run(
            ["sh", "-c", "\(program) - /etc/courier/new.tmp /etc/courier/\(name) <\(root.path)/tmp/records"])
        guard result.status == 0 else { throw ServerFailure(description: "courier's users: \(result.output)") }
    }

    private func waitForSocket() -> Bool {
        for _ in 0..<4_000 {
            if access(root.path + "/run/courier/authdaemon/socket", F_OK) == 0 { return true }
            // Nothing tells of a new file.
            usleep(5_000)
        }
        return false
    }
}

extension ChildProcess.Result {
    /// The only line of the output.
    fileprivate var line: Substring { output.prefix { !$0.isNewline } }
}
