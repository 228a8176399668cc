package import MailModel

/// The demo's mail: four accounts of one person, Ann Miller, who draws sea charts.
package enum SampleMail {
    /// The accounts, one of each protocol and mode, with mail whose dates lead up to now.
    ///
    /// - Parameters:
    ///   - now: When the demo starts.
    ///   - secondsEastOfUTC: Of the reader's wall; the machine's own where not given.
    /// - Returns: Users whose password is `demo`, in the order of their tabs.
    package static func mail(now: MailDate, secondsEastOfUTC: Int? = nil) -> DemoMail {
        let clock = SampleClock(now: now, secondsEastOfUTC: secondsEastOfUTC ?? SampleClock.localOffset(at: now))
        return DemoMail(users: [
            DemoUser(
                name: work, password: "demo", title: "Work", mailProtocol: .imap,
                mode: .leaveOnServer(removeAfter: nil), mailboxes: workMailboxes(at: clock)),
            DemoUser(
                name: home, password: "demo", title: "Home", mailProtocol: .pop3,
                mode: .leaveOnServer(removeAfter: .seconds(14 * 86_400)),
                mailboxes: [mailbox("INBOX", .inbox, of: homeMail, at: clock)]),
            DemoUser(
                name: club, password: "demo", title: "Club", mailProtocol: .imap, mode: .downloadAndRemove,
                mailboxes: [mailbox("INBOX", .inbox, of: clubMail, at: clock)]),
            DemoUser(
                name: oldISP, password: "demo", title: "Old ISP", mailProtocol: .pop3, mode: .downloadAndRemove,
                mailboxes: [mailbox("INBOX", .inbox, of: oldISPMail, at: clock)]),
        ])
    }

    static let work = "ann@tidewater.example"
    static let home = "ann@home.example"
    static let club = "club@oars.example"
    static let oldISP = "amiller@oldisp.example"

    private static func workMailboxes(at clock: SampleClock) -> [DemoMailbox] {
        let mail = workInbox + workThread + workNotices + workTrouble + workFolders + workLists
        return [
            mailbox("INBOX", .inbox, of: mail, at: clock), mailbox("Drafts", .drafts, of: mail, at: clock),
            mailbox("Sent", .sent, of: mail, at: clock), mailbox("Archive", .archive, of: mail, at: clock),
            mailbox("Trash", .trash, of: mail, at: clock), mailbox("Junk", .junk, of: mail, at: clock),
            mailbox("Lists/charts-dev", nil, of: mail, at: clock), mailbox("Lists/tides", nil, of: mail, at: clock),
            mailbox("Projekte/Häfen", nil, of: mail, at: clock),
        ]
    }

    private static func mailbox(
        _ name: String, _ role: MailboxRole?, of mail: [SampleMessage], at clock: SampleClock
    ) -> DemoMailbox {
        let messages = mail.filter { $0.mailbox == name }.map { $0.message(at: clock) }
        return DemoMailbox(
            name: MailboxName(name) ?? .inbox, role: role, messages: messages.sorted { $0.received < $1.received })
    }
}
