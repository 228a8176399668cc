package import MailModel

/// Messages made from their number, for mailboxes of any size.
///
/// Every number gives the same octets each time, with a Message-ID of its own; every
/// fourth answers one of the three before it.
package enum GeneratedMail {
    /// Number 0 was sent on 2020-01-01 at 00:00 UTC, each later one ten minutes after the one before.
    private static let firstDate: Int64 = 1_577_836_800

    private static let authors = [
        "Ada Lovelace <ada@engine.example>", "Lin Wei <lin@paper.example>", "Grace Hopper <grace@navy.example>",
        "Alan Turing <alan@park.example>", "Katherine Johnson <kj@orbit.example>", "Edsger Dijkstra <ewd@note.example>",
        "Barbara Liskov <bl@clu.example>",
    ]
    private static let topics = [
        "Minutes of the meeting", "Draft for review", "Build is green again", "Invoice", "Lunch on Thursday",
        "Numbers for the quarter", "Question about the parser", "Travel plans", "Photos", "Reading list",
        "Release notes",
    ]

    package static func date(_ number: Int) -> MailDate {
        MailDate(secondsSince1970: firstDate + Int64(number) * 600)
    }

    /// A mailbox of generated messages, all but the newest tenth seen.
    package static func mailbox(named name: MailboxName, messages count: Int) -> DemoMailbox {
        let messages = (0..<count).map { number in
            DemoMessage(
                content: .generated(number), received: date(number), flags: number < count - count / 10 ? [.seen] : [])
        }
        return DemoMailbox(name: name, role: name == .inbox ? .inbox : nil, messages: messages)
    }

    static func octets(_ number: Int) -> [UInt8] {
        let isAnswer = number % 4 == 3
        let thread = number - number % 4
        let topic = topics[(thread / 4) % topics.count]
        var text = "From: \(authors[number % authors.count])\r\n"
        text += "To: Sam Reader <sam@demo.example>\r\n"
        text += "Subject: \(isAnswer ? "Re: " : "")\(topic) \(thread)\r\n"
        text += "Date: \(HeaderDate.text(date(number), secondsEastOfUTC: 0))\r\n"
        text += "Message-ID: <generated.\(number)@demo.example>\r\n"
        if isAnswer {
            text += "In-Reply-To: <generated.\(thread)@demo.example>\r\n"
            text += "References: <generated.\(thread)@demo.example>\r\n"
        }
        text += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        text += "Message number \(number) of many.\r\n\r\n"
        for line in 0..<(4 + number % 9) {
            text += "Line \(line): the quick brown fox jumps over the lazy dog, time after time.\r\n"
        }
        return Array(text.utf8)
    }
}
