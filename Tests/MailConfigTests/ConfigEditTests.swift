import Glibc
import Secrets
import TestKit
import Testing

@testable import MailConfig

@Suite("changing config.toml")
struct ConfigEditTests {
    private static let account = AccountConfiguration(
        name: "new", mailProtocol: .imap,
        server: ServerConfiguration(host: "imap.example.org", port: 993, protection: .implicit),
        login: LoginConfiguration(username: "ann@example.org", secret: .command("pass show \"mail\"")))

    /// What a person wrote, with a mind of its own.
    private static let ownFile = """
        # my mail
        theme="dark"   # the office is dark

        [[account]]   # the old one
          name = 'work'
        protocol="imap"
        host = "imap.work.example"
        port = 1993 # behind the proxy
        username = "ann"
        password_env = "WORK" # from the session
        # a note about work
        check_every = "10m"

        # the second one
        [[account]]
        name = "club"
        protocol = "pop3"
        host = "pop.club.example"
        username = "ann"
        remove_after = "2w"
        """

    private static func editing(
        _ text: String, _ change: (inout ConfigEdit) throws(ConfigEditError) -> Void
    ) throws(ConfigEditError) -> String {
        var edit = ConfigEdit(text, file: "c")
        try change(&edit)
        return edit.text
    }

    @Test("an account is appended, with comments; what stood there stays to the last octet", arguments: ["", ownFile])
    func adding(_ text: String) throws {
        let changed = try Self.editing(text) { edit throws(ConfigEditError) in
            try edit.add(Self.account, remark: "found\nby us")
        }
        #expect(changed.hasPrefix(text))
        let added = changed.dropFirst(text.utf8.count)
        #expect(added.drop { $0 == "\n" }.hasPrefix("# found by us\n[[account]]\nname     = \"new\"\n"))
        let reading = Configuration.read(changed, file: "c")
        #expect(reading.errors == [] && reading.configuration.accounts.last == Self.account)
    }

    @Test("every account that can be configured is read back as it was")
    func roundTrips() throws {
        var all: [AccountConfiguration] = []
        for (index, secret) in [SecretSource.prompt, .command("a\\b #\"c\""), .file("~/ä"), .environment("X")]
            .enumerated()
        {
            for mailProtocol in AccountConfiguration.MailProtocol.allCases {
                for protection in [ServerConfiguration.Protection.implicit, .starttls] {
                    var account = Self.account
                    account.name = "a\(all.count) “ü” \\"
                    account.mailProtocol = mailProtocol
                    account.server = ServerConfiguration(
                        host: "h.example", port: 1000 + index, protection: protection, authoritiesFile: "/ca",
                        certificateSHA256: String(repeating: "0a", count: 32))
                    account.login = LoginConfiguration(username: "u", authentication: .scramSHA256, secret: secret)
                    account.keepTrash = mailProtocol == .pop3 ? .seconds(7 * 86_400) : nil
                    account.checkEvery = .seconds(90)
                    account.mode =
                        mailProtocol == .pop3 ? .leaveOnServer(removeAfter: .seconds(14 * 86_400)) : .downloadAndRemove
                    all.append(account)
                }
            }
        }
        var edit = ConfigEdit(Self.ownFile, file: "c")
        for account in all { try edit.add(account, remark: "x") }
        let accounts = Configuration.read(edit.text, file: "c").configuration.accounts
        #expect(accounts.dropFirst(2).elementsEqual(all))
    }

    @Test("a second account of a name is refused, also beside one that has an error")
    func duplicates() {
        for text in [Self.ownFile.replacing("club", with: "new"), "[[account]]\nname = \"new\"\n"] {
            #expect(throws: ConfigEditError.duplicateName("new")) {
                try Self.editing(text) { edit throws(ConfigEditError) in try edit.add(Self.account, remark: "") }
            }
        }
    }

    @Test("a file that is no TOML is left alone")
    func noTOML() {
        #expect(throws: ConfigEditError.self) {
            try Self.editing("theme = \n") { edit throws(ConfigEditError) in try edit.add(Self.account, remark: "") }
        }
        // Inside a table of its own the header would mean another thing.
        #expect(throws: ConfigEditError.self) {
            try Self.editing("account = 3\n") { edit throws(ConfigEditError) in try edit.add(Self.account, remark: "") }
        }
    }

    @Test("an account gets other values; comments and the other account stay")
    func changing() throws {
        var work = try #require(Configuration.read(Self.ownFile, file: "c").configuration.accounts.first)
        work.server = ServerConfiguration(host: "imap.new.example", port: 1143, protection: .starttls)
        work.login.secret = .file("~/secret")
        let changed = try Self.editing(Self.ownFile) { edit throws(ConfigEditError) in try edit.change(work) }
        let reading = Configuration.read(changed, file: "c")
        #expect(reading.errors == [] && reading.configuration.accounts.first == work)
        for kept in ["# my mail", "# the old one", "# behind the proxy", "# a note about work", "# the second one"] {
            #expect(changed.contains(kept), "\(kept)")
        }
        #expect(!changed.contains("WORK"))
        let club = "# the second one" + (Self.ownFile.components(behind: "# the second one") ?? "")
        #expect(changed.hasSuffix(club))
    }

    @Test("what was said of a value goes with it, and what a person has said stays")
    func remarks() throws {
        var text = try Self.editing("") { edit throws(ConfigEditError) in try edit.add(Self.account, remark: "x") }
        #expect(text.contains("mode     = \"leave-on-server\"  # nothing is removed from the server\n"))
        #expect(text.contains("protocol = \"imap\"  # the mail stays on the server"))
        var account = Self.account
        account.mode = .downloadAndRemove
        text = try Self.editing(text) { edit throws(ConfigEditError) in try edit.change(account) }
        #expect(text.contains("mode     = \"download-and-remove\"  # the only copy will be here: back it up"))
        #expect(text.contains("protocol = \"imap\"\n"))
        account.mailProtocol = .pop3
        account.server.port = 995
        account.keepTrash = .seconds(30 * 86_400)
        account.mode = .leaveOnServer(removeAfter: .seconds(14 * 86_400))
        text = text.replacing("# the only copy", with: "# mine: the only copy")
        text = try Self.editing(text) { edit throws(ConfigEditError) in try edit.change(account) }
        #expect(text.contains("mode     = \"leave-on-server\"  # mine: the only copy"))
        #expect(text.contains("remove_after = \"14d\"  # the server's copy goes after this long"))
        #expect(Configuration.read(text, file: "c").configuration.accounts == [account])
    }

    @Test("an account goes, and nothing else")
    func removing() throws {
        let changed = try Self.editing(Self.ownFile) { edit throws(ConfigEditError) in try edit.remove("work") }
        #expect(
            changed.hasPrefix("# my mail\ntheme=\"dark\"   # the office is dark\n\n# the second one\n[[account]]\n"))
        let other = try Self.editing(Self.ownFile) { edit throws(ConfigEditError) in try edit.remove("club") }
        let above = Self.ownFile.firstRange(of: "[[account]]\nname = \"club\"")?.lowerBound
        #expect(above.map { other == Self.ownFile[..<$0] } == true)
        #expect(throws: ConfigEditError.noSuchAccount("x")) {
            try Self.editing(Self.ownFile) { edit throws(ConfigEditError) in try edit.remove("x") }
        }
    }
}

@Suite("config.toml on disk")
struct ConfigFileTests {
    private let place = TemporaryFolder("config")
    private var folder: String { place.path }

    private static let account = AccountConfiguration(
        name: "new", mailProtocol: .imap,
        server: ServerConfiguration(host: "imap.example.org", port: 993, protection: .implicit),
        login: LoginConfiguration(username: "ann"))

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private func add(to path: String) throws(ConfigEditError) {
        try ConfigFile(path: path).change { edit throws(ConfigEditError) in try edit.add(Self.account, remark: "x") }
    }

    @Test("is made with its folders, for its owner only")
    func making() throws {
        let path = folder + "/a/b/config.toml"
        try add(to: path)
        #expect(mode(path) == 0o600 && mode(folder + "/a/b") == 0o700)
        #expect(Configuration.load(from: path)?.configuration.accounts == [Self.account])
        #expect(throws: ConfigEditError.duplicateName("new")) { try add(to: path) }
    }

    @Test("stays a link where it is one, and becomes private where it was not")
    func links() throws {
        let (path, link) = (folder + "/dotfile", folder + "/config.toml")
        let file = fopen(path, "w")
        fputs("theme = \"dark\"\n", file)
        fclose(file)
        chmod(path, 0o644)
        symlink("dotfile", link)
        try add(to: link)
        #expect(isLink(link) && mode(path) == 0o600)
        #expect(Configuration.load(from: link)?.configuration.theme == .dark)
    }

    @Test("is not written where somebody else does so meanwhile, or where it can't be")
    func refusals() throws {
        let path = folder + "/config.toml"
        try add(to: path)
        #expect(throws: ConfigEditError.changedMeanwhile) {
            try ConfigFile(path: path).change { edit throws(ConfigEditError) in
                try edit.remove("new")
                let file = fopen(path, "a")
                fputs("# by hand\n", file)
                fclose(file)
            }
        }
        #expect(Configuration.load(from: path)?.configuration.accounts.count == 1)
        #expect(throws: ConfigEditError.self) { try add(to: "/dev/null/config.toml") }
    }

    @Test("a secret has a file of its own, private and never over another one")
    func secrets() throws {
        let first = try ConfigFile.writeSecret(Secret("one"), named: "new", in: folder + "/s")
        let second = try ConfigFile.writeSecret(Secret("two"), named: "new", in: folder + "/s")
        #expect(first == folder + "/s/new.password" && second != first)
        #expect(mode(first) == 0o600)
        #expect(try SecretSource.file(first).read()?.text == "one")
        #expect(try SecretSource.file(second).read()?.text == "two")
    }
}

extension String {
    /// What stands behind a text; nothing where it is not there.
    fileprivate func components(behind text: String) -> Substring? {
        firstRange(of: text).map { self[$0.upperBound...] }
    }
}
