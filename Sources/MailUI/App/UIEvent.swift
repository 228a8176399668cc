package import MailModel
package import TerminalUI

/// Everything that can change a screen: keys, news from the store, the clock.
package enum UIEvent: Hashable, Sendable {
    case terminal(TerminalEvent)

    /// The accounts in the order of their tabs; the first event that fills the screen.
    case accounts([Account])
    /// All of an account's mailboxes, whenever one of them changed.
    case mailboxes(AccountName, [MailboxRow])
    /// What ``Effect/observe(_:offset:count:)`` asked for, at once and after each change.
    case window(MessageWindow)
    /// What became of ``Effect/openMessage(_:)``.
    case message(StoredID, MessageLoad)
    /// A message that ``Effect/prefetch(_:)`` named, as it will be shown.
    case ahead(StoredID, ReadableMessage)
    /// A part that was asked for by ``Effect/readPart(_:_:)``.
    case part(StoredID, MessagePart, ReadableMessage)
    case status(AccountName, AccountStatus)
    /// How far has come what the person waits for; nothing once it is there, or will not come.
    case fetching(FetchProgress?)
    /// Answers ``Effect/findUnread(_:from:forward:)``: the row's index in the whole list, if there is one.
    case unreadFound(MessageSource, index: Int?)

    /// One sentence for the status line, ours or marked as the server's words.
    case note(String)
    /// The assistant is to be opened for a new account.
    case addAccount
    /// What the assistant wanted to know, or what became of what it wanted.
    case setup(SetupNews)
    /// Where secrets can be kept here.
    case secretKeeping(SecretKeeping)
    /// The passphrase that was typed does not open the secrets file.
    case passphraseRefused
    /// A file was written.
    case saved(path: String)
    /// A file of this name is there already; nothing was written.
    case fileExists(path: String)
    /// Something asked for did not work; `reason` is one sentence.
    case failed(reason: String)

    /// The time now: first of all events, and then every ``AppState/tickInterval``.
    case tick(now: MailDate)
    /// The time that ``Effect/schedule(_:after:)`` asked for is over.
    case timer(UITimer)
}

/// How far the text of a message has come.
package enum MessageLoad: Hashable, Sendable {
    /// Not here yet; being fetched.
    case loading
    case ready(ReadableMessage)
    /// Not here, and there is no connection to fetch it over.
    case offline
    case failed(reason: String)
}

/// What a timer is for.
///
/// The number tells timers of one kind apart: only the latest one counts, so that none
/// ever needs to be cancelled.
package enum UITimer: Hashable, Sendable {
    /// A key prefix waits for its second key: show what can follow.
    case keyPrefix(Int)
    /// A note was shown long enough.
    case note(Int)
    /// The selection has come to rest.
    case settled(Int)
    /// A message was in the preview long enough to count as read.
    case read(Int)
    /// A question that came up by itself was on the screen long enough to be answered.
    case question(Int)
}
