import Glibc
import HTTPS
import MailUI
import OAuth
import Secrets

/// A person signing in by browser, with the plain terminal in front of them: what it shows, and the keys that count.
struct BrowserDialogue: Sendable {
    let signIn: SignIn
    let user: String
    /// For what goes wrong.
    let account: String

    /// Leads the person through it.
    ///
    /// `pastes`: The address that the browser ends at is pasted even where there are codes.
    func token(pastes: Bool = false) async throws(ProgramError) -> OAuthToken {
        do {
            guard let token = try await ask(pastes) else {
                throw ProgramError(
                    status: .loginRefused, what: "nothing was pasted", place: account, advice: "try again")
            }
            return token
        } catch let error as ProgramError {
            throw error
        } catch let error as HTTPS.Failure {
            throw ProgramError(
                status: .unreachable, what: "the provider's sign-in can't be reached: \(error.reason)", place: account,
                advice: "try again later")
        } catch {
            throw ProgramError(status: .loginRefused, what: "\(error)", place: account, advice: "")
        }
    }

    private func ask(_ pastes: Bool) async throws -> OAuthToken? {
        let browser = BrowserSignIn(settings: signIn.settings, user: user)
        if browser.hasDeviceFlow, !pastes { return try await byDevice(browser) }
        return try await browser.byPasting { invitation in
            show(invitation)
            StandardStreams.writeLine(
                "Once you have allowed it, the browser goes to an address at localhost, where it finds nothing. That is as it "
                    + "should be: copy that address from its address line and paste it here. Esc gives up.")
            return await HTTPS.inThreadOfItsOwn {
                isatty(STDIN_FILENO) == 1
                    ? PasswordPrompt.ask("The address (it is not shown): ") : try? SecretsDesk.firstLineOfInput()
            }
        }
    }

    private func byDevice(_ browser: BrowserSignIn) async throws -> OAuthToken? {
        let device = try await browser.askForDevice()
        show(BrowserSignIn.Invitation(device))
        guard isatty(STDIN_FILENO) == 1 else {
            StandardStreams.writeLine("Waiting for you to allow it in the browser…")
            return try await browser.wait(for: device)
        }
        StandardStreams.writeLine("y copies the page, c the code, Esc gives up.")
        StandardStreams.writeLine("Waiting for you to allow it in the browser…")
        return try await withThrowingTaskGroup(of: OAuthToken?.self) { group in
            group.addTask { try await browser.wait(for: device) }
            group.addTask {
                do {
                    try await WaitingKeys(address: device.address, code: device.userCode).listen()
                } catch is WaitingKeys.GaveUp {
                    throw ProgramError(
                        status: .loginRefused, what: "given up", place: account, advice: "nothing was changed")
                }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func show(_ invitation: BrowserSignIn.Invitation) {
        StandardStreams.writeLine("Open this page in a browser, on any machine:")
        StandardStreams.writeLine("")
        let isTerminal = isatty(STDOUT_FILENO) == 1
        if isTerminal {
            // OSC 8; the address is printable ASCII, which has been checked.
            StandardStreams.write(
                "    \u{1B}]8;;\(invitation.address)\u{1B}\\\(invitation.address)\u{1B}]8;;\u{1B}\\\n".utf8)
        } else {
            StandardStreams.writeLine("    \(invitation.address)")
        }
        StandardStreams.writeLine("")
        if let code = invitation.code {
            StandardStreams.writeLine("and enter this code:  \(code)")
            StandardStreams.writeLine("")
        }
        if isTerminal, let picture = QRCode(invitation.forCamera) {
            for row in picture.halfBlocks { StandardStreams.writeLine("  " + row) }
            StandardStreams.writeLine("")
        }
    }
}
