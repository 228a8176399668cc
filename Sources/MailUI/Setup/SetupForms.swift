import MailModel
import TerminalUI

/// A server entered or changed by hand.
struct ServerForm: Hashable, Sendable {
    static let fieldCount = 4

    var mailProtocol: MailProtocol
    var host: LineEditor
    var port: LineEditor
    var protection: FoundServer.Protection

    init(_ server: FoundServer?, domain: String) {
        mailProtocol = server?.service == .pop3 ? .pop3 : .imap
        host = LineEditor(server?.host ?? "")
        protection = server?.protection ?? .implicitTLS
        port = LineEditor("")
        port = LineEditor(server.map { String($0.port) } ?? String(standardPort))
        if server == nil { host = LineEditor(domain.isEmpty ? "" : "imap.\(domain)") }
    }

    var service: FoundServer.Service { mailProtocol == .imap ? .imap : .pop3 }

    private var standardPort: Int {
        protection == .implicitTLS ? service.ports.implicitTLS : service.ports.startTLS
    }

    /// The usual port goes along with what it follows from.
    private mutating func change(_ change: (inout ServerForm) -> Void) {
        let wasStandard = port.text == String(standardPort)
        change(&self)
        if wasStandard { port = LineEditor(String(standardPort)) }
    }

    mutating func toggleProtocol() { change { $0.mailProtocol = $0.mailProtocol == .imap ? .pop3 : .imap } }

    mutating func toggleProtection() {
        change { $0.protection = $0.protection == .implicitTLS ? .startTLS : .implicitTLS }
    }

    /// The server, or what is wrong with the form.
    var server: Result<FoundServer, SetupComplaint> {
        let host = host.text.trimmed.lowercased()
        guard HostName.isName(host) || host.contains(":") && !host.contains(" ") else {
            return .failure(SetupComplaint("The server's name looks like imap.example.com."))
        }
        guard let port = Int(port.text.trimmed), (1...65_535).contains(port) else {
            return .failure(SetupComplaint("The port is a number; usually \(standardPort)."))
        }
        return .success(FoundServer(service, host: host, port: port, protection: protection, source: .person))
    }
}

/// Who logs in, and where the secret is kept.
struct SignInForm: Hashable, Sendable {
    enum Keeping: Hashable, Sendable { case unchanged, file, stored, keyring, nowhere, command }

    var userName = LineEditor()
    var secret = LineEditor()
    /// Of the secrets file; a new one is typed twice.
    var passphrase = LineEditor()
    var again = LineEditor()
    private let isEdited: Bool
    private var places = SecretKeeping()
    /// Ways to keep it, the best first.
    private(set) var keepings: [Keeping]
    private(set) var keeping: Keeping

    init(userName: String, isEdited: Bool) {
        self.userName = LineEditor(userName)
        self.isEdited = isEdited
        keepings = (isEdited ? [.unchanged] : []) + [.file, .stored, .nowhere, .command]
        keeping = keepings[0]
    }

    /// Offers what there is on this machine; whoever works from elsewhere is offered the encrypted file first.
    mutating func take(_ places: SecretKeeping) {
        self.places = places
        let files: [Keeping] = places.isRemote ? [.stored, .file] : [.file, .stored]
        keepings =
            (isEdited ? [.unchanged] : []) + files + (places.hasKeyring ? [.keyring] : []) + [.nowhere, .command]
        keeping = keepings[0]
    }

    /// What of the secrets file's passphrase has to be typed.
    var passphraseFields: [String] {
        guard keeping == .stored else { return [] }
        return switch places.secretsFile {
        case .absent: ["New passphrase", "The same again"]
        case .locked: ["Passphrase"]
        case .open: []
        }
    }

    var fieldCount: Int { (label == nil ? 2 : 3) + passphraseFields.count }

    /// What is wrong with the passphrase, and which field that is.
    var passphraseComplaint: (text: String, field: Int)? {
        guard let first = passphraseFields.first else { return nil }
        if passphrase.isEmpty { return ("\(first) is empty.", 3) }
        return passphraseFields.count > 1 && passphrase.text != again.text ? ("The two are not the same.", 4) : nil
    }

    var isSecretShown: Bool { keeping == .command }

    mutating func moveKeeping(by distance: Int) {
        guard let index = keepings.firstIndex(of: keeping) else { return }
        let wasShown = isSecretShown
        keeping = keepings[(index + distance + keepings.count) % keepings.count]
        // A password must not turn up as a command.
        if wasShown != isSecretShown { secret = LineEditor() }
    }

    /// What is to be typed; nothing where there is nothing.
    var label: String? {
        switch keeping {
        case .unchanged: nil
        case .file, .stored, .keyring, .nowhere: "Password"
        case .command: "Command"
        }
    }

    var keepingWords: String {
        switch keeping {
        case .unchanged: "as it is"
        case .file: "in a file that only you can read (not encrypted)"
        case .stored: "in the secrets file, encrypted under a passphrase"
        case .keyring: "in the desktop's keyring"
        case .nowhere: "nowhere: ask each time Postern starts"
        case .command: "a command prints it, such as: pass show mail"
        }
    }

    var place: SecretPlace {
        switch keeping {
        case .unchanged: .unchanged
        case .file: .newFile
        case .stored: .newStored
        case .keyring: .newKeyring
        case .nowhere: .nowhere
        case .command: .command(secret.text.trimmed)
        }
    }

    /// What was typed, where that is the secret itself.
    var typed: String? { label == nil || isSecretShown ? nil : secret.text }

    /// The passphrase, where one was typed.
    var typedPassphrase: String? { passphraseFields.isEmpty ? nil : passphrase.text }

    /// What is seen of it.
    var shown: LineEditor { isSecretShown ? secret : secret.hidden }
}

/// Something a person has to change, in a sentence.
struct SetupComplaint: Error, Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }
}
