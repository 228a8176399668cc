import DemoServer
import Dispatch
import Glibc
import MailModel
import Synchronization
import TestKit

/// A maildrop of one point on a server, and what can be done to it behind the client's back.
protocol MaildropHost: Sendable {
    var port: Int { get }
    /// The authority that its certificate is from; nothing for a connection in clear.
    var authorities: String? { get }
    var user: String { get }
    /// What it holds now.
    func held() -> [[UInt8]]
    /// Removes the n-th message as another client would; gives it back.
    func remove(_ index: Int) -> [UInt8]?
    func deliver(_ octets: [UInt8])
    /// Kills the sessions that the client has, as a server that crashes.
    func killSessions()
    /// What the server says of it all, for a person who looks for the cause of a failure.
    var log: String { get }
}

extension MaildropHost {
    var log: String { "" }
}

/// A user of a real Dovecot.
struct DovecotHost: MaildropHost {
    private static let shared = Result { try Dovecot() }
    private static let users = Atomic<Int>(0)

    let dovecot: Dovecot
    let service: Dovecot.Service
    let isTLS: Bool
    let user: String

    /// `isOwn`: The server is this point's, which is going to hurt it.
    init(_ service: Dovecot.Service, isTLS: Bool, holding messages: [[UInt8]], isOwn: Bool = false) throws {
        dovecot = isOwn ? try Dovecot() : try Self.shared.get()
        self.service = service
        self.isTLS = isTLS
        user = "point\(Self.users.add(1, ordering: .relaxed).newValue)"
        messages.forEach(deliver)
    }

    var port: Int { dovecot.port(service, isTLS: isTLS) }
    var authorities: String? { isTLS ? dovecot.certificateAuthority : nil }

    func held() -> [[UInt8]] { dovecot.messages(of: user, mailbox: "INBOX").map(\.octets) }

    private var files: [String] { dovecot.messageFiles(of: user).sorted() }

    func remove(_ index: Int) -> [UInt8]? {
        let files = files
        guard !files.isEmpty else { return nil }
        let file = files[index % files.count]
        guard let octets = TestFiles.octets(of: file), unlink(file) == 0 else { return nil }
        return octets
    }

    func deliver(_ octets: [UInt8]) { dovecot.deliver(octets, to: user) }

    func killSessions() { dovecot.killSessions(of: user, service) }

    var log: String { dovecot.log }
}

/// The embedded server, with one user, in clear.
final class EmbeddedHost: MaildropHost {
    let user = "ann"
    let port: Int
    let authorities: String? = nil
    private let server: DemoServer

    init(_ service: Dovecot.Service, holding messages: [[UInt8]]) throws {
        let contents = messages.map { octets in
            DemoMessage(content: .octets(octets), received: MailDate(secondsSince1970: 1_700_000_000))
        }
        let inbox = DemoMailbox(name: .inbox, role: .inbox, messages: contents)
        let server = DemoServer(
            mail: DemoMail(users: [
                DemoUser(name: user, password: Dovecot.password, title: user, mailboxes: [inbox])
            ]))
        self.server = server
        let ports = try Waiting.result { try await server.start() }.get()
        port = service == .imap ? ports.imap : ports.pop3
    }

    deinit {
        let server = server
        Task { await server.stop() }
    }

    func held() -> [[UInt8]] {
        let server = server
        let user = user
        return (try? Waiting.result { try await server.messages(of: user).map(\.octets) }.get()) ?? []
    }

    func remove(_ index: Int) -> [UInt8]? {
        let server = server
        let user = user
        return try? Waiting.result {
            let messages = try await server.messages(of: user)
            guard !messages.isEmpty else { return nil }
            let message = messages[index % messages.count]
            try await server.expunge([message.uid], of: user)
            return message.octets
        }.get()
    }

    func deliver(_ octets: [UInt8]) {
        let server = server
        let user = user
        _ = Waiting.result { try await server.deliver(octets, to: user) }
    }

    func killSessions() {}
}

/// Waits in a thread of the tests' own for what is done by tasks.
enum Waiting {
    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Result<Value, any Error>?>(nil)
    }

    /// To be called from a thread that may wait, never from a task.
    static func result<Value: Sendable>(
        of work: @escaping @Sendable () async throws -> Value
    ) -> Result<Value, any Error> {
        let box = Box<Value>()
        let isDone = DispatchSemaphore(value: 0)
        Task {
            let value: Result<Value, any Error>
            do { value = .success(try await work()) } catch { value = .failure(error) }
            box.value.withLock { $0 = value }
            isDone.signal()
        }
        isDone.wait()
        guard let value = box.value.withLock({ $0 }) else { return .failure(CancellationError()) }
        return value
    }
}
