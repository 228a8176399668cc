import IMAP
import InternetMessage

extension Envelope {
    /// What ENVELOPE tells of a header (RFC 9051 §7.5.2): the fields as they stand, unfolded.
    init(_ header: Header) {
        func text(_ name: String) -> [UInt8]? { header[name].map(Unfolding.text) }
        func addresses(_ name: String) -> [EnvelopeAddress] {
            header.values(of: name).flatMap { EnvelopeAddressParser.parse(Unfolding.text($0)) }
        }
        let from = addresses("From")
        let sender = addresses("Sender")
        let replyTo = addresses("Reply-To")
        self.init(
            date: text("Date"), subject: text("Subject"), from: from, sender: sender.isEmpty ? from : sender,
            replyTo: replyTo.isEmpty ? from : replyTo, to: addresses("To"), cc: addresses("Cc"),
            bcc: addresses("Bcc"), inReplyTo: text("In-Reply-To"), messageID: text("Message-ID"))
    }
}
