import MailModel

/// A message in a mailbox of the embedded servers.
struct StoredMessage: Sendable {
    let uid: UInt32
    let content: DemoContent
    let received: MailDate
    var flags: Flags
    /// When its flags changed last (RFC 7162 §3.1.1).
    var modSeq: UInt64
}
