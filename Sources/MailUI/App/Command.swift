/// Everything a person can ask for, by the name that `:` takes.
package enum Command: String, Hashable, Sendable, CaseIterable {
    // Moving
    case nextMessage = "next-message"
    case previousMessage = "previous-message"
    case nextFolder = "next-folder"
    case previousFolder = "previous-folder"
    case scrollDown = "scroll-down"
    case scrollUp = "scroll-up"
    case pageDown = "page-down"
    case pageUp = "page-up"
    case halfPageDown = "half-page-down"
    case halfPageUp = "half-page-up"
    case goFirst = "go-first"
    case goLast = "go-last"
    case nextUnread = "next-unread"
    case previousUnread = "previous-unread"

    // In and out
    case openMessage = "open-message"
    case openFolder = "open-folder"
    case zoomMessage = "zoom-message"
    case showFolders = "show-folders"
    case goBack = "go-back"
    case leaveScreen = "leave-screen"

    // Accounts and folders
    case switchAccount = "switch-account"
    case showAllAccounts = "show-all-accounts"
    case nextUnreadFolder = "next-unread-folder"
    case previousUnreadFolder = "previous-unread-folder"
    case goInbox = "go-inbox"
    case goDrafts = "go-drafts"
    case goSent = "go-sent"
    case goArchive = "go-archive"
    case goTrash = "go-trash"
    case goJunk = "go-junk"
    case goFolder = "go-folder"
    case toggleSidebar = "toggle-sidebar"
    case createFolder = "create-folder"
    case renameFolder = "rename-folder"
    case deleteFolder = "delete-folder"
    case emptyTrash = "empty-trash"

    // Messages
    case archiveMessage = "archive-message"
    case trashMessage = "trash-message"
    case deleteForever = "delete-forever"
    case moveMessage = "move-message"
    case copyMessage = "copy-message"
    case toggleFlag = "toggle-flag"
    case toggleUnread = "toggle-unread"
    case markAllRead = "mark-all-read"
    case undoAction = "undo-action"
    case saveMessage = "save-message"
    case showInfo = "show-info"
    case decideCopy = "decide-copy"
    case keepCopy = "keep-copy"
    case removeCopy = "remove-copy"

    // Selecting
    case toggleSelect = "toggle-select"
    case selectRange = "select-range"
    case extendDown = "extend-down"
    case extendUp = "extend-up"

    // Searching and reading
    case searchMessages = "search-messages"
    case findText = "find-text"
    case nextMatch = "next-match"
    case previousMatch = "previous-match"
    case foldQuotes = "fold-quotes"
    case toggleHeaders = "toggle-headers"

    // The program
    case syncNow = "sync-now"
    case reconnect = "reconnect"
    case enterCommand = "enter-command"
    case showHelp = "show-help"
    case setTheme = "set-theme"
    case redrawScreen = "redraw-screen"
    case suspendProgram = "suspend-program"
    case quitProgram = "quit-program"
}
