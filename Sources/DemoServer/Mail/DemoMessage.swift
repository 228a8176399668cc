package import MailModel

/// A message with what the server knows beside its octets.
package struct DemoMessage: Sendable {
    package var content: DemoContent
    /// INTERNALDATE (RFC 9051 §2.3.3).
    package var received: MailDate
    package var flags: Flags

    package init(content: DemoContent, received: MailDate, flags: Flags = []) {
        self.content = content
        self.received = received
        self.flags = flags
    }
}

/// A message's octets, or where they come from when they are asked for.
package enum DemoContent: Sendable {
    case octets([UInt8])
    /// The message of that number from ``GeneratedMail``: a mailbox of 100,000 costs next to nothing.
    case generated(Int)

    package var octets: [UInt8] {
        switch self {
        case .octets(let octets): octets
        case .generated(let number): GeneratedMail.octets(number)
        }
    }
}
