import BackendAPI
import MailModel
import SASL
import Secrets
import TestKit
import Testing
import Transport

@testable import POP3Backend

/// A backend that talks to scripts, one a connection.
struct Harness {
    let backend: POP3Backend
    let connector: ScriptedConnector

    /// What a connection begins with where login is not the point.
    static let login = """
        S: +OK ready
        C: CAPA
        S: +OK
        S: UIDL
        S: TOP
        S: USER
        S: PIPELINING
        S: .
        C: USER ann
        C: PASS secret
        S: +OK
        S: +OK

        """

    /// The same with a server that wants one command at a time and has no CAPA.
    static let oldLogin = """
        S: +OK ready
        C: CAPA
        S: -ERR what?
        C: USER ann
        S: +OK
        C: PASS secret
        S: +OK

        """

    init(
        _ traces: [String], protection: Endpoint.Protection = .implicitTLS, method: LoginMethod = .automatic,
        identifiesByRetrieving: Bool = false, memory: ServerMemory? = nil, secret: String = "secret",
        language: String? = nil, pieces: ScriptedStream.Pieces = .whole
    ) throws {
        connector = ScriptedConnector(
            try traces.enumerated().map { .plays(try Trace(name: "connection \($0 + 1)", $1)) }, pieces: pieces)
        backend = POP3Backend(
            endpoint: Endpoint(host: "pop.test", port: 995, protection: protection), connector: connector,
            credentials: Credentials(username: "ann", secret: Secret(secret)), method: method,
            identifiesByRetrieving: identifiesByRetrieving, memory: memory, language: language)
    }

    /// All deltas, whatever is known here.
    func changes(known: [String] = []) async throws -> [MailboxDelta] {
        let flags = Dictionary(uniqueKeysWithValues: known.map { (RemoteID.uidl($0), Flags()) })
        let stream = backend.changes(in: .inbox, since: KnownMailbox(checkpoint: nil) { flags })
        var deltas: [MailboxDelta] = []
        while let delta = try await stream.next() { deltas.append(delta) }
        return deltas
    }

    func arrived(known: [String] = []) async throws -> [String] {
        try await changes(known: known).flatMap(\.arrived).map { $0.id.uniqueID ?? "" }
    }

    /// Messages as `id: content`, or `id? reason`.
    func contents(_ ids: [String]) async throws -> [String] {
        try await read(backend.content(.whole, of: ids.map { .uidl($0) }, in: .inbox))
    }

    func read(_ stream: ContentStream) async throws -> [String] {
        var texts: [String] = []
        var text = ""
        while let piece = try await stream.next() {
            switch piece {
            case .began(let id, _): text = "\(id.uniqueID ?? ""): "
            case .octets(let octets): text += String(decoding: octets, as: UTF8.self)
            case .ended: texts.append(text)
            case .missing(let id, let reason): texts.append("\(id.uniqueID ?? "")? \(reason)")
            }
        }
        return texts
    }

    func remove(_ ids: [String], proofs: [String: MessageProof] = [:]) async throws -> [ActionOutcome] {
        let known = Dictionary(uniqueKeysWithValues: proofs.map { (RemoteID.uidl($0), $1) })
        let action = RemoteAction(id: 1, kind: .remove(ids.map { .uidl($0) }, from: .inbox))
        return try await backend.perform([action]) { names throws(BackendError) in
            known.filter { names.contains($0.key) }
        }
    }
}

/// The error that a piece of work ends with.
func backendError(_ work: () async throws -> Void) async -> BackendError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? BackendError
    }
}
