import Oddities
import Testing

@Suite("what a target may know")
struct ImportTests {
    /// The one table: a target, and every module it may import.
    static let allowed: [String: Set<String>] = [
        "MailModel": [],
        "InternetMessage": ["MailModel", "CLibXML2", "CZlib", "Glibc"],
        "Programs": ["CGlibc", "Dispatch", "Glibc"],
        "Digests": ["COpenSSL"],
        "Secrets": ["COpenSSL", "Glibc"],
        "OAuth": ["Digests", "Secrets", "FoundationEssentials"],
        "HTTPS": ["CCurl", "CGlibc", "Transport", "Dispatch"],
        "SASL": ["Digests", "Secrets"],
        "IMAP": [],
        "POP3": [],
        "Transport": ["NIOCore", "NIOPosix", "COpenSSL", "CZlib", "Logging", "Glibc"],
        "BackendAPI": ["MailModel"],
        "Oddities": ["TOMLKit"],
        "IMAPBackend": [
            "BackendAPI", "IMAP", "InternetMessage", "MailModel", "Oddities", "SASL", "Secrets", "Transport", "Logging",
        ],
        "POP3Backend": ["BackendAPI", "Digests", "MailModel", "POP3", "SASL", "Secrets", "Transport", "Logging"],
        "MailArchive": ["Digests", "IMAP", "InternetMessage", "MailModel", "Glibc"],
        "MailStore": ["CSQLite", "Digests", "MailModel", "GRDB", "GRDBSQLite", "Glibc"],
        "MessageSeals": ["COpenSSL", "InternetMessage", "MailModel", "Programs", "Dispatch", "Glibc"],
        "MailEngine": ["BackendAPI", "Digests", "InternetMessage", "MailModel", "MailStore", "Logging"],
        "TerminalUI": [],
        "NcursesTerminal": ["TerminalUI", "CNcurses", "Dispatch", "Glibc"],
        "MailUI": ["MailModel", "TerminalUI"],
        "MailConfig": ["Programs", "Secrets", "TOMLKit", "FoundationEssentials", "Glibc"],
        "AccountSetup": [
            "BackendAPI", "CGlibc", "CLibXML2", "HTTPS", "IMAPBackend", "MailConfig", "MailModel", "POP3Backend",
            "Transport", "Logging",
        ],
        "DemoServer": ["IMAP", "POP3", "InternetMessage", "MailModel", "NIOCore", "NIOPosix", "Glibc"],
        "postern": [
            "AccountSetup", "BackendAPI", "DemoServer", "HTTPS", "IMAPBackend", "OAuth", "InternetMessage",
            "MailArchive", "MailConfig",
            "MailEngine", "MailModel", "MailStore", "MailUI", "MessageSeals", "NcursesTerminal", "POP3Backend",
            "Programs", "SASL",
            "Secrets", "TerminalUI", "Transport", "ArgumentParser", "Logging", "FoundationEssentials", "Dispatch",
            "CGlibc",
            "Glibc",
        ],
    ]

    @Test("every file imports only what its target may", arguments: SourceTree.sources)
    func imports(_ file: SourceTree.File) throws {
        let allowed = try #require(Self.allowed[file.target], "\(file.target) is not in the table")
        // Synchronization is part of the standard library.
        #expect(file.imports.subtracting(allowed).subtracting(["Synchronization"]) == [], "\(file.path)")
    }

    @Test(
        "each library is known to one or two targets; OpenSSL to four, for digests, TLS, S/MIME and secrets",
        arguments: ["CNcurses", "NIOPosix", "COpenSSL", "CZlib", "CCurl", "GRDB", "TOMLKit"])
    func librariesStayInTheirFolder(_ library: String) {
        let users = Set(SourceTree.sources.filter { $0.imports.contains(library) }.map(\.target))
        let most = library == "COpenSSL" ? 4 : 2
        #expect(!users.isEmpty && users.count <= most, "\(library): \(users.sorted())")
    }

    @Test("no code names a provider: what one does differently is a row of Resources/oddities.toml")
    func noProviders() {
        let hosts = OddityTable.known.rows.flatMap(\.hosts) + OddityTable.known.rows.compactMap(\.capability)
        #expect(hosts.count > 5)
        for file in SourceTree.sources {
            // Comments may say who is meant.
            for line in file.lines where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                for host in hosts { #expect(!line.lowercased().contains(host.lowercased()), "\(file.path): \(line)") }
            }
        }
    }

    @Test("nothing is public and no state is shared")
    func noPublicNoStaticVar() {
        for file in SourceTree.sources {
            for line in file.lines {
                let code = line.drop { $0 == " " }
                #expect(!code.hasPrefix("public "), "\(file.path): \(code)")
                #expect(!code.hasPrefix("static var ") || code.contains("{"), "\(file.path): \(code)")
            }
        }
    }
}
