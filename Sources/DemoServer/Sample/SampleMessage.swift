import MailModel

/// A message of the demo as it is written down: a template and how old it is.
///
/// In the template `{date}` is the date in a header's form, `{day 3}` three days from now as `20260503`,
/// `{words 3}` the same as `Sunday 3 May`, `{esc}` the octet 1B, and `{png}`, `{pdf}`, `{csv}` are files in base64.
struct SampleMessage {
    /// How long before the start of the demo a message was sent.
    enum Age {
        case minutes(Int)
        /// Days before today, by the calendar on the reader's wall, at that time of day.
        case days(Int, hour: Int, minute: Int)
    }

    /// How the template's characters become octets.
    enum Encoding {
        case utf8
        /// One octet a character, as in mail that says nothing of MIME.
        case latin1
    }

    var mailbox: String
    var age: Age
    var flags: Flags = []
    var encoding = Encoding.utf8
    var template: String

    /// The message for a demo that starts now.
    func message(at clock: SampleClock) -> DemoMessage {
        let sent = clock.date(age)
        let text = clock.fill(template, sent: sent)
        let octets =
            switch encoding {
            case .utf8: SampleClock.lines(Array(text.utf8))
            case .latin1: SampleClock.lines(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
            }
        return DemoMessage(content: .octets(octets), received: sent, flags: flags)
    }
}
