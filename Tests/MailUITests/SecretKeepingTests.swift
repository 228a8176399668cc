import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("where the assistant keeps a password")
struct SecretKeepingTests {
    private func form(_ change: (inout SecretKeeping) -> Void) -> SignInForm {
        var places = SecretKeeping()
        change(&places)
        var form = SignInForm(userName: "ann", isEdited: false)
        form.take(places)
        return form
    }

    @Test("the encrypted file comes first over SSH, and the keyring only where one answers")
    func order() {
        #expect(form { _ in }.keepings == [.file, .stored, .nowhere, .command])
        #expect(form { $0.isRemote = true }.keepings.first == .stored)
        #expect(form { $0.hasKeyring = true }.keepings.contains(.keyring))
    }

    @Test("a new secrets file wants its passphrase twice, a locked one once, an open one not at all")
    func passphrase() {
        var absent = form { $0.isRemote = true }
        absent.secret.paste("secret")
        #expect(absent.passphraseFields.count == 2 && absent.fieldCount == 5)
        #expect(absent.complaint?.field == .passphrase)
        absent.passphrase.paste("sesame")
        #expect(absent.complaint?.field == .again)
        absent.again.paste("sesame")
        #expect(absent.complaint == nil && absent.typedPassphrase == "sesame")
        let locked = form {
            $0.isRemote = true
            $0.secretsFile = .locked
        }
        #expect(locked.passphraseFields == ["Passphrase"])
        let open = form {
            $0.isRemote = true
            $0.secretsFile = .open
        }
        #expect(open.passphraseFields == [] && open.typedPassphrase == nil && open.place == .newStored)
    }
}
