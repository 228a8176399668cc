import BackendAPI
import MailConfig
import MailEngine
import MailModel
import MailStore

/// Brings the mail of a store to an IMAP account's server, and shows how far it has come.
struct AccountUpload {
    private let store: MailDatabase
    private let account: Account
    private let destination: OpenAccount

    init(from store: MailDatabase, of account: Account, to destination: OpenAccount) {
        self.store = store
        self.account = account
        self.destination = destination
    }

    /// Uploads what is not there, or says what that would be.
    ///
    /// - Throws: What ended it, in the words of the command line.
    func run(_ workplace: Workplace, _ secrets: SecretBook, isPreview: Bool) async throws -> [MovedFolder] {
        let name = account.name
        let move = AccountMove(
            of: account, in: store, to: workplace.imapBackend(for: destination, secrets: secrets),
            target: UploadTarget(user: destination.configuration.login.username, host: destination.account.host),
            clock: workplace.clock, log: workplace.logger("upload.\(name)"))
        let output = Task { await ProgressLine.show(move.statuses, of: name) }
        let result = await Self.result { try await isPreview ? move.preview() : move.run() }
        output.cancel()
        await output.value
        switch result {
        case .success(let folders): return folders
        case .failure(let error as BackendError): throw ProgramError(error, account: destination.account)
        case .failure(let error): throw error
        }
    }

    private static func result<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
