import BackendAPI
import MailModel
import Testing

@testable import MailEngine

@Suite("back-off")
struct BackoffTests {
    @Test("doubles up to five minutes and begins anew")
    func doubles() {
        var backoff = Backoff()
        let waits = (0..<12).map { _ in backoff.next(random: 0.5).components.seconds }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
        backoff.reset()
        #expect(backoff.next(random: 0) == .milliseconds(750))
    }

    @Test("is a minute at least where the server asks for patience, and grows to a quarter of an hour")
    func patience() {
        var backoff = Backoff()
        let busy = BackendError.tryLater(.inUse, serverText: "")
        #expect(
            (0..<6).map { _ in backoff.next(after: busy, random: 0) }
                == [60, 120, 240, 480, 900, 900].map { .seconds($0) })
        backoff.reset()
        #expect(backoff.next(after: busy, random: 1) == .seconds(75))
    }

    @Test("is never shorter than the pause between logins that the server wants")
    func loginDelay() {
        var backoff = Backoff()
        let early = BackendError.tryLater(.loginDelay(.seconds(600)), serverText: "")
        #expect(backoff.next(after: early, random: 0) == .seconds(600))
        #expect(backoff.next(after: .tryLater(.loginDelay(nil), serverText: ""), random: 0) == .seconds(120))
    }

    @Test("is none where trying again can't help")
    func none() {
        var backoff = Backoff()
        #expect(backoff.next(after: .authenticationFailed(serverText: ""), random: 0) == nil)
        #expect(backoff.next(after: .insecure(reason: ""), random: 0) == nil)
        #expect(backoff.next(after: .unreachable(reason: ""), random: 0.5) == .seconds(1))
    }
}

@Suite("what was agreed to")
struct RemovalAgreementTests {
    @Test(
        "is read as it was written",
        arguments: [
            ("pop.example.com", .downloadAndRemove), ("pop.example.com download-and-remove", .downloadAndRemove),
            ("h leave-on-server", .leaveOnServer(removeAfter: nil)),
            ("h leave-on-server 1209600", .leaveOnServer(removeAfter: .seconds(1_209_600))), ("", nil),
            ("h leave-on-server soon", nil), ("h keep", nil),
        ] as [(String, StorageMode?)])
    func reading(_ text: String, _ mode: StorageMode?) {
        let agreement = RemovalAgreement(text)
        #expect(agreement?.mode == mode)
        if let agreement { #expect(RemovalAgreement(agreement.text) == agreement) }
    }

    static let never = StorageMode.leaveOnServer(removeAfter: nil)
    static let days = (1...2).map { StorageMode.leaveOnServer(removeAfter: .seconds($0 * 86_400)) }

    @Test("a mode removes more where copies leave earlier")
    func order() {
        let modes = [Self.never, Self.days[1], Self.days[0], .downloadAndRemove]
        for (place, mode) in modes.enumerated() {
            for (other, than) in modes.enumerated() { #expect(mode.removesMore(than: than) == (place > other)) }
        }
    }
}

@Suite("transfer meter")
struct TransferMeterTests {
    @Test("tells rate and time left from the last seconds")
    func rate() {
        var meter = TransferMeter(total: 1000, at: .seconds(10))
        #expect(meter.progress.remaining == nil)
        meter.advance(to: 100, at: .seconds(11))
        #expect(
            meter.progress == TransferProgress(done: 100, total: 1000, messagesPerSecond: 100, remaining: .seconds(9)))
        for second in 12...30 { meter.advance(to: 100, at: .seconds(second)) }
        #expect(meter.progress.messagesPerSecond == 0)
    }
}

@Suite("sync plan")
struct SyncPlanTests {
    private func row(_ name: String, role: MailboxRole? = nil, isSelectable: Bool = true) throws -> MailboxRow {
        let account = try #require(AccountName("a"))
        return MailboxRow(
            id: MailboxID(account: account, row: 1), name: try #require(MailboxName(name)), delimiter: "/", role: role,
            isSelectable: isSelectable, isLocal: false, messages: 0, unread: 0)
    }

    @Test("the mailbox on the screen first, then INBOX, roles, the rest, and views last")
    func order() throws {
        let rows = [
            try row("All", role: .all), try row("B"), try row("INBOX", role: .inbox), try row("Sent", role: .sent),
            try row("A"), try row("Level", isSelectable: false),
        ]
        let plan = SyncPlan.order(
            rows, listings: rows.map { MailboxListing(name: $0.name) }, known: [:], focus: rows[1].name, only: nil)
        #expect(plan.map(\.name.text) == ["B", "INBOX", "Sent", "A", "All"])
    }

    @Test("what has not changed, or is not asked for, is left out")
    func unchanged() throws {
        let rows = [try row("INBOX"), try row("Same"), try row("Changed"), try row("Local")]
        let listings = [
            MailboxListing(name: rows[0].name), MailboxListing(name: rows[1].name, fingerprint: "1"),
            MailboxListing(name: rows[2].name, fingerprint: "2"),
        ]
        let known = [rows[1].name: "1", rows[2].name: "1"]
        let all = SyncPlan.order(rows, listings: listings, known: known, focus: .inbox, only: nil)
        #expect(all.map(\.name.text) == ["INBOX", "Changed"])
        let one = SyncPlan.order(rows, listings: listings, known: [:], focus: .inbox, only: [rows[1].name])
        #expect(one.map(\.name.text) == ["Same"])
        let both = SyncPlan.order(
            rows, listings: listings, known: known, focus: .inbox, only: [.inbox], departures: [rows[2].name])
        #expect(both.map(\.name.text) == ["Changed", "INBOX"], "what is on its way is looked for where it was")
    }
}

@Suite("fetch plan")
struct FetchPlanTests {
    @Test("a large attachment stays on the server, small messages come whole")
    func plan() {
        let text = MessagePart(number: "1", sizeInOctets: 2000)
        let file = MessagePart(
            number: "2", type: "application", subtype: "pdf", disposition: "attachment", fileName: "a.pdf",
            sizeInOctets: 5_000_000)
        let mixed = MessagePart(number: "", type: "multipart", subtype: "mixed", children: [text, file])
        #expect(FetchPlan(structure: mixed, sizeInOctets: 5_002_500) == .parts([text]))
        #expect(FetchPlan(structure: mixed, sizeInOctets: 9000) == .whole)
        #expect(FetchPlan(structure: text, sizeInOctets: 2500) == .whole)
        #expect(FetchPlan(structure: nil, sizeInOctets: 5_000_000) == .whole)
    }
}
