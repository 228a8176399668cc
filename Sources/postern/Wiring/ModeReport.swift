import BackendAPI
import MailEngine
import MailModel
import MailStore
import MailUI

/// What an account's mode would take off its server, as a line of `postern check`.
struct ModeReport {
    let open: OpenAccount

    private var account: Account { open.account }

    /// By what the store knows of the server; nothing where it knows nothing and the mode removes.
    func fromStore() async throws(StoreError) -> String? {
        let all = try await open.store.removalPreview(.downloadAndRemove, host: account.host, now: WallClock.now)
        guard account.mode.stay == nil || all.messages + all.kept > 0 else { return nil }
        return try await text(open.store.removalPreview(account.mode, host: account.host, now: WallClock.now))
    }

    /// By what the server itself says of its inbox, for a store that has nothing yet.
    func fromServer(_ size: MailboxSize?) async throws(StoreError) -> String {
        var preview = RemovalPreview(messages: 0, octets: 0, host: account.host, mode: account.mode)
        if let size, size.messages > 0, let stay = account.mode.removeAfter {
            // Counted from the day on which they come here, which may be today.
            let leaves = MailDate(secondsSince1970: WallClock.now.secondsSince1970 + stay.components.seconds)
            preview.later = .init(messages: size.messages, octets: size.octets, first: leaves, last: leaves)
        } else if account.mode == .downloadAndRemove {
            preview.messages = size?.messages ?? 0
            preview.octets = size?.octets ?? 0
        }
        return try await text(preview)
    }

    private func text(_ preview: RemovalPreview) async throws(StoreError) -> String {
        let words = RemovalText(preview, now: WallClock.now) { WallClock.secondsEastOfUTC(at: $0) }
        let agreed = try await open.store.agreedMode(of: account)
        let isNew = account.mode.removesMore(than: agreed) && !preview.isEmpty
        return "\(Self.name(of: account.mode)): \(words.sentence)"
            + (isNew ? " (the reader asks first, sync does not)" : "")
    }

    private static func name(of mode: StorageMode) -> String {
        switch mode {
        case .leaveOnServer(removeAfter: nil): "leave-on-server"
        case .leaveOnServer(let stay?): "leave-on-server for \(stay.words)"
        case .downloadAndRemove: "download-and-remove"
        }
    }
}
