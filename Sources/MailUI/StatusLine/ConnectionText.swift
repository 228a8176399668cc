import MailModel
import TerminalUI

/// How the connection is, in a word or two.
struct ConnectionText {
    let accounts: AccountsState
    let glyphs: Glyphs

    /// For the end of the top line.
    var short: [(DisplayText, Style)] {
        guard let account = accounts.currentAccount else { return together }
        let connection = accounts.status(of: account.name).connection
        let transport = account.mailProtocol == .imap ? glyphs.status.imap : glyphs.status.pop
        let mark = isTroubled(connection) ? glyphs.status.offline : transport
        let (text, style) = Self.word(for: connection)
        return [(mark + " ", style), (DisplayText(text), style)]
    }

    /// Several accounts: only what is not as it should be.
    private var together: [(DisplayText, Style)] {
        let troubled = accounts.accounts.filter { isTroubled(accounts.status(of: $0.name).connection) }
        guard !troubled.isEmpty else { return [] }
        let text = "\(troubled.count) of \(accounts.accounts.count) offline"
        return [(glyphs.status.offline + " ", Style(.warning)), (DisplayText(text), Style(.warning))]
    }

    private func isTroubled(_ connection: AccountStatus.Connection) -> Bool {
        switch connection {
        case .offline, .failed, .needsPassword, .needsPassphrase: true
        case .connecting, .syncing, .pushed, .waiting, .later, .needsConsent, .elsewhere: false
        }
    }

    private static func word(for connection: AccountStatus.Connection) -> (String, Style) {
        switch connection {
        case .offline: ("offline", Style(.warning))
        case .connecting: ("connecting…", Style(.muted))
        case .syncing: ("syncing…", Style(.accent))
        case .pushed: ("live", Style(.ok))
        case .waiting: ("connected", Style(.ok))
        case .failed, .needsPassword, .needsPassphrase: ("no connection", Style(.warning))
        case .later: ("later", Style(.warning))
        case .needsConsent: ("asks you", Style(.warning))
        case .elsewhere: ("another Postern", Style(.muted))
        }
    }
}
