import MailModel
import Testing

/// Days that were told before they were played.
@Suite("the judge of a day")
struct DayJudgeTests {
    private static let work = "Work"
    private static let inner = "Work/Inner"

    /// Another client deletes Work, and the person moves a message of it to Work/Inner.
    private struct Case: CustomTestStringConvertible {
        var testDescription: String
        var isBroken = true
        var notes: [String] = []
        var lostActions: Int
    }

    private static let cases = [
        Case(
            testDescription: "a mailbox is listed and can't be opened, and the person is told",
            notes: ["note: The server refused to move to Work/Inner: Mailbox doesn't exist: Work (0.001 secs)."],
            lostActions: 0),
        Case(
            testDescription: "only the comparison is told of",
            notes: ["note: Work: the server refused: “Mailbox doesn't exist: Work (0.001 secs).”"], lostActions: 1),
        Case(testDescription: "nothing is told of", lostActions: 1),
        Case(
            testDescription: "the mailbox can be opened", isBroken: false,
            notes: ["note: The server refused to move to Work/Inner: Mailbox doesn't exist: Work (0.001 secs)."],
            lostActions: 1),
    ]

    @Test("a move out of a mailbox that nobody can open", arguments: cases)
    private func move(_ example: Case) {
        let record = DayRecord()
        record.noteDelivered(103, [], in: Self.work)
        record.note(.client(5), .deleted, of: Self.work)
        record.noteInStep(since: record.now())
        record.note(.person, .place(Self.inner), on: [103], in: Self.work, since: record.now())
        for text in example.notes { record.tell(text) }
        var end = DayEnd(
            mailboxes: [Self.inner: DayEnd.Mailbox(messages: [], unseen: 0)], listed: [Self.work, Self.inner])
        if !example.isBroken { end.mailboxes[Self.work] = DayEnd.Mailbox(messages: [], unseen: 0) }
        let judgement = DayJudge(record.state, end).judge()
        #expect(judgement.lost == [])
        #expect(judgement.lostActions.count == example.lostActions)
    }
}
