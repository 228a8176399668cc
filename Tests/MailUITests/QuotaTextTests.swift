import MailModel
import Testing

@testable import MailUI

@Suite("Quota in words")
struct QuotaTextTests {
    @Test(
        "says how much of how much, and what is nearly full",
        arguments: [
            ((4_700_000_000, 5_000_000_000), nil, "4.7 of 5 GB used, 94 %", "mailbox 94 % full: 4.7 of 5 GB"),
            ((900_000_000, 5_000_000_000), nil, "900 MB of 5 GB used, 18 %", nil),
            (nil, (990, 1000), "990 of 1,000 messages, 99 %", "mailbox 99 % full: 990 of 1,000 messages"),
            (
                (0, 1000), (12, 10), "0 B of 1 kB used, 0 %; 12 of 10 messages, 120 %",
                "mailbox full: 12 of 10 messages"
            ),
            ((Int.max, 1), nil, "9.2 EB of 1 B used, 1000000 %", "mailbox full: 9.2 EB of 1 B"),
        ] as [((Int, Int)?, (Int, Int)?, String, String?)])
    func words(_ octets: (Int, Int)?, _ messages: (Int, Int)?, _ sentence: String, _ warning: String?) {
        let quota = MailQuota(
            octets: octets.map { .init(used: $0.0, limit: $0.1) },
            messages: messages.map { .init(used: $0.0, limit: $0.1) })
        #expect(QuotaText(quota).sentence == sentence)
        #expect((quota.isNearlyFull ? QuotaText(quota).warning : nil) == warning)
        #expect(MailQuota(text: quota.text) == quota)
    }

    @Test("reads nothing but what it wrote", arguments: ["", "x", "-", "- -", "1/2", "1/0 -", "1 2"])
    func refuses(_ text: String) { #expect(MailQuota(text: text) == nil) }
}
