package import BackendAPI
import Logging
import MailModel
package import MailStore

extension ServerMemory {
    private static let settingKey = "server-memory"

    /// What was remembered of the account's server; nothing where that can't be read.
    package static func remembered(in store: MailDatabase) async -> ServerMemory? {
        ((try? await store.setting(settingKey)) ?? nil).map(ServerMemory.init)
    }

    fileprivate static func remember(_ memory: ServerMemory?, in store: MailDatabase) async throws(StoreError) {
        guard await remembered(in: store) != memory else { return }
        try await store.setSetting(settingKey, to: memory?.text)
    }
}

extension AccountEngine {
    /// Writes down what the backend has learned of its server.
    func rememberServer() async {
        let memory = await backend.serverMemory
        do throws(StoreError) { try await ServerMemory.remember(memory, in: store) } catch {
            log.notice("what the server offers could not be written down: \(error.description)")
        }
    }

    /// What will be asked first behind the login, where nothing of a person's has to be sent before it.
    func foresight() async -> Foresight? {
        guard let mailbox = try? await store.mailbox(named: focus), mailbox.isSelectable, !mailbox.isLocal,
            let checkpoint = try? await store.checkpoint(of: mailbox.id),
            let hasActions = try? await store.hasActionsToSend(), !hasActions
        else { return nil }
        return Foresight(mailbox: focus, checkpoint: checkpoint)
    }
}
