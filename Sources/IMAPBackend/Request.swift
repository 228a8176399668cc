import BackendAPI
import IMAP
import MailModel

/// A command on its way, and what the server has answered to it so far.
///
/// Lives inside ``IMAPConnection``; others know it by its tag.
final class Request {
    /// What comes of a command before its completion.
    enum Part: Sendable {
        case response(Response)
        /// A response above the framer's limits; its first octets.
        case tooLong([UInt8])
        /// AUTHENTICATE's challenge, in Base64.
        case challenge([UInt8])
        /// A large body section begins; what came before it of its FETCH.
        case bodyBegan(FetchResponse, sizeInOctets: UInt64)
        case bodyOctets([UInt8])
        case bodyEnded
    }

    /// Says which untagged responses belong to a command.
    typealias Claim = @Sendable (Response) -> Bool

    let tag: Tag
    let command: Command
    let claims: Claim
    var parts: [Part] = []
    /// How many of `parts` are taken.
    var taken = 0
    var completion: Result<StatusResponse, BackendError>?
    var waiters: [CheckedContinuation<Void, Never>] = []
    /// The mailbox that a SELECT opens, and which selection that is.
    var openedMailbox: (mailbox: MailboxName, serial: Int)?
    /// Nobody wants the answer any more; it is read all the same, to stay in step.
    var isAbandoned = false
    /// The one body that it asks for has come whole.
    private(set) var isServed = false

    init(tag: Tag, command: Command, claims: @escaping Claim) {
        self.tag = tag
        self.command = command
        self.claims = claims
    }

    func add(_ part: Part) {
        if !isAbandoned { parts.append(part) }
        if case .response = part, command.wantsOneBody { isServed = true }
        wake()
    }

    func complete(_ result: Result<StatusResponse, BackendError>) {
        completion = completion ?? result
        wake()
    }

    var hasPart: Bool { taken < parts.count }

    /// The oldest part not taken yet.
    func takePart() -> Part? {
        guard hasPart else { return nil }
        defer {
            taken += 1
            if taken == parts.count {
                parts.removeAll(keepingCapacity: true)
                taken = 0
            }
        }
        return parts[taken]
    }

    /// All parts not taken yet.
    func takeParts() -> [Part] {
        defer { (parts, taken) = ([], 0) }
        return Array(parts[taken...])
    }

    func wake() {
        let woken = waiters
        waiters = []
        for waiter in woken { waiter.resume() }
    }
}

extension Command {
    /// One section of one message, of which there is one response.
    fileprivate var wantsOneBody: Bool {
        guard case .fetch(.uids(let set), let items, _) = self, set.star == nil, set.ranges.map(\.count) == [1] else {
            return false
        }
        return items.count { if case .body = $0 { true } else { false } } == 1
    }
}

/// What is to be written, in order, with the places at which the server's `+` must come first.
struct Outgoing {
    /// What must happen before the next piece may be sent.
    private enum Pause {
        case none
        /// The server says `+`.
        case continuation
        /// IDLE has ended, or DONE goes first; or COMPRESS is answered.
        case end
        /// The server says `+`, and then all octets of a literal are sent by themselves.
        case content
    }

    private struct Piece {
        var octets: [UInt8]
        var tag: Tag
        var pause = Pause.none
    }

    private var pieces: [Piece] = []
    /// The command whose `+` is awaited.
    private(set) var pausedFor: Tag?
    /// The command whose literal is sent by itself: nothing else may be sent before that is whole.
    private(set) var openFor: Tag?
    var isWriting = false
    /// While IDLE is under way, nothing but DONE may be sent; while COMPRESS is, nothing at all.
    var isHeld = false

    mutating func append(_ command: EncodedCommand, tag: Tag, holdsOthers: Bool) {
        for segment in command.segments { pieces.append(Piece(octets: segment, tag: tag, pause: .continuation)) }
        pieces[pieces.count - 1].pause = holdsOthers ? .end : command.isOpen ? .content : .none
    }

    /// It is time to send octets of the command's literal.
    func takesContent(of tag: Tag) -> Bool { openFor == tag && pausedFor == nil && !isWriting }

    /// The literal is whole: what ends the command goes first, then all that waits.
    mutating func closeContent(of tag: Tag) {
        guard openFor == tag else { return }
        openFor = nil
        putFirst([0x0D, 0x0A], tag: tag)
    }

    /// Puts a line that is no command, such as DONE, before all others.
    mutating func putFirst(_ octets: [UInt8], tag: Tag) {
        pieces.insert(Piece(octets: octets, tag: tag), at: 0)
    }

    /// The server's `+` has come; false where none was awaited.
    mutating func resume() -> Bool {
        defer { pausedFor = nil }
        return pausedFor != nil
    }

    /// The command is complete before it was sent whole: its literal is not wanted.
    mutating func drop(_ tag: Tag) {
        pieces.removeAll { $0.tag == tag }
        guard pausedFor == tag else { return }
        pausedFor = nil
        if openFor == tag { openFor = nil }
    }

    /// All that may be sent now, glued.
    mutating func takeWritable() -> [UInt8]? {
        guard !isWriting, pausedFor == nil, openFor == nil, !isHeld, !pieces.isEmpty else { return nil }
        var octets: [UInt8] = []
        var count = 0
        for piece in pieces {
            octets.append(contentsOf: piece.octets)
            count += 1
            guard piece.pause == .none else {
                if piece.pause == .end { isHeld = true } else { pausedFor = piece.tag }
                if piece.pause == .content { openFor = piece.tag }
                break
            }
        }
        pieces.removeFirst(count)
        return octets
    }
}
