import MailModel
import Testing

@testable import MailUI

@Suite("A dry run in words")
struct RemovalTextTests {
    private static let day: Int64 = 86_400

    private static func preview(
        _ messages: Int, _ octets: Int, after days: Int? = nil, later: (Int, Int, first: Int64, last: Int64)? = nil,
        kept: Int = 0, isDraining: Bool = false
    ) -> RemovalPreview {
        func date(_ days: Int64) -> MailDate {
            MailDate(secondsSince1970: Sample.now.secondsSince1970 + days * day)
        }
        return RemovalPreview(
            messages: messages, octets: octets, host: "pop.example.com",
            mode: isDraining
                ? .downloadAndRemove : .leaveOnServer(removeAfter: days.map { .seconds(Int64($0) * day) }),
            later: later.map { .init(messages: $0.0, octets: $0.1, first: date($0.first), last: date($0.last)) },
            kept: kept)
    }

    @Test(
        "names numbers and dates",
        arguments: [
            (
                preview(1204, 312_000_000, isDraining: true),
                "1,204 messages, 312 MB, will leave pop.example.com once they are stored here"
            ),
            (
                preview(1, 4200, kept: 2, isDraining: true),
                "1 message, 4.2 kB, will leave pop.example.com once it is stored here; 2 kept there"
            ),
            (preview(17, 0, isDraining: true), "17 messages, will leave pop.example.com once they are stored here"),
            (
                preview(0, 0, isDraining: true),
                "nothing is on pop.example.com now; mail leaves it once it is stored here"
            ),
            (
                preview(212, 40_000_000, after: 14, later: (992, 272_000_000, first: 1, last: 6)),
                "212 messages, 40 MB, leave pop.example.com now; 992 more until 9 May"
            ),
            (preview(1, 900, after: 14), "1 message, 900 B, leaves pop.example.com now"),
            (
                preview(0, 0, after: 14, later: (992, 272_000_000, first: 1, last: 243)),
                "992 messages, 272 MB, leave pop.example.com from 4 May to 1 January 2024"
            ),
            (
                preview(0, 0, after: 14, later: (1, 1000, first: 5, last: 5)),
                "1 message, 1 kB, leaves pop.example.com on 8 May"
            ),
            (preview(0, 0, after: 14), "nothing leaves pop.example.com now; new mail does after 14 days"),
            (preview(0, 0), "nothing leaves pop.example.com"),
        ] as [(RemovalPreview, String)])
    func sentence(_ preview: RemovalPreview, _ text: String) {
        #expect(RemovalText(preview, now: Sample.now, timeZone: { _ in 0 }).sentence == text)
    }
}
