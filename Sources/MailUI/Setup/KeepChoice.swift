import MailModel

/// How mail can be kept, in the words of somebody who has never heard of POP or IMAP.
struct KeepChoices: Hashable, Sendable {
    enum Way: Hashable, Sendable {
        /// IMAP: the server has the mail.
        case everywhere
        /// POP3: downloaded, and left there for some time.
        case hereAndThere
        /// Downloaded, then removed there.
        case hereOnly
    }

    /// How long copies may stay, in days; nothing: for good.
    static let stays: [Int?] = [7, 14, 30, 90, nil]

    let offersIMAP: Bool
    let offersPOP3: Bool
    /// Why copies can't be left on the POP3 server; nothing where they can.
    let obstacle: String?
    private(set) var index: Int
    private(set) var stay = 1
    /// Two plain questions, from whose answers the recommendation follows.
    private(set) var isReadElsewhere = true
    private(set) var isSpaceScarce = false
    private var isChosen = false

    init(offersIMAP: Bool, offersPOP3: Bool, obstacle: String? = nil) {
        self.offersIMAP = offersIMAP
        self.offersPOP3 = offersPOP3
        self.obstacle = obstacle
        index = 0
        index = ways.firstIndex(of: recommended) ?? 0
    }

    /// What the servers make possible; one that can't be chosen is shown with its reason.
    var ways: [Way] { (offersIMAP ? [.everywhere] : []) + (offersPOP3 ? [.hereAndThere] : []) + [.hereOnly] }

    var selected: Way { ways[index] }

    func isPossible(_ way: Way) -> Bool { way != .hereAndThere || obstacle == nil }

    var recommended: Way {
        let wish: Way =
            switch (isReadElsewhere, isSpaceScarce) {
            case (true, false): .everywhere
            case (true, true), (false, false): .hereAndThere
            case (false, true): .hereOnly
            }
        if ways.contains(wish), isPossible(wish) { return wish }
        if isReadElsewhere { return offersIMAP ? .everywhere : ways.first { isPossible($0) } ?? .hereOnly }
        return isSpaceScarce ? .hereOnly : ways.first { isPossible($0) } ?? .hereOnly
    }

    var mailProtocol: MailProtocol {
        switch selected {
        case .everywhere: .imap
        case .hereAndThere: .pop3
        case .hereOnly: offersPOP3 ? .pop3 : .imap
        }
    }

    var mode: StorageMode {
        switch selected {
        case .everywhere: .leaveOnServer(removeAfter: nil)
        case .hereAndThere: .leaveOnServer(removeAfter: Self.stays[stay].map { .seconds($0 * 86_400) })
        case .hereOnly: .downloadAndRemove
        }
    }

    mutating func move(by distance: Int) {
        isChosen = true
        repeat {
            index = (index + distance + ways.count) % ways.count
        } while !isPossible(selected)
    }

    mutating func changeStay(by distance: Int) { stay = max(0, min(stay + distance, Self.stays.count - 1)) }

    mutating func toggleElsewhere() {
        isReadElsewhere.toggle()
        follow()
    }

    mutating func toggleScarce() {
        isSpaceScarce.toggle()
        follow()
    }

    /// Puts the cursor on how an account is kept now.
    mutating func adopt(_ mode: StorageMode, _ mailProtocol: MailProtocol) {
        let way: Way =
            switch (mode, mailProtocol) {
            case (.downloadAndRemove, _): .hereOnly
            case (.leaveOnServer, .imap): .everywhere
            case (.leaveOnServer, .pop3): .hereAndThere
            }
        guard let place = ways.firstIndex(of: way), isPossible(way) else { return }
        index = place
        isChosen = true
        let days = mode.removeAfter.map { Int($0.components.seconds / 86_400) }
        stay = Self.stays.firstIndex { $0 == days } ?? stay
    }

    // The cursor goes along with the recommendation until somebody has moved it.
    private mutating func follow() {
        if !isChosen { index = ways.firstIndex(of: recommended) ?? index }
    }

    // MARK: - Words

    func title(of way: Way) -> String {
        switch way {
        case .everywhere: "Everywhere (IMAP)"
        case .hereAndThere: "Here, and leave a copy on the server (POP3)"
        case .hereOnly: "Here only: download and remove (\(offersPOP3 ? "POP3" : "IMAP"))"
        }
    }

    func text(of way: Way) -> String {
        switch way {
        case .everywhere:
            "Mail stays on the server. Phone, web and this computer see the same folders, and what you read here is read "
                + "there. Needs space on the server."
        case .hereAndThere:
            "New mail is downloaded into this computer. The server keeps it \(stayWords), so other devices can still "
                + "fetch it. Folders and read marks exist only here."
        case .hereOnly:
            "New mail is downloaded, checked on disk, then removed from the server. The server stays empty; your only copy "
                + "is here, so make backups."
        }
    }

    var stayWords: String { Self.stays[stay].map { "\($0) days" } ?? "for good" }

    /// What the chosen way means for phone, webmail and backups.
    var meaning: [(String, String)] {
        switch selected {
        case .everywhere:
            [
                ("Phone", "has the same mail and folders"), ("Webmail", "has the same mail and folders"),
                ("Backups", "the provider's; postern export makes one of your own"),
            ]
        case .hereAndThere:
            [
                (
                    "Phone",
                    "\(Self.stays[stay] == nil ? "can fetch the same mail" : "can fetch what came in the last \(stayWords)")"
                ),
                ("Webmail", "shows the server's copies, \(stayWords)"),
                ("Backups", "yours to make: the mail here is more than the server has"),
            ]
        case .hereOnly:
            [
                ("Phone", "sees new mail only until this computer has fetched it"),
                ("Webmail", "is empty once the mail is here"),
                ("Backups", "yours to make: postern export --to FOLDER, or copy Postern's folder"),
            ]
        }
    }
}
