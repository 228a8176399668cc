import MailModel
import Testing

@testable import DemoServer

@Suite("The sample mail")
struct SampleMailTests {
    private static let now = MailDate(secondsSince1970: 1_683_122_520)  // 2023-05-03T14:02:00Z
    private static let mail = SampleMail.mail(now: now, secondsEastOfUTC: 7200)

    private static var messages: [DemoMessage] { mail.users.flatMap(\.mailboxes).flatMap(\.messages) }

    @Test("has one account of each protocol and mode")
    func accounts() {
        let kinds = Set(
            Self.mail.users.map { user in "\(user.mailProtocol) \(user.mode == .downloadAndRemove ? "remove" : "leave")"
            })
        #expect(kinds == ["imap leave", "pop3 leave", "imap remove", "pop3 remove"])
        #expect(Self.mail.users.allSatisfy { AccountName($0.title) != nil })
    }

    @Test("is 35 to 45 messages, none from the future, with no hole in any template")
    func messages() throws {
        #expect((35...45).contains(Self.messages.count))
        for message in Self.messages {
            #expect(message.received <= Self.now)
            let octets = message.content.octets
            #expect(!octets.isEmpty)
            for hole in ["{date}", "{day", "{words", "{esc}", "{png}", "{pdf}", "{csv}"] {
                #expect(!String(decoding: octets, as: UTF8.self).contains(hole))
            }
            // Every line ends as RFC 5322 §2.1 has it.
            #expect(zip([0] + octets, octets).allSatisfy { $1 != 0x0A || $0 == 0x0D })
            #expect(octets.suffix(2) == [0x0D, 0x0A])
        }
    }

    @Test("leads up to now on the reader's own wall")
    func dates() throws {
        let inbox = try #require(Self.mail.users.first?.mailboxes.first)
        let newest = try #require(inbox.messages.last)
        #expect(newest.received.secondsSince1970 == Self.now.secondsSince1970 - 24 * 60)
        let text = String(decoding: newest.content.octets, as: UTF8.self)
        #expect(text.contains("Date: Wed, 3 May 2023 15:38:00 +0200\r\n"))
    }

    @Test("has every mailbox's messages in it")
    func mailboxes() throws {
        let work = try #require(Self.mail.users.first)
        #expect(work.mailboxes.allSatisfy { !$0.messages.isEmpty })
        #expect(Set(work.mailboxes.compactMap(\.role)) == [.inbox, .drafts, .sent, .archive, .trash, .junk])
    }

    @Test("new mail has a Message-ID of its own each time, and goes to users there are")
    func arrivals() {
        let arrivals = SampleMail.arrivals(secondsEastOfUTC: 0)
        let users = Set(Self.mail.users.map(\.name))
        for arrival in arrivals.messages {
            #expect(users.contains(arrival.user))
            let later = MailDate(secondsSince1970: Self.now.secondsSince1970 + 60)
            #expect(arrival.message(Self.now) != arrival.message(later))
        }
    }
}
