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

/// Something a person has to change, in a sentence.
struct SetupComplaint: Error, Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }
}
