import ArgumentParser
import BackendAPI
import Glibc
import HTTPS
import MailConfig
import MailUI
import OAuth
import Secrets

/// Signs an account in by browser, over SSH as well as at home.
struct AuthorizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize", abstract: "Sign an account in by browser (OAuth 2.0), and keep its token.",
        discussion: """
            The browser may be on any machine. Where the provider has codes for other devices, the code is shown and waited \
            for; else the address that the browser ends at is to be pasted here.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The account.")
    var account: String

    @ArgumentParser.Flag(help: "Paste the address that the browser ends at, even where there are codes.")
    var paste = false

    func run() async throws {
        let workplace = try options.load()
        guard let configured = workplace.configuration.accounts.first(where: { $0.name == account }) else {
            throw ProgramError(
                status: .badConfiguration, what: "there is no account “\(account)”",
                place: workplace.paths.configuration,
                advice: "")
        }
        guard let signIn = try SignIn(configured) else {
            throw ProgramError(
                status: .badConfiguration, what: "this account does not sign in by browser", place: account,
                advice: "give it auth = \"xoauth2\" and oauth_client_id")
        }
        // A person's work in the browser is not to be lost for want of a place to keep what comes of it.
        let desk = try SecretsDesk(options)
        let key = if case .stored = signIn.place { try await desk.keyOrNewFile() } else { SecretsKey?.none }
        do {
            guard let token = try await token(signIn, user: configured.login.username) else {
                throw ProgramError(
                    status: .loginRefused, what: "nothing was pasted", place: account, advice: "try again")
            }
            try signIn.place.write(token, desk.file, key)
        } catch let error as OAuthError {
            throw ProgramError(status: .loginRefused, what: "\(error)", place: account, advice: "")
        } catch let error as HTTPS.Failure {
            throw ProgramError(
                status: .unreachable, what: "the provider's sign-in can't be reached: \(error.reason)", place: account,
                advice: "try again later")
        } catch let error as SecretsFileError {
            throw ProgramError(error)
        }
        StandardStreams.writeLine("\(account) is signed in; try it with: postern check --account \(account)")
    }

    private func token(_ signIn: SignIn, user: String) async throws -> OAuthToken? {
        let browser = BrowserSignIn(settings: signIn.settings, user: user)
        if browser.hasDeviceFlow, !paste {
            return try await byDevice(browser)
        }
        return try await browser.byPasting { invitation in
            show(invitation)
            StandardStreams.writeLine(
                "Once you have allowed it, the browser goes to an address at localhost, where it finds nothing. That is as it "
                    + "should be: copy that address from its address line and paste it here.")
            return isatty(STDIN_FILENO) == 1
                ? PasswordPrompt.ask("The address (it is not shown): ") : try? SecretsDesk.firstLineOfInput()
        }
    }

    private func byDevice(_ browser: BrowserSignIn) async throws -> OAuthToken? {
        let device = try await browser.askForDevice()
        let invitation = BrowserSignIn.Invitation(device)
        show(invitation)
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
