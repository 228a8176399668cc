import ArgumentParser
import Glibc
import MailModel

/// How `postern setup` signs an account in by browser.
struct BrowserOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Sign in by browser, as the program registered with the provider.", valueName: "id"))
    var oauthClientID: String?

    @Option(help: ArgumentHelp("The program's secret, where the provider has given it one.", valueName: "secret"))
    var oauthClientSecret: String?

    @Option(name: .customLong("oauth-token-url"), help: ArgumentHelp("Where tokens come from.", valueName: "https"))
    var tokenAddress: String?

    @Option(
        name: .customLong("oauth-device-url"),
        help: ArgumentHelp("Where codes for another device come from.", valueName: "https"))
    var deviceAddress: String?

    @Option(
        name: .customLong("oauth-authorize-url"),
        help: ArgumentHelp("The page that the browser begins at.", valueName: "https"))
    var authorizeAddress: String?

    @Option(help: ArgumentHelp("What reading mail is called.", valueName: "scope"))
    var oauthScope: String?

    @Option(help: ArgumentHelp("A file for the token, instead of the secrets file.", valueName: "file"))
    var tokenFile: String?

    func validate() throws {
        let addresses = [tokenAddress, deviceAddress, authorizeAddress].compactMap(\.self)
        for address in addresses where !address.hasPrefix("https://") || address.contains(" ") {
            throw ValidationError("“\(address)” does not begin with https://.")
        }
        let others = addresses + [oauthClientSecret, oauthScope].compactMap(\.self)
        if oauthClientID == nil, !others.isEmpty {
            throw ValidationError("The options of a sign-in by browser go with --oauth-client-id.")
        }
    }

    /// As what an account is to sign in.
    ///
    /// - Parameters:
    ///   - provider: Whose server it is, where that is known.
    ///   - known: What other accounts here sign in as.
    ///   - hasPassword: A password's source was named.
    ///   - place: The server, for errors.
    /// - Returns: Nothing where it has a password.
    /// - Throws: Where a client id or the provider's pages are wanted, and nobody is there to ask.
    func client(
        of provider: FoundSettings.Provider?, known: [BrowserClient], hasPassword: Bool, at place: String
    ) throws(ProgramError) -> BrowserClient? {
        let table = provider?.oauth
        var (id, secret) = (oauthClientID, oauthClientSecret)
        if id == nil {
            guard !hasPassword, let table, table.isOnly else { return nil }
            if let other = known.first(where: { $0.places.token == table.token }) {
                (id, secret) = (other.id, other.secret)
            } else {
                id = try Self.askForClient(table, at: place)
            }
        }
        guard let id else { return nil }
        guard let token = tokenAddress ?? table?.token, let scope = oauthScope ?? table?.scope else {
            throw ProgramError(
                status: .usage, what: "nothing is known of signing in by browser", place: place,
                advice: "name --oauth-token-url, --oauth-scope and --oauth-device-url or --oauth-authorize-url")
        }
        let places = FoundSettings.OAuthPlaces(
            token: token, device: deviceAddress ?? table?.device, authorize: authorizeAddress ?? table?.authorize,
            scope: scope)
        return BrowserClient(id: id, secret: secret, places: places, keeping: tokenFile.map { .file($0) } ?? .stored)
    }

    private static func askForClient(
        _ table: FoundSettings.OAuthPlaces, at place: String
    ) throws(ProgramError) -> String {
        if let text = table.registration { StandardStreams.writeErrorLine("note: \(text)") }
        if isatty(STDIN_FILENO) == 1 {
            StandardStreams.redrawErrorLine("The client id that the provider has given you: ")
            let words = readLine()?.split(whereSeparator: \.isWhitespace) ?? []
            if words.count == 1 { return String(words[0]) }
        }
        throw ProgramError(
            status: .usage, what: "this provider takes a sign-in by browser only", place: place,
            advice: "--oauth-client-id ID names the program that you have registered there")
    }
}
