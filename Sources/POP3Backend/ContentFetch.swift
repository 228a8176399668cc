import BackendAPI
import MailModel
import POP3

/// A stream of whole messages: what is still to be asked for, what is asked for, and what came and waits to be taken.
final class ContentFetch {
    /// How far requests run ahead of what has been taken (RFC 2449 §6.6), by the server's own sizes.
    struct Window {
        let commands: Int
        let octets: Int

        static let pipelined = Window(commands: 400, octets: 4 << 20)
        static let oneByOne = Window(commands: 1, octets: 0)
    }

    private struct Request {
        let id: RemoteID
        let entry: Maildrop.Entry
    }

    private var waiting: ArraySlice<RemoteID>
    private var requested = FIFO<Request>()
    private var requestedOctets = 0
    private var ready: [ContentPiece] = []
    /// Nobody takes the pieces any more.
    var isAbandoned = false
    /// Ends the stream once what is ready has been taken.
    var failure: BackendError?

    init(_ ids: [RemoteID]) { waiting = ids[...] }

    var isAwaiting: Bool { !requested.isEmpty }
    var isOver: Bool { ready.isEmpty && requested.isEmpty && waiting.isEmpty }
    var hasReady: Bool { !ready.isEmpty }

    func takeReady() -> [ContentPiece] {
        defer { ready = [] }
        return ready
    }

    /// The commands to send now, many at once: none before half of the window is used up.
    func nextCommands(in maildrop: Maildrop, window: Window) -> [Command] {
        guard requested.count <= window.commands / 2, requestedOctets <= window.octets / 2 else { return [] }
        var commands: [Command] = []
        while requested.count < window.commands, let id = waiting.first {
            guard let entry = maildrop.entry(id) else {
                waiting.removeFirst()
                ready.append(.missing(id, reason: "the server no longer has it"))
                continue
            }
            if !requested.isEmpty, requestedOctets + entry.sizeInOctets > window.octets { break }
            waiting.removeFirst()
            requested.append(Request(id: id, entry: entry))
            requestedOctets += entry.sizeInOctets
            commands.append(.retrieve(entry.number))
        }
        return commands
    }

    /// Takes what the server sent.
    ///
    /// - Returns: How many octets of messages are kept or thrown away by it.
    func take(_ event: Session.Event) throws(BackendError) -> Int {
        guard let request = requested.first else {
            throw .protocolViolation(reason: "the server sent a message that nobody asked for")
        }
        switch event {
        case .reply(let reply, to: .retrieve(request.entry.number)):
            if reply.isOK {
                ready.append(.began(request.id, sizeInOctets: request.entry.sizeInOctets))
            } else {
                finish(request)
                if let why = reply.postponement() { throw .tryLater(why, serverText: reply.text) }
                ready.append(.missing(request.id, reason: reply.text))
            }
            return 0
        case .octets(let octets):
            if !isAbandoned { ready.append(.octets(octets)) }
            return octets.count
        case .end:
            ready.append(.ended(request.id))
            finish(request)
            return 0
        case .reply, .greeting:
            throw .protocolViolation(reason: "the server mixed up its answers")
        }
    }

    private func finish(_ request: Request) {
        _ = requested.popFirst()
        requestedOctets -= request.entry.sizeInOctets
    }
}
