import MailModel
import Testing

@Suite("MailboxRights (RFC 4314 §2.1)")
struct MailboxRightsTests {
    @Test(
        "reads letters",
        arguments: [
            ("lrswipkxtea", .all), ("lrswipcda", .all), ("lr", []), ("", []), ("lrs", .markRead), ("lrsp0", .markRead),
            // RFC 2086 has `c` and `d` alone; where the new letters are there, they tell.
            ("lrd", [.deleteMailbox, .takeOut]), ("lrc", [.makeInside, .deleteMailbox]), ("lrted", .takeOut),
            ("lrtd", .markDeleted), ("lrkxcd", [.makeInside, .deleteMailbox]),
            // Courier.
            ("acdeilrstwx", .all),
        ] as [(String, MailboxRights)])
    func reads(_ letters: String, _ rights: MailboxRights) {
        #expect(MailboxRights(letters: letters) == rights)
        #expect(MailboxRights(letters: rights.letters) == rights)
    }
}
