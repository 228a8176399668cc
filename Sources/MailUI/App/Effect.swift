package import MailModel

/// A part, and the name of a file for it that is safe.
package struct PartFile: Hashable, Sendable {
    package var part: String
    package var name: String

    package init(part: String, name: String) {
        self.part = part
        self.name = name
    }
}

/// What a screen wants done: the only way from MailUI to the rest of the program.
///
/// None of them is waited for; whatever comes of one comes back as a ``UIEvent``.
package enum Effect: Hashable, Sendable {
    /// Send windows of `source` from now on, instead of those of the observation before.
    ///
    /// The first one at once, then one after each change, until the next `observe`. It
    /// also says which mailbox a person looks at, so which is to be synchronised first.
    ///
    /// `around`: Decides where the window begins, rather than `offset`.
    case observe(MessageSource, ListArrangement, offset: Int, count: Int, around: ListAnchor?)
    /// Load a message's text, fetching it where it isn't here.
    ///
    /// Answered by ``UIEvent/message(_:_:)``, perhaps by `.loading` first; the answer to
    /// an older one may be dropped. Does not mark it seen: that is a ``submit(_:)``.
    case openMessage(StoredID)
    /// These will probably be opened next: fetch their texts when there is time.
    case prefetch([StoredID])
    /// Where is the nearest message without `\Seen` after (`forward`) or before row `from`, that row itself left out?
    ///
    /// `from` is -1 for a search from the start. Answered by ``UIEvent/unreadFound(_:index:)``.
    case findUnread(MessageSource, ListArrangement, from: Int, forward: Bool)

    /// Have the server search a folder, too, for what is not here; more rows and a note may come of it.
    case searchServer(query: String, in: MailboxID)

    /// Write a person's action to the journal and the store.
    case submit(UserAction)
    /// Mark a message seen because its text is on the screen: nothing a person did, so nothing to undo.
    case markRead(StoredID)
    /// Take back the last action; answered by a note.
    case undo
    /// Write a part of a message, or all its octets where `part` is nothing, to a file.
    ///
    /// `path` may begin with `~/`. Created exclusively: where the file is there already,
    /// answer ``UIEvent/fileExists(path:)``, unless `replacing`.
    case save(StoredID, part: String?, path: String, replacing: Bool)

    /// Write parts of a message, each by its safe name, to new files of a folder, under other names where there are such.
    case saveAll(StoredID, [PartFile], folder: String)
    /// Read a part of a message, fetching it where it isn't here; answered by ``UIEvent/part(_:_:_:)``.
    case readPart(StoredID, MessagePart)
    /// Read a message as it came, fetching it where it isn't here; answered by ``UIEvent/part(_:_:_:)``.
    case readSource(StoredID)
    /// Show a picture on the terminal, outside these screens, until a key is pressed.
    case showPicture(StoredID, part: String)
    /// Decrypt a message with a passphrase that the person is asked for outside these screens; answered by
    /// ``UIEvent/message(_:_:)``.
    case unlock(StoredID)
    /// Hand a part, as a file that goes with the program's end, to the program that opens such; `name` is safe for it.
    ///
    /// What that program prints may come back as ``UIEvent/part(_:_:_:)``.
    case openPart(StoredID, MessagePart, name: String)

    /// Give up what is told of by ``UIEvent/fetching(_:)``.
    case stopFetching

    /// Hand a page's or a mail's address to the program that opens such.
    case openLink(String)
    /// Put a text on the clipboard of the person's terminal.
    case copyText(String)
    /// Give the terminal to a shell command, once for each message, whose octets with the line ends of files are its
    /// input.
    case pipe([StoredID], through: String)
    /// Give the terminal to a shell command.
    case runShell(String)

    /// Look for new mail in every account, or in one.
    case syncNow(AccountName?)
    /// Drop the connections and make new ones, without waiting for the next try.
    case reconnect(AccountName?)
    /// A person's answer to ``AccountStatus/Connection/needsConsent(_:)``.
    case consent(AccountName, Bool)

    /// A person typed another password: connect with it.
    case password(AccountName, String)
    /// A person typed the passphrase of the secrets file: open it, and connect the accounts that wait for it.
    case passphrase(String)

    /// Sign the account in by browser, with the terminal lent for it; then connect.
    case authorize(AccountName)
    case setTheme(String)
    /// Send ``UIEvent/timer(_:)`` after this long.
    case schedule(UITimer, after: Duration)
    /// What the set-up assistant wants.
    case setup(SetupOrder)
    /// Draw every cell anew.
    case redraw
    /// Give the terminal back and stop until a SIGCONT.
    case suspend
    case quit
}
