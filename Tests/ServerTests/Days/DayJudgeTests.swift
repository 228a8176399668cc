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

    @Test(
        "a message comes into a mailbox that the person takes back the making of",
        arguments: [
            ("before that", false, false, 1), ("in that moment", true, false, 0),
            ("while the program was away, and asks before it deletes", true, true, 1),
        ])
    func unmade(_ when: String, _ isLater: Bool, _ isBehindItsBack: Bool, _ lost: Int) {
        let record = DayRecord()
        record.noteDelivered(102, [], in: "Sent")
        record.note(.person, .made, of: "Lists")
        let move = { record.note(.client(6), .place("Lists"), on: [102], in: "Sent", since: record.now()) }
        if !isLater { move() }
        record.note(.person, .unmade, of: "Lists", isLoose: true)
        record.noteAway(isBehindItsBack)
        if isLater { move() }
        let end = DayEnd(mailboxes: ["Sent": DayEnd.Mailbox(messages: [], unseen: 0)])
        #expect(DayJudge(record.state, end).judge().lost.count == lost)
    }

    @Test(
        "a message of which another client's move leaves the original",
        arguments: [("refused", true, 2, 0), ("refused, and one too many", true, 3, 1), ("done", false, 2, 1)])
    func halfMoved(_ what: String, _ isRefused: Bool, _ places: Int, _ doubled: Int) {
        let record = DayRecord()
        record.noteDelivered(104, [], in: "Old")
        record.noteMove(by: .client(6), of: 104, from: "Old", to: "INBOX", since: record.now(), isRefused: isRefused)
        #expect(DayJudge(record.state, end(of: 104, places: places)).judge().doubled.count == doubled)
    }

    @Test(
        "a mark that another client puts on a copy which the person takes back",
        arguments: [("the server has not learned of that yet", false, 0), ("all of it was over", true, 1)])
    func takenBack(_ what: String, _ isInStep: Bool, _ lostActions: Int) {
        let record = DayRecord()
        record.noteDelivered(103, [], in: "Junk")
        record.note(.person, .copy(to: "Archive"), on: [103], in: "Junk", since: record.now())
        record.note(.person, .copyTakenBack, on: [103], in: "Archive", since: record.now())
        if isInStep { record.noteInStep(since: record.now()) }
        record.note(.client(1), .flag(.flagged, true), on: [103], in: "Archive", since: record.now())
        let junk = DayEnd.Mailbox(messages: [DayEnd.Message(number: 103, flags: [], date: "")], unseen: 1)
        let end = DayEnd(mailboxes: ["Junk": junk, "Archive": DayEnd.Mailbox(messages: [], unseen: 0)])
        #expect(DayJudge(record.state, end).judge().lostActions.count == lostActions)
    }

    @Test(
        "two clients move a message, and the person deletes it for good when that is known",
        arguments: [
            ("at once: there were two", true, 1, 0), ("at once, and none of the two is gone", true, 2, 1),
            ("one after the other", false, 1, 1),
        ])
    func deletedTwin(_ when: String, _ isAtOnce: Bool, _ places: Int, _ lostActions: Int) {
        let judgement = judgement(isAtOnce: isAtOnce, places: places) { record in
            record.noteInStep(since: record.now())
            record.note(.person, .removal, on: [101], in: "Archive", since: record.now())
        }
        #expect(judgement.lostActions.count == lostActions)
        #expect(judgement.doubled == [])
    }

    @Test(
        "two move a message, and it is in both mailboxes",
        arguments: [("at once", true, 0), ("one after the other", false, 1)])
    func twin(_ when: String, _ isAtOnce: Bool, _ doubled: Int) {
        #expect(judgement(isAtOnce: isAtOnce, places: 2) { _ in }.doubled.count == doubled)
    }

    @Test(
        "a client moves what the person has moved, and it is in both mailboxes",
        arguments: [
            ("and the server has not learned of that yet", false, false, 0),
            ("when all of it was over", true, false, 1),
            ("before the person does, who has not learned of it", false, true, 0),
            ("before the person does, who knows", true, true, 1),
        ])
    func moved(_ when: String, _ isInStep: Bool, _ isBefore: Bool, _ doubled: Int) {
        let record = DayRecord()
        record.noteDelivered(101, [], in: "Sent")
        let parties: [DayRecord.Party] = isBefore ? [.client(3), .person] : [.person, .client(3)]
        record.note(parties[0], .place("Archive"), on: [101], in: "Sent", since: record.now())
        if isInStep { record.noteInStep(since: record.now()) }
        record.note(parties[1], .place("INBOX"), on: [101], in: "Archive", since: record.now())
        #expect(DayJudge(record.state, end(of: 101, places: 2)).judge().doubled.count == doubled)
    }

    @Test(
        "a message goes into a mailbox that follows the one around it through two names",
        arguments: [("Plans/Inner", 0), ("Lists", 1), ("INBOX", 1)])
    func inner(_ place: String, _ lostActions: Int) {
        let record = DayRecord()
        record.noteDelivered(104, [], in: "INBOX")
        record.noteAway(true)
        record.note(.client(4), .renamed(to: "Lists"), of: "Work")
        record.note(.client(8), .renamed(to: "Plans"), of: "Lists")
        record.note(.person, .place("Lists/Inner"), on: [104], in: "INBOX", since: record.now())
        let judgement = DayJudge(record.state, end(of: 104, in: [place])).judge()
        #expect(judgement.lostActions.count == lostActions)
    }

    @Test(
        "a message goes into a mailbox that two change at once, of which one has the mailbox around it",
        arguments: [(true, true, 0), (true, false, 1), (false, true, 1)])
    func changedByTwo(_ isRebuilt: Bool, _ isRenamed: Bool, _ lostActions: Int) {
        let record = DayRecord()
        record.noteDelivered(104, [], in: "Archive")
        record.noteAway(true)
        if isRebuilt { record.note(.client(7), .rebuilt, of: Self.inner) }
        if isRenamed { record.note(.client(8), .renamed(to: "Old"), of: Self.work) }
        record.note(.person, .place(Self.inner), on: [104], in: "Archive", since: record.now())
        let judgement = DayJudge(record.state, end(of: 104, in: ["Archive"])).judge()
        #expect(judgement.lostActions.count == lostActions)
    }

    private func judgement(isAtOnce: Bool, places: Int, _ then: (DayRecord) -> Void) -> DayJudgement {
        let record = DayRecord()
        record.noteDelivered(101, [], in: "Sent")
        let begin = record.now()
        record.note(.client(3), .place("Archive"), on: [101], in: "Sent", since: begin)
        record.note(.client(4), .place("Archive"), on: [101], in: "Sent", since: isAtOnce ? begin : record.now())
        then(record)
        return DayJudge(record.state, end(of: 101, places: places)).judge()
    }

    private func end(of number: Int, places: Int) -> DayEnd {
        end(of: number, in: ["INBOX", "Archive", "Sent"].prefix(places))
    }

    private func end(of number: Int, in mailboxes: some Sequence<String>) -> DayEnd {
        let holding = DayEnd.Mailbox(messages: [DayEnd.Message(number: number, flags: [], date: "")], unseen: 1)
        return DayEnd(mailboxes: Dictionary(mailboxes.map { ($0, holding) }) { $1 })
    }
}
