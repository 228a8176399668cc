/// A message's header fields as the server parsed them (RFC 9051 §7.5.2 ENVELOPE).
///
/// Octets as they travel: still in encoded words (RFC 2047), in any charset; `nil` is NIL.
package struct Envelope: Hashable, Sendable {
    package var date: [UInt8]?
    package var subject: [UInt8]?
    package var from: [EnvelopeAddress]
    package var sender: [EnvelopeAddress]
    package var replyTo: [EnvelopeAddress]
    package var to: [EnvelopeAddress]
    package var cc: [EnvelopeAddress]
    package var bcc: [EnvelopeAddress]
    package var inReplyTo: [UInt8]?
    package var messageID: [UInt8]?

    package init(
        date: [UInt8]? = nil, subject: [UInt8]? = nil, from: [EnvelopeAddress] = [], sender: [EnvelopeAddress] = [],
        replyTo: [EnvelopeAddress] = [], to: [EnvelopeAddress] = [], cc: [EnvelopeAddress] = [],
        bcc: [EnvelopeAddress] = [], inReplyTo: [UInt8]? = nil, messageID: [UInt8]? = nil
    ) {
        self.date = date
        self.subject = subject
        self.from = from
        self.sender = sender
        self.replyTo = replyTo
        self.to = to
        self.cc = cc
        self.bcc = bcc
        self.inReplyTo = inReplyTo
        self.messageID = messageID
    }
}

/// An address structure of an envelope.
///
/// A group begins with one that has a mailbox and no host, and ends with one that has neither.
package struct EnvelopeAddress: Hashable, Sendable {
    package var name: [UInt8]?
    /// The at-domain-list, obsolete (RFC 5322 §4.4).
    package var route: [UInt8]?
    package var mailbox: [UInt8]?
    package var host: [UInt8]?

    package init(name: [UInt8]? = nil, route: [UInt8]? = nil, mailbox: [UInt8]?, host: [UInt8]?) {
        self.name = name
        self.route = route
        self.mailbox = mailbox
        self.host = host
    }
}
