import Glibc
import MailConfig
import MailModel
import Secrets

extension SetupDesk {
    /// Where secrets can be kept here; asks the keyring, which may take a moment.
    func keeping(_ secrets: SecretBook) async -> SecretKeeping {
        var keeping = SecretKeeping()
        let isThere = SecretsFile(path: paths.secrets).isThere
        keeping.secretsFile = await secrets.isOpen ? .open : isThere ? .locked : .absent
        keeping.isRemote = getenv("SSH_CONNECTION") != nil
        keeping.clients = clients
        keeping.hasKeyring = await Task.detached { Keyring.answers() }.value
        return keeping
    }

    /// Puts a secret where the draft says that it is to be kept, and says in the draft how it is called there.
    func keep(
        _ secret: Secret, of draft: inout AccountDraft, in secrets: SecretBook, _ passphrase: Secret?
    ) async throws(ProgramError) {
        do throws(SecretsFileError) {
            switch draft.secret {
            case .newStored:
                if let passphrase { try await secrets.openOrCreate(with: passphrase) }
                draft.secret = .stored(try await secrets.store(secret, as: draft.name))
            case .browser(let client) where client.keeping == .stored:
                if let passphrase { try await secrets.openOrCreate(with: passphrase) }
                _ = try await secrets.store(secret, as: SignIn.tokenName(draft.name), replacing: true)
            default: break
            }
        } catch {
            throw ProgramError(error)
        }
        switch draft.secret {
        case .newKeyring:
            let name = draft.name
            let result = await Task.detached {
                Result { () throws(SecretError) in try Keyring.store(secret, named: name) }
            }.value
            if case .failure(let error) = result {
                throw ProgramError(status: .cannotCreate, what: error.description, place: "", advice: "")
            }
        case .nowhere, .newFile, .newStored, .file, .command, .environment, .stored, .keyring, .browser, .unchanged:
            break
        }
    }
}
