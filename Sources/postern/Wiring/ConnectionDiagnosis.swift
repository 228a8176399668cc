import AccountSetup
import BackendAPI
import Logging
import MailConfig
import MailModel
import Transport

/// One cause and one thing to do, the likeliest, for a connection that failed.
struct ConnectionDiagnosis {
    let account: Account
    let configuration: AccountConfiguration
    let logger: Logger

    private var server: ServerConfiguration { configuration.server }

    func advice(on error: BackendError) async -> String {
        switch error {
        case .unreachable: return await place ?? "is port \(server.port) right?"
        case .protocolViolation: return await place ?? "is this the right port for the protocol?"
        case .insecure(let reason): return await security(reason)
        case .authenticationFailed(let why, _): return login(why)
        case .tryLater, .postponed: return ProgramError(error, account: account).advice
        case .refused, .notKept, .cancelled: return ""
        }
    }

    // MARK: - Where the server is

    /// Where the same host does answer, in the words of the configuration; nothing where it does nowhere.
    private var place: String? {
        get async {
            let candidates = candidates
            let probe = ServerProbe(
                connector: NIOConnector(), trust: Endpoint(server).trust, limit: .seconds(3), logger: logger)
            let answering = await withTaskGroup(of: Int?.self) { group in
                for (index, candidate) in candidates.enumerated() {
                    group.addTask { (try? await probe.offer(of: candidate)) == nil ? nil : index }
                }
                return await group.reduce(into: [Int]()) { if let index = $1 { $0.append(index) } }.min()
            }
            return answering.map { change(to: candidates[$0]) }
        }
    }

    private var service: FoundServer.Service { configuration.mailProtocol == .imap ? .imap : .pop3 }

    /// The other protection and the other protocol at the same port, then the usual ports.
    private var candidates: [FoundServer] {
        let present: FoundServer.Protection = server.protection == .implicit ? .implicitTLS : .startTLS
        let other: FoundServer.Protection = server.protection == .implicit ? .startTLS : .implicitTLS
        let places: [(FoundServer.Service, Int, FoundServer.Protection)] = [
            (service, server.port, other), (service == .imap ? .pop3 : .imap, server.port, present),
            (service, service.ports.implicitTLS, .implicitTLS), (service, service.ports.startTLS, .startTLS),
        ]
        return places.filter { $0 != (service, server.port, present) }.map {
            FoundServer($0.0, host: server.host, port: $0.1, protection: $0.2, source: .guess)
        }
    }

    private func change(to found: FoundServer) -> String {
        guard found.service == service else {
            let name = found.service == .imap ? "IMAP" : "POP3"
            return "\(name) answers there: protocol = \"\(found.service.rawValue)\", or another port"
        }
        let port = found.port == server.port ? "" : "port = \(found.port), "
        return
            "the server answers with \(port)tls = \"\(found.protection == .implicitTLS ? "implicit" : "starttls")\": use that"
    }

    // MARK: - Whom it is

    private func security(_ reason: String) async -> String {
        let isAboutCertificate = reason.contains("certificate")
        if !isAboutCertificate { return await place ?? "is port \(server.port) right, and is TLS offered there?" }
        if reason.contains("expired") || reason.contains("valid only from") {
            return
                "this computer's clock says \(WallClock.now.rfc3339.prefix(10)); if that is right, tell whoever runs the server"
        }
        if reason.contains("not for ") {
            return
                "is host spelled right? A network that wants you to sign in first (hotel, train) does this, too: open a web "
                + "page in a browser"
        }
        if reason.contains("pinned") { return "ask whoever runs the server whether the certificate was changed" }
        return
            "a network that wants you to sign in first does this, too; for a server of your own: trust its authority with "
            + "ca_file, or this one certificate with certificate_sha256"
    }

    // MARK: - Who it lets in

    private func login(_ why: BackendError.LoginRefusal) -> String {
        guard why.isAboutPassword || why == .notAllowed || why == .tokensOnly else { return "ask your provider" }
        let facts = ProviderTable.known.facts(ofServer: server.host, port: server.port)
        if configuration.mailProtocol == .pop3, let note = facts?.pop3 { return note }
        if let note = facts?.signIn { return note }
        return "check the user name and the password; some providers want an app password, and some have "
            + (configuration.mailProtocol == .pop3 ? "POP3" : "IMAP") + " switched off until you switch it on"
    }
}
