import BackendAPI
import Glibc
import MailConfig
import MailEngine
import MailModel
import MailStore
import MailUI
import Transport

/// Takes a connection's steps one by one and says how each went.
struct ConnectionDoctor {
    let open: OpenAccount
    let workplace: Workplace
    let secrets: SecretBook
    /// Told of each step as it is done.
    let report: @Sendable (CheckedStep) -> Void
    /// Where what is said is written down.
    var transcript: Transcript?

    /// How long a server may take to add up how large its messages are.
    private static let patience = Duration.seconds(5)

    /// Takes all steps.
    ///
    /// - Returns: What is in the inbox, where the server tells.
    /// - Throws: A `ProgramError` with a suggestion where a step fails.
    @discardableResult
    func examine() async throws -> MailboxSize? {
        let mode = try await modeText { report throws(StoreError) in try await report.fromStore() }
        if let mode { line("mode", nil, mode) }
        try resolve()
        let direct = NIOConnector()
        let connector = ObservedConnector(
            inner: transcript.map { TranscriptConnector(inner: direct, transcript: $0) } ?? direct)
        let backend = workplace.backend(for: open, secrets: secrets, connector: connector)
        let start = ContinuousClock.now
        do throws(BackendError) {
            try await backend.connect()
        } catch {
            await tell(connector)
            await backend.disconnect()
            let diagnosis = ConnectionDiagnosis(
                account: open.account, configuration: open.configuration, logger: workplace.logger("check"))
            throw ProgramError(error, account: open.account).with(advice: await diagnosis.advice(on: error))
        }
        await tell(connector)
        line("login", ContinuousClock.now - start, "as \(open.configuration.login.username)")
        let size = try await count(backend)
        if mode == nil {
            line("mode", nil, try await modeText { report throws(StoreError) in try await report.fromServer(size) })
        }
        let capabilities = await backend.capabilities
        tellOfServer(capabilities)
        if let missing = MissingAbilities.sentence(open.account.mailProtocol, words: capabilities.words) {
            report(CheckedStep("abilities", nil, missing, verdict: .doubtful))
        }
        if let quota = try? await backend.quota() { line("quota", nil, QuotaText(quota).sentence) }
        await backend.disconnect()
        return size
    }

    private func resolve() throws {
        let start = ContinuousClock.now
        let host = open.configuration.server.host
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            throw ProgramError(
                status: .unreachable, what: "the name \(host) can't be found: \(String(cString: gai_strerror(status)))",
                place: "", advice: "is it spelled right, and is there a network?")
        }
        defer { freeaddrinfo(list) }
        let addresses = sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap {
            $0.flatMap(text)
        }
        line("name", ContinuousClock.now - start, addresses.joined(separator: ", "))
    }

    private func text(of address: UnsafeMutablePointer<addrinfo>) -> String? {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let info = address.pointee
        guard getnameinfo(info.ai_addr, info.ai_addrlen, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What the connector saw of TCP, TLS and the greeting.
    private func tell(_ connector: ObservedConnector) async {
        let seen = await connector.observations
        if let connected = seen.connected { line("connection", connected, "open") }
        if let greeting = seen.greeting { line("greeting", greeting, "the server answers") }
        guard let security = seen.security else { return }
        line("encryption", seen.secured ?? .zero, "\(security.version), \(security.cipher)")
        let certificate = security.certificate
        let days = (certificate.notAfter - WallClock.now.secondsSince1970) / 86_400
        let names = certificate.names.prefix(5).joined(separator: ", ")
        let others = certificate.names.count > 5 ? " and \(certificate.names.count - 5) more" : ""
        // Whoever renews by itself does so earlier.
        report(
            CheckedStep(
                "certificate", nil,
                "good for \(days) more day\(days == 1 ? "" : "s"), for \(names)\(others), by \(certificate.issuer)",
                verdict: days < 14 ? .doubtful : .fine))
        line("", nil, "SHA-256 \(certificate.sha256)")
    }

    private func modeText<Text>(_ read: (ModeReport) async throws(StoreError) -> Text) async throws(ProgramError)
        -> Text
    {
        do throws(StoreError) {
            return try await read(ModeReport(open: open))
        } catch {
            throw ProgramError(
                status: .badData, what: error.description, place: open.account.name.text, advice: "")
        }
    }

    /// - Returns: What is in the inbox, where the server tells.
    private func count(_ backend: any MailBackend) async throws(ProgramError) -> MailboxSize? {
        let start = ContinuousClock.now
        do throws(BackendError) {
            let mailboxes = try await backend.mailboxes()
            let inbox = mailboxes.first { $0.name == .inbox }
            let size = try await size(backend)
            let number = size?.messages ?? inbox?.messages
            let messages = number.map { ", \($0) message\($0 == 1 ? "" : "s") in the inbox" } ?? ""
            let count = "\(mailboxes.count) mailbox\(mailboxes.count == 1 ? "" : "es")"
            line("mailboxes", ContinuousClock.now - start, count + messages)
            return size ?? number.map { MailboxSize(messages: $0, octets: 0) }
        } catch {
            throw ProgramError(error, account: open.account)
        }
    }

    /// A server that has never added its messages up may take long: it is not waited for.
    private func size(_ backend: any MailBackend) async throws(BackendError) -> MailboxSize? {
        let asking = Task { () async -> Result<MailboxSize?, BackendError> in
            do throws(BackendError) { return .success(try await backend.inboxSize()) } catch { return .failure(error) }
        }
        let patience = Task {
            try await Task.sleep(for: Self.patience)
            asking.cancel()
        }
        defer { patience.cancel() }
        do throws(BackendError) {
            return try await asking.value.get()
        } catch .cancelled {
            return nil
        }
    }

    private func tellOfServer(_ capabilities: BackendCapabilities) {
        let delay = capabilities.loginDelay ?? .zero
        let interval = max(open.account.checkEvery, delay).words
        // "every minute", not "every 1 minute"
        let every = interval.hasPrefix("1 ") ? String(interval.dropFirst(2)) : interval
        let limit = delay > open.account.checkEvery ? ", as often as the server allows" : ""
        line("news", nil, capabilities.canPush ? "told by the server at once" : "asked for every \(every)\(limit)")
        if let days = capabilities.expiryInDays { line("expiry", nil, ServerExpiry(days: days).sentence) }
    }

    private func line(_ step: String, _ time: Duration?, _ text: String) { report(CheckedStep(step, time, text)) }
}

extension ProgramError {
    func with(advice: String) -> ProgramError {
        ProgramError(status: status, what: what, place: place, advice: advice)
    }
}
