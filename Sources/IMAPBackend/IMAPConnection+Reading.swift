import BackendAPI
import IMAP
import Logging
import Transport

extension IMAPConnection {
    /// The longest silence that IDLE is left to: above its own renewal.
    private static let idleSilence = Duration.seconds(14 * 60)
    /// Parts that one command may leave untaken; more is a flood.
    private static let partsLimit = 1_000_000
    /// Remarks that nobody has asked for, while one command waits: a server keeps alive with one every other minute.
    private static let remarksLimit = 10_000
    /// Octets of responses that can't be read, while one command waits: of messages that a server tells wrongly there
    /// may be many.
    private static let steppedOverLimit = 64 << 20
    /// How long nothing may come but remarks while a command waits: a search through an index that is being made takes
    /// many minutes, in which a server says now and then that it is still at work.
    private static let remarksPatience = Duration.seconds(30 * 60)
    /// All else that nobody has asked for, such as a mailbox emptied by somebody else, message by message.
    private static let newsLimit = 5_000_000

    /// Suspends until the request has a part or an end, and reads meanwhile.
    func wait(for request: Request) async {
        let tag = request.tag
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                request.waiters.append(continuation)
                if Task.isCancelled || failure != nil { request.wake() } else { startReading() }
            }
        } onCancel: {
            Task { await self.wake(tag) }
        }
    }

    private func wake(_ tag: Tag) { commands[tag]?.wake() }

    func startReading() {
        guard !reading.isUnderWay, failure == nil else { return }
        reading.isUnderWay = true
        Task { await self.read() }
    }

    var isAwaited: Bool {
        if case .awaited(.some) = greeting { return true }
        return commands.waiting.contains { !$0.waiters.isEmpty }
    }

    /// Reads as long as somebody waits.
    private func read() async {
        defer { reading.isUnderWay = false }
        while failure == nil {
            do {
                while !reading.isHeld, let event = try framer.next() {
                    if case .bodyOctets = event { reading.remarksSince = nil } else { reading.trickle.reset() }
                    try take(event)
                }
            } catch {
                fail(violation: error)
                return
            }
            guard isAwaited, failure == nil, !reading.isHeld else { return }
            reading.isLong = wire.idle != nil && commands.waiting.count == 1
            let start = now()
            do throws(TransportError) {
                guard let octets = try await stream.read(within: reading.isLong ? Self.idleSilence : limits.response)
                else {
                    fail(.unreachable(reason: "the server closed the connection"))
                    return
                }
                noteHeard(octets.count)
                if !reading.isLong {
                    try reading.trickle.take(octets.count, after: start.duration(to: now()), within: limits.response)
                }
                framer.append(octets)
            } catch {
                fail(BackendError(error))
            }
        }
    }

    /// Notices a server that does not answer a command sent while a long read was under way.
    func watch() {
        let count = reading.count
        let limit = limits.response
        Task {
            try? await Task.sleep(for: limit)
            guard self.reading.count == count, !self.commands.waiting.isEmpty, self.reading.isLong else { return }
            self.fail(BackendError(.timedOut(.response)))
        }
    }

    private func take(_ event: Framer.Event) throws(ProtocolViolation) {
        switch event {
        case .response(let octets):
            var parser = ResponseParser(octets)
            let response: Response
            do {
                response = try parser.parseResponse()
            } catch {
                return try skip(octets, because: error)
            }
            try take(response)
        case .tooLong(let beginning):
            logger.warning("steps over a response above the limits")
            try countSteppedOver(Self.steppedOverLimit / 1000)
            guard let request = commands.waiting.first(where: { $0.command.isFetchOrSearch }) else { return }
            request.add(.tooLong(beginning))
        case .bodyBegan(let head, let size):
            var parser = ResponseParser(head)
            guard case .fetch(let fetch)? = try? parser.parseResponse() else { return }
            reading.bodyOwner = owner(of: .fetch(fetch))
            reading.bodyOwner?.add(.bodyBegan(fetch, sizeInOctets: size))
        case .bodyOctets(let octets): reading.bodyOwner?.add(.bodyOctets(octets))
        case .bodyEnded:
            reading.bodyOwner?.add(.bodyEnded)
            reading.bodyOwner = nil
        }
    }

    /// A response that can't be read: harmless where it is untagged, as the next one is in step.
    private func skip(_ octets: [UInt8], because error: SyntaxError) throws(ProtocolViolation) {
        let isGreeting = if case .awaited = greeting { true } else { false }
        guard octets.first == UInt8(ascii: "*"), !isGreeting else {
            throw ProtocolViolation("an answer that is none of IMAP")
        }
        logger.warning("steps over a response: expected \(error.expected) at \(error.offset)")
        try countSteppedOver(octets.count)
    }

    private func countSteppedOver(_ octets: Int) throws(ProtocolViolation) {
        // Short ones are work, too.
        reading.steppedOver += max(octets, 4096)
        guard reading.steppedOver <= Self.steppedOverLimit else {
            throw ProtocolViolation("responses without end that can't be read")
        }
    }

    private func take(_ response: Response) throws(ProtocolViolation) {
        switch try wire.session.receive(response) {
        case .greeted(let isAuthenticated):
            if case .awaited(let waiter) = greeting {
                greeting = .received(isAuthenticated: isAuthenticated)
                waiter?.resume()
            }
        case .bye(let status):
            reading.isDismissed = true
            fail(BackendError(bye: status))
        case .startTLS:
            guard case .tagged(let tag, let status) = response else { return }
            reading.isHeld = true
            try complete(tag, status)
        case .compress(let tag, let status):
            startCompression()
            try complete(tag, status)
        case .completed(let tag, let status): try complete(tag, status)
        case .none:
            if case .continuation(let text) = response { return try resume(text) }
            try takeUntagged(response)
        }
    }

    private func takeUntagged(_ response: Response) throws(ProtocolViolation) {
        let opening = commands.waiting.first.flatMap(\.openedMailbox)
        if let opening, selection?.serial != opening.serial {
            selection = Selection(mailbox: opening.mailbox, serial: opening.serial)
        }
        if case .status(let status) = response { noteFullness(status) }
        let owner = owner(of: response)
        let hadNews = selection?.news.isPending ?? false
        try selection?.note(response, isOpening: opening != nil, isClaimed: owner != nil)
        if let owner {
            guard owner.parts.count < Self.partsLimit else { throw ProtocolViolation("an answer without end") }
            owner.add(.response(response))
            reading.remarksSince = nil
        } else {
            try countUnasked(response)
        }
        let hasNews = noteStatus(response, isAnswer: owner != nil)
        if (!hadNews && selection?.news.isPending == true) || hasNews, let idle = wire.idle {
            commands[idle.tag]?.add(.response(response))
        }
    }

    private func countUnasked(_ response: Response) throws(ProtocolViolation) {
        reading.unasked += 1
        let isRemark = if case .status = response { true } else { false }
        guard reading.unasked <= (isRemark ? Self.remarksLimit : Self.newsLimit) else {
            throw ProtocolViolation("an answer without end")
        }
        // In IDLE remarks are all there is, for as long as nothing happens.
        guard isRemark, wire.idle == nil else { return }
        let since = reading.remarksSince ?? now()
        reading.remarksSince = since
        guard since.duration(to: now()) > Self.remarksPatience else { return }
        fail(.unreachable(reason: "for half an hour the server has said nothing but that it is still there"))
    }

    /// Takes note of a mailbox that is not selected; true where it has news.
    private func noteStatus(_ response: Response, isAnswer: Bool) -> Bool {
        guard case .mailboxStatus(let status) = response else { return false }
        return mailboxNews.note(status, isAnswer: isAnswer)
    }

    private func noteFullness(_ status: StatusResponse) {
        if status.code == .word(.overQuota) { hasRunFull = true }
    }

    private func owner(of response: Response) -> Request? {
        let claimants = commands.waiting.lazy.filter { $0.claims(response) }
        // Two may have asked for the same, and be answered before the first one's end.
        return claimants.first { !$0.isServed } ?? claimants.first
    }

    private func complete(_ tag: Tag, _ status: StatusResponse) throws(ProtocolViolation) {
        guard let index = commands.waiting.firstIndex(where: { $0.tag == tag }) else { return }
        let request = commands.waiting.remove(at: index)
        reading.unasked = 0
        reading.steppedOver = 0
        reading.remarksSince = nil
        noteFullness(status)
        if let opened = request.openedMailbox {
            if status.condition != .ok {
                selection = nil
            } else if selection?.serial != opened.serial {
                // Liberal: a mailbox of which nothing at all is told.
                selection = Selection(mailbox: opened.mailbox, serial: opened.serial)
            }
            selection?.note(status.code, isOpening: true)
        }
        if wire.idle?.tag == tag {
            _ = try wire.idle?.machine.step(.tagged(ok: status.condition == .ok))
            wire.idle = nil
            wire.outgoing.isHeld = false
        }
        if request.command == .compress { wire.outgoing.isHeld = false }
        wire.outgoing.drop(tag)
        if !request.isAbandoned { commands.finished[tag] = request }
        request.complete(.success(status))
        write()
    }

    /// The server's `+`: for IDLE, for a literal, or for AUTHENTICATE.
    private func resume(_ text: [UInt8]) throws(ProtocolViolation) {
        if wire.outgoing.resume() {
            write()
            return wakeUploading()
        }
        if wire.idle != nil { return try stepIdle(.continuation) }
        guard let login = commands.waiting.first(where: { $0.command.isAuthenticate }) else {
            throw ProtocolViolation("a continuation request that nothing waits for")
        }
        login.add(.challenge(text))
    }

    /// Ends the connection; everyone who waits learns why.
    @discardableResult
    func fail(_ error: BackendError) -> BackendError {
        if let failure { return failure }
        failure = error
        logger.debug("the connection is over")
        for request in commands.all {
            request.complete(.failure(error))
            if !request.isAbandoned { commands.finished[request.tag] = request }
        }
        commands.waiting = []
        selection = nil
        if case .awaited(let waiter) = greeting {
            greeting = .awaited(nil)
            waiter?.resume()
        }
        let stream = stream
        Task { await stream.close() }
        return error
    }

    @discardableResult
    func fail(violation: ProtocolViolation) -> BackendError {
        fail(.protocolViolation(reason: "the server broke the protocol: \(violation)"))
    }
}

extension Command {
    fileprivate var isFetchOrSearch: Bool {
        switch self {
        case .fetch, .search: true
        default: false
        }
    }

    fileprivate var isAuthenticate: Bool {
        if case .authenticate = self { true } else { false }
    }
}
