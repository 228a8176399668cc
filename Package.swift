// swift-tools-version: 6.2

import PackageDescription

// The map of the program: targets in the order of the data, from a server's octets to the cells of the
// screen. Import name = folder under Sources. `Tests/ArchitectureTests` holds every target to its imports.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    // Messages, traces and screens are read from the source folder: a new case is a new file there.
    .testTarget(name: name, dependencies: dependencies, exclude: testData[name] ?? [], swiftSettings: settings)
}

let testData: [String: [String]] = [
    "IMAPTests": ["Found", "Traces"],
    "POP3Tests": ["Traces"],
    "InternetMessageTests": ["Corpus", "Found", "Messages", "Oracles", "Pages"],
    "MailUITests": ["Screens"],
]

let package = Package(
    name: "postern",
    products: [.executable(name: "postern", targets: ["postern"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    ],
    targets: [
        // The nouns: account, mailbox, message row, address, flag, identifiers, actions, deltas.
        module("MailModel"),
        // Octets of a message to values: RFC 5322, 2045-2047, 2231, 3676; HTML to text.
        module("InternetMessage", ["MailModel", "CLibXML2", "CZlib"]),
        // Other programs: started in one place, with limits on their time and octets.
        module("Programs", ["CGlibc"]),
        // Message digests, by OpenSSL.
        module("Digests", ["COpenSSL"]),
        // Passwords and tokens in locked memory, and the encrypted file that keeps them, by OpenSSL.
        module("Secrets", ["COpenSSL"]),
        // Signing in by browser (RFC 6749, 7636, 8628) without I/O: forms, answers, tokens.
        module("OAuth", ["Digests", "Secrets"]),
        // Credentials to challenge and response (RFC 4422).
        module("SASL", ["Digests", "Secrets"]),
        // RFC 9051/3501 and extensions without I/O: values, grammar, encoder, session.
        module("IMAP"),
        // RFC 1939/2449 without I/O.
        module("POP3"),
        // Octets in order over TCP and TLS, compression, time limits.
        module("Transport", [nio("NIOCore"), nio("NIOPosix"), "COpenSSL", "CZlib", logging]),
        // Pages and forms over HTTPS, by libcurl.
        module("HTTPS", ["CCurl", "CGlibc", "Transport"]),
        // The one protocol between an account and the rest.
        module("BackendAPI", ["MailModel"]),
        // What known servers do differently, as data: Resources/oddities.toml, part of the program.
        .target(
            name: "Oddities", dependencies: ["TOMLKit"], resources: [.embedInCode("oddities.toml")],
            swiftSettings: settings),
        // `MailBackend` over IMAP.
        module(
            "IMAPBackend",
            [
                "BackendAPI", "IMAP", "InternetMessage", "MailModel", "Oddities", "SASL", "Secrets", "Transport",
                logging,
            ]),
        // `MailBackend` over POP3.
        module(
            "POP3Backend",
            ["BackendAPI", "Digests", "MailModel", "POP3", "SASL", "Secrets", "Transport", logging]),
        // Messages to Maildir and mbox, and back.
        module("MailArchive", ["Digests", "IMAP", "InternetMessage", "MailModel"]),
        // The local copy and the action journal in SQLite.
        module(
            "MailStore",
            [
                "CSQLite", "Digests", "MailModel", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // Checks signatures and opens what is encrypted: OpenPGP by gpg, S/MIME by OpenSSL.
        module("MessageSeals", ["COpenSSL", "InternetMessage", "MailModel", "Programs"]),
        // Keeps store and servers in step: one actor an account.
        module("MailEngine", ["BackendAPI", "Digests", "InternetMessage", "MailModel", "MailStore", logging]),
        // Cells, styles, keys, character width, wrapping; no device.
        module("TerminalUI"),
        // The one device: shows a buffer, reads keys and resizes.
        module("NcursesTerminal", ["TerminalUI", "CNcurses"]),
        // The screens: state, update, view; commands and key map.
        module("MailUI", ["MailModel", "TerminalUI"]),
        // config.toml to values, each with its line for error messages.
        module("MailConfig", ["Programs", "Secrets", "TOMLKit"]),
        // Which servers an address has: provider table (Resources/providers.toml), autoconfig, DNS, guesses.
        .target(
            name: "AccountSetup",
            dependencies: [
                "BackendAPI", "CGlibc", "CLibXML2", "HTTPS", "IMAPBackend", "MailConfig", "MailModel", "POP3Backend",
                "Transport", logging,
            ], resources: [.embedInCode("providers.toml")], swiftSettings: settings),
        // The embedded IMAP and POP3 server behind `postern demo`; also what the tests script.
        module("DemoServer", ["IMAP", "InternetMessage", "MailModel", nio("NIOCore"), nio("NIOPosix")]),
        // Options, wiring, event loop, log file.
        .executableTarget(
            name: "postern",
            dependencies: [
                "AccountSetup", "BackendAPI", "CGlibc", "DemoServer", "HTTPS", "IMAPBackend", "InternetMessage",
                "MailArchive",
                "MailConfig",
                "MailEngine",
                "MailModel", "MailStore", "MailUI", "MessageSeals", "NcursesTerminal", "OAuth", "POP3Backend",
                "Programs", "SASL", "Secrets", "TerminalUI",
                "Transport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), logging,
            ],
            swiftSettings: settings),

        // What Swift can't import from the system's headers, as `static inline` C.
        .systemLibrary(name: "CGlibc"),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // What tests share: scripted server, memory terminal, traces, Dovecot.
        .target(
            name: "TestKit",
            dependencies: ["TerminalUI", "Transport"], path: "Tests/TestKit",
            swiftSettings: settings),
        // What `Scripts/fuzz` runs.
        .executableTarget(
            name: "mailfuzz",
            dependencies: [
                "AccountSetup", "IMAP", "InternetMessage", "MailModel", "MessageSeals", "OAuth", "Programs",
            ], path: "Tests/Fuzz",
            swiftSettings: settings),
        tests("ArchitectureTests", ["MailConfig", "MailUI", "Oddities"]),
        tests("MailModelTests", ["MailModel"]),
        tests("InternetMessageTests", ["InternetMessage", "MailModel", "TerminalUI"]),
        tests("ProgramsTests", ["Programs"]),
        tests("DigestsTests", ["Digests"]),
        tests("OAuthTests", ["OAuth", "Secrets"]),
        tests("SecretsTests", ["Secrets", "TestKit"]),
        tests("SASLTests", ["Digests", "SASL", "Secrets"]),
        tests("IMAPTests", ["IMAP", "TestKit"]),
        tests("POP3Tests", ["POP3", "TestKit"]),
        tests("TransportTests", ["Transport", "TestKit"]),
        tests(
            "IMAPBackendTests",
            ["BackendAPI", "IMAPBackend", "MailModel", "Oddities", "SASL", "Secrets", "TestKit", "Transport", logging]),
        tests(
            "POP3BackendTests",
            ["BackendAPI", "Digests", "MailModel", "POP3", "POP3Backend", "SASL", "Secrets", "TestKit", "Transport"]),
        tests("MailArchiveTests", ["MailArchive", "MailModel", "TestKit"]),
        tests(
            "MailStoreTests",
            ["Digests", "MailModel", "MailStore", "TestKit", .product(name: "GRDB", package: "GRDB.swift")]),
        tests("MessageSealsTests", ["InternetMessage", "MailModel", "MessageSeals", "TestKit"]),
        tests("MailEngineTests", ["BackendAPI", "MailEngine", "MailModel", "MailStore", "TestKit", logging]),
        tests("TerminalUITests", ["TerminalUI", "TestKit"]),
        tests("NcursesTerminalTests", ["NcursesTerminal", "TerminalUI"]),
        tests("MailUITests", ["MailModel", "MailUI", "TerminalUI", "TestKit"]),
        tests("MailConfigTests", ["MailConfig", "Secrets", "TestKit"]),
        tests("AccountSetupTests", ["AccountSetup", "MailModel", "TestKit", "Transport", logging]),
        tests("DemoServerTests", ["DemoServer", "MailModel", "Transport"]),
        tests(
            "ServerTests",
            [
                "BackendAPI", "DemoServer", "Digests", "IMAPBackend", "MailEngine", "MailModel", "MailStore",
                "POP3Backend", "SASL", "Secrets", "TestKit", "Transport", logging,
            ]),
        tests("EndToEndTests", ["MailArchive", "MailModel", "TestKit"]),
        tests("FaultTests", ["DemoServer", "MailModel", "TestKit", .product(name: "GRDB", package: "GRDB.swift")]),
    ]
)
