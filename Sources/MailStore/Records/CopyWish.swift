import GRDB

/// What a person wants of the server's copy of a message; as the column `copyWish` has it, never renumbered.
enum CopyWish: Int64, DatabaseValueConvertible {
    /// Nothing: the account's mode decides.
    case none = 0
    /// It stays there whatever the mode says.
    case stays = 1
    /// It goes as soon as the message is whole and durable here.
    case goes = 2
}
