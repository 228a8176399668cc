import MailModel
package import TerminalUI

/// All that the screens show and remember: a value, changed by events only.
///
///     event ──▶ update ──▶ effects          state ──▶ render ──▶ cells
package struct AppState: Sendable {
    var surroundings: Surroundings
    var accounts = AccountsState()
    var secretKeeping = SecretKeeping()
    var folders = FolderListState()
    var list = MessageListState()
    /// The message that is open, or beside the list.
    var pager: PagerState?
    var ahead = PagesAhead()
    /// What lies over the mail; the last one has the keys.
    var overlays: [Overlay] = []
    var focus = FocusState()
    var keys = KeyInput()
    var status = StatusLineState()
    var errands = Errands()

    package init(environment: UIEnvironment, size: Size) {
        surroundings = Surroundings(environment: environment, size: size)
        list = MessageListState(arrangement: environment.arrangement)
    }

    /// The terminal's size as of the last resize.
    package var screenSize: Size { surroundings.size }

    /// How long until the next ``UIEvent/tick(now:)`` should come: a second while something is counted down.
    package var tickInterval: Duration {
        let isCounting = accounts.shown.contains { account in
            switch accounts.status(of: account.name).connection {
            case .failed(_, next: .some): true
            default: accounts.status(of: account.name).progress != nil
            }
        }
        return .seconds(isCounting ? 1 : 30)
    }

    var layout: ScreenLayout { ScreenLayout(size: surroundings.size, focus: focus) }
    var dates: DateText { DateText(now: surroundings.now, timeZone: surroundings.environment.timeZone) }
    var glyphs: Glyphs { Glyphs(surroundings.environment.glyphs) }
}

/// Where the screens are and what time it is.
struct Surroundings: Sendable {
    let environment: UIEnvironment
    var size: Size
    /// As of the last tick.
    var now = MailDate(secondsSince1970: 0)
}

/// Which part of the screen has the keys, and which parts a person wants to see.
struct FocusState: Hashable, Sendable {
    var context = CommandContext.list
    /// The open message has the whole screen although there is room for the list beside it.
    var isZoomed = false
    /// The folder list is shown, or not, whatever the width says.
    var sidebar: Bool?
}

/// Keys that have not become a command yet.
struct KeyInput: Sendable {
    var pending: [KeyEvent] = []
    /// What can follow the pending keys is shown.
    var isPopupShown = false
    /// Lines entered after `:`, oldest first.
    var history: [String] = []
}
