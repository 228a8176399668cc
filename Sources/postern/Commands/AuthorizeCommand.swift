import ArgumentParser
import MailConfig
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
        let dialogue = BrowserDialogue(signIn: signIn, user: configured.login.username, account: account)
        let token = try await dialogue.token(pastes: paste)
        do {
            try signIn.place.write(token, desk.file, key)
        } catch let error as SecretsFileError {
            throw ProgramError(error)
        }
        StandardStreams.writeLine("\(account) is signed in; try it with: postern check --account \(account)")
    }
}
