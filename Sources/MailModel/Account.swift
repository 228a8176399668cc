/// An account's name: shown in its tab, used on the command line and as a folder name.
///
/// Never empty, never `.` or `..`, and without `/` or control characters, so that it
/// can stand in a path and on a screen as it is.
package struct AccountName: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    /// Takes a name, or nothing where it could not be a folder's name.
    package init?(_ text: String) {
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "/" }
        guard !text.isEmpty, text != ".", text != "..", text.utf8.count <= 128, isPlain else { return nil }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// The protocol that an account's server speaks.
package enum MailProtocol: String, Hashable, Sendable, Codable {
    case imap
    case pop3
}

/// What becomes of a message on the server once it is whole and durable here.
package enum StorageMode: Hashable, Sendable, Codable {
    /// The server keeps its copy; for POP3 until `removeAfter`, where there is one.
    case leaveOnServer(removeAfter: Duration?)

    /// The server's copy goes as soon as ours is synced to disk.
    case downloadAndRemove

    /// How long a copy stays on the server once it is here; nothing: for good.
    package var stay: Duration? {
        switch self {
        case .leaveOnServer(let removeAfter): removeAfter
        case .downloadAndRemove: .zero
        }
    }

    /// When copies leave by `remove_after`; nothing where there is none.
    package var removeAfter: Duration? {
        if case .leaveOnServer(let removeAfter) = self { removeAfter } else { nil }
    }

    /// Whether it takes copies off the server that the other mode would leave there, or takes them earlier.
    package func removesMore(than other: StorageMode) -> Bool {
        switch (stay, other.stay) {
        case (nil, _): false
        case (_?, nil): true
        // Even a `remove_after` of nothing waits for two looks at the clock.
        case (let mine?, let others?):
            mine < others || (self == .downloadAndRemove && other != .downloadAndRemove)
        }
    }
}

/// One account, as the engine and the screens know it: no hosts, no secrets.
package struct Account: Hashable, Sendable {
    package let name: AccountName
    package let mailProtocol: MailProtocol
    package let mode: StorageMode

    /// Host name of the server, to be named in questions and in the status line.
    package let host: String

    /// How long to wait between two looks at a server that can't push.
    package let checkEvery: Duration

    /// How long messages stay in a Trash that is only here; nothing: for ever.
    package let keepTrash: Duration?

    /// Its password is known to a person only.
    package let asksForPassword: Bool

    /// The server whose word on senders is believed: its authserv-id (RFC 8601).
    package let trustedServer: String?

    package init(
        name: AccountName, mailProtocol: MailProtocol, mode: StorageMode, host: String,
        checkEvery: Duration = .seconds(300), keepTrash: Duration? = nil, asksForPassword: Bool = false,
        trustedServer: String? = nil
    ) {
        self.name = name
        self.mailProtocol = mailProtocol
        self.mode = mode
        self.host = host
        self.checkEvery = checkEvery
        self.keepTrash = keepTrash
        self.asksForPassword = asksForPassword
        self.trustedServer = trustedServer
    }

    /// Whether a message here and its copy on the server are two things, so that a person can decide about the copy
    /// alone: not where the store mirrors the server.
    package var letsDecideCopies: Bool { mailProtocol == .pop3 || mode == .downloadAndRemove }
}
