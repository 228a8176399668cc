/// A message in the store.
///
/// Stable for as long as the store has the message.
///
/// Written `work/1204` on the command line and in JSON.
package struct StoredID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let account: AccountName
    /// The row in that account's store.
    package let row: Int64

    package init(account: AccountName, row: Int64) {
        self.account = account
        self.row = row
    }

    /// Reads what ``description`` wrote.
    package init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/"), let account = AccountName(String(text[..<slash])),
            let row = Int64(text[text.index(after: slash)...])
        else { return nil }
        self.init(account: account, row: row)
    }

    package var description: String { "\(account)/\(row)" }
}

/// A mailbox in the store.
package struct MailboxID: Hashable, Sendable, Codable {
    package let account: AccountName
    /// The row in that account's store.
    package let row: Int64

    package init(account: AccountName, row: Int64) {
        self.account = account
        self.row = row
    }
}

/// How a server names one message.
package enum RemoteID: Hashable, Sendable, Codable {
    /// IMAP: unique identifier, valid under one UIDVALIDITY (RFC 9051 §2.3.1.1).
    case uid(UInt32, validity: UInt32)

    /// POP3: unique-id listing (RFC 1939 §7). Octets outside printable ASCII are
    /// kept as the scalars U+0080 to U+00FF, so equal listings are equal strings.
    case uidl(String)
}
