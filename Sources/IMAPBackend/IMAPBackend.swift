package import BackendAPI
import IMAP
package import Logging
import MailModel
package import Oddities
package import SASL
import Secrets
package import Transport

/// An account on an IMAP server (RFC 9051, RFC 3501), over one connection.
///
/// Calls take turns: each selects the mailbox it needs, sends its commands in one go and
/// gives the turn away between two windows of a long transfer.
package actor IMAPBackend: MailBackend {
    let endpoint: Endpoint
    let connector: any Connector
    let login: LoginSettings
    let oddities: OddityTable
    let logger: Logger
    let now: @Sendable () -> ContinuousClock.Instant
    var link: Link?
    var turns = Turns()
    /// What outlives a connection, but not the program.
    var memory = Memory()
    /// Streams under way, by number.
    var walks: [Int: ChangesWalk] = [:]
    var transfers: [Int: Transfer] = [:]
    /// What is asked for now and then.
    var seldom = SeldomAsked()

    /// Who logs in, and how.
    struct LoginSettings {
        let credentials: Credentials
        let mechanisms: SASLMechanismChoice
    }

    /// A connection that is logged in.
    struct Link {
        let connection: IMAPConnection
        let capabilities: Set<Capability>
        /// What is peculiar about the server.
        let quirks: Set<Quirk>
        var enabled: Set<Capability> = []
        /// What was asked together with the login, and not needed yet.
        var foreseen = Foreseen()
        /// GETQUOTAROOT, whose answer nobody has wanted yet.
        var quota: Tag?

        var hasQResync: Bool { enabled.contains(.qResync) }
        var hasCondStore: Bool { capabilities.contains(.condStore) || hasQResync }

        /// A message can only be appended as one with UTF-8 in its header (RFC 6855 §4), and so it can.
        func takesUTF8Header(of content: [UInt8]) -> Bool {
            guard enabled.contains(.utf8Accept) else { return false }
            let header = content[..<(content.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A])?.lowerBound ?? content.endIndex)]
            return header.contains { $0 >= 0x80 } && String(validating: header, as: UTF8.self) != nil
        }

        /// Mailbox names and quoted strings are UTF-8: enabled (RFC 6855 §3), or all that the server speaks (RFC 9051).
        var usesUTF8: Bool {
            enabled.contains(.utf8Accept) || (capabilities.contains(.imap4rev2) && !capabilities.contains(.imap4rev1))
        }
    }

    struct Memory {
        var streamCount = 0
        /// The server says SASL-IR and does not know it.
        var liesAboutInitialResponse = false
        /// A compressed connection has failed: the next ones are left as they are.
        var distrustsCompression = false
        /// How long nothing may be said while IDLE waits.
        var renewal = IdleRenewal()
        /// A login has worked here that does not show the server the password: it is not shown from then on.
        var hidesSecret = false
        /// What the server was like at the last login.
        var server: RememberedServer?
        /// Something was sent that only `server` says the server takes.
        var reliesOnServer = false
        /// Names as the server spells them, where that is not how we would.
        var wireNames: [MailboxName: [UInt8]] = [:]
        /// They are UTF-8, not modified UTF-7.
        var namesAreUTF8 = false
        /// Mailboxes out of which a message goes for good, by what they are for.
        var bins: [MailboxRole: MailboxName] = [:]
        /// The server is to tell of all mailboxes.
        var isFollowing = false
        /// What mailboxes looked like when they were last in step.
        var seen: [MailboxName: Sight] = [:]
    }

    /// What SELECT tells of a mailbox.
    struct Sight: Equatable {
        var validity: UInt32
        var messages: Int
        var uidNext: UInt32?
        var modSeq: UInt64?
    }

    /// Prepares an account; nothing is sent before ``connect()``.
    ///
    /// - Parameters:
    ///   - endpoint: Where the server is, how it is protected, and the time limits.
    ///   - connector: Opens the connection.
    ///   - credentials: Who logs in.
    ///   - mechanisms: Which SASL mechanisms may be used. With `.automatic` the LOGIN command
    ///     may be, too, inside TLS.
    ///   - memory: What an earlier backend has learned of the server.
    ///   - oddities: What known servers do differently.
    ///   - logger: Where to tell what happens; no names, addresses, subjects or secrets.
    ///   - now: The time by which the line's speed is measured.
    package init(
        endpoint: Endpoint, connector: any Connector, credentials: Credentials,
        mechanisms: SASLMechanismChoice = .automatic, memory: ServerMemory? = nil,
        oddities: OddityTable = .known, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.endpoint = endpoint
        self.connector = connector
        self.login = LoginSettings(credentials: credentials, mechanisms: mechanisms)
        self.oddities = oddities
        self.logger = logger
        self.now = now
        self.memory.server = RememberedServer(memory?.rest, at: endpoint)
        self.memory.hidesSecret = memory?.hidesSecret(at: RememberedServer.place(of: endpoint)) ?? false
    }

    package var serverMemory: ServerMemory? {
        let place = memory.hidesSecret ? RememberedServer.place(of: endpoint) : nil
        return ServerMemory(memory.server?.memory, hidingSecretAt: place)
    }

    package var capabilities: BackendCapabilities {
        BackendCapabilities(
            actions: Set(BackendCapabilities.ActionKind.allCases),
            canPush: link?.capabilities.contains(.idle) ?? false, hasParts: true,
            words: Set(link?.capabilities.map(\.name) ?? []))
    }

    package func connect(foreseeing foresight: Foresight?, following isFollowing: Bool) async throws(BackendError) {
        try await takeTurn()
        defer { giveTurn() }
        memory.isFollowing = isFollowing
        if let link, await link.connection.failure == nil { return }
        await dropLink()
        do {
            link = try await logIn(foresight)
        } catch {
            throw withoutSecret(error)
        }
    }

    package func disconnect() async {
        await dropLink()?.connection.close()
    }

    /// Asks with NOOP, at once: who has a turn may be waiting for a server that is no longer there.
    package func probe() async throws(BackendError) {
        do {
            try await link?.connection.probe()
        } catch {
            throw withoutSecret(error)
        }
    }

    /// Forgets the connection, but not what it has taught.
    @discardableResult
    private func dropLink() async -> Link? {
        guard let link else { return nil }
        self.link = nil
        if await link.connection.hasFailedCompressing { memory.distrustsCompression = true }
        return link
    }

    /// The same error, should the server have put our secret into it.
    func withoutSecret(_ error: BackendError) -> BackendError { error.without(login.credentials.secret.octets) }

    /// The connection, or why there is none.
    func connected() throws(BackendError) -> Link {
        guard let link else { throw .unreachable(reason: "there is no connection to the server") }
        return link
    }

    /// What is peculiar about a server that has said so much of itself.
    func quirks(_ capabilities: Set<Capability>) -> Set<Quirk> {
        oddities.quirks(host: endpoint.host, capabilities: capabilities.map(\.name))
    }

    /// The name of a mailbox as the server spells it.
    func wireName(of mailbox: MailboxName) -> [UInt8] { wireName(of: mailbox, over: link) }

    /// The same over a connection that is only about to be logged in.
    func wireName(of mailbox: MailboxName, over link: Link?) -> [UInt8] {
        if let known = memory.wireNames[mailbox] { return known }
        return link?.usesUTF8 == true ? Array(mailbox.text.utf8) : ModifiedUTF7.encode(mailbox.text)
    }

    /// Makes sure that the mailbox is selected; returns what the server has told of it.
    @discardableResult
    func select(_ mailbox: MailboxName) async throws(BackendError) -> Selection {
        let connection = try connected().connection
        await dropForeseen()
        if let selection = await connection.selection, selection.mailbox == mailbox { return selection }
        let select = try await connection.sendSelect(mailbox, wireName: wireName(of: mailbox), .none)
        let status = try await connection.finish(select.tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        guard let selection = await connection.selection else {
            throw await connection.fail(violation: ProtocolViolation("a mailbox was not opened"))
        }
        return selection
    }
}

/// Whose turn it is, first come, first served.
struct Turns {
    var isTaken = false
    var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    var count = 0
}

extension IMAPBackend {
    /// Waits until nobody else talks to the server.
    ///
    /// - Throws: `.cancelled` where the task was cancelled meanwhile.
    func takeTurn() async throws(BackendError) {
        if Task.isCancelled { throw .cancelled }
        guard turns.isTaken else {
            turns.isTaken = true
            return
        }
        turns.count += 1
        let number = turns.count
        let isMine = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                turns.waiting.append((number, continuation))
                if Task.isCancelled { giveUpTurn(number) }
            }
        } onCancel: {
            Task { await self.giveUpTurn(number) }
        }
        guard isMine else { throw .cancelled }
    }

    /// Lets the next one talk.
    func giveTurn() {
        if turns.waiting.isEmpty {
            turns.isTaken = false
        } else {
            turns.waiting.removeFirst().continuation.resume(returning: true)
        }
    }

    private func giveUpTurn(_ number: Int) {
        guard let index = turns.waiting.firstIndex(where: { $0.number == number }) else { return }
        turns.waiting.remove(at: index).continuation.resume(returning: false)
    }
}
