import BackendAPI
import IMAPBackend
import MailEngine
import MailModel
import MailStore
import SASL
import Secrets
import TestKit
import Testing
import Transport

@Suite("whatever a server says or does, nothing is lost", .timeLimit(.minutes(2)))
struct LifeTests {
    private static let places = Place.everywhere([.imapLeave])

    /// Commands and what is said to them, for a while.
    static let passing: [(command: String, reply: String)] = [
        ("UID STORE", "NO [INUSE] Mailbox is locked"), ("UID STORE", "NO [UNAVAILABLE] not now"),
        ("UID MOVE", "NO [INUSE] Mailbox is locked"), ("UID MOVE", "NO [LIMIT] Rate limit hit"),
        ("UID COPY", "NO [SERVERBUG] oops"), ("UID COPY", "NO [LIMIT] Rate limit hit"),
        ("UID EXPUNGE", "NO [INUSE] Mailbox is locked"), ("CREATE", "NO [UNAVAILABLE] not now"),
        ("SELECT", "NO [INUSE] Mailbox is locked"), ("LIST", "NO [UNAVAILABLE] not now"),
        ("UID STORE", "* BYE [UNAVAILABLE] Server shutting down."), ("UID MOVE", "* BYE Server shutting down."),
        ("UID COPY", "* BYE Disconnected for inactivity."), ("CREATE", "* BYE [LIMIT] slow down"),
        ("SELECT", "* BYE Session expired, please login again."), ("LIST", "* BYE Autologout; idle for too long"),
        ("A", "* BYE [ALERT] Too many connections"),
    ]

    @Test("what is refused for a while is done afterwards, once", arguments: MailServer.Kind.allCases, passing)
    func passes(_ kind: MailServer.Kind, _ row: (command: String, reply: String)) async throws {
        let server = try await MailServer(kind)
        try await server.deliverShort(1...6)
        let proxy = RefusingProxy(to: server.endpoint(.imap).port)
        let desk = try await Desk(server, .imapLeave, through: proxy)
        try await desk.synchronise()
        let engine = desk.engine
        try await engine.submit(.setFlag(.flagged, true, on: [desk.id(1)]))
        try await engine.submit(.move([desk.id(2)], to: .role(.archive)))
        try await engine.submit(.copy([desk.id(3)], to: .role(.archive)))
        try await engine.submit(.deleteForever([desk.id(4)]))
        _ = try await engine.submit(.createMailbox(MailboxPath("Own"), in: Desk.name))
        let own = try #require(try await desk.store.mailboxRows().first { $0.shownName == "Own" })
        try await engine.submit(.move([desk.id(5)], to: .mailbox(own.id)))
        proxy.answer(row.command, with: row.reply)
        var failures = 0
        for _ in 0..<3 {
            do { try await desk.synchronise() } catch { failures += 1 }
            #expect(try await desk.numbers() == [6, 3, 1])
        }
        // A server without MOVE is not asked for it.
        let isMet = proxy.refusals > 0
        if isMet {
            // A MOVE that may have been begun is repeated as a COPY of what is not there yet.
            let isRepeatedOtherwise = row.command == "UID MOVE"
            #expect(failures == (isRepeatedOtherwise ? 1 : 3))
            let isWaiting = try await desk.store.pendingCount() > 0
            #expect(isWaiting || isRepeatedOtherwise || ["SELECT", "LIST"].contains(row.command))
        }
        proxy.relent()
        for _ in 0..<2 { try await desk.synchronise() }
        #expect(try await desk.store.pendingCount() == 0)
        let there = try await server.numbers()
        #expect(there == [1, 3, 6])
        #expect(try await server.numbers(in: server.archive) == [2, 3])
        #expect(try await server.numbers(in: own.name) == [5])
        #expect(try await desk.numbers() == [6, 3, 1])
        #expect(try await desk.numbers(in: desk.archive).sorted() == [2, 3])
        #expect(try await desk.row(1)?.flags == [.flagged])
        await server.end()
    }

    @Test(
        "what is refused for good is as it was, with a sentence",
        arguments: MailServer.Kind.withFewFeatures,
        [
            (
                "UID MOVE", "NO [OVERQUOTA] Quota exceeded",
                "The server refused to move to Archive: there is no room left on the server: “Quota exceeded”"
            ),
            (
                "UID COPY", "NO [OVERQUOTA] Quota exceeded",
                "The server refused to copy to Archive: there is no room left on the server: “Quota exceeded”"
            ),
            (
                "UID STORE", "NO [NOPERM] Not allowed",
                "The server refused to change the flags: you may not do that there: “Not allowed”"
            ),
        ])
    func refused(_ kind: MailServer.Kind, _ row: (command: String, reply: String, note: String)) async throws {
        let server = try await MailServer(kind)
        try await server.deliverShort(1...2)
        let proxy = RefusingProxy(to: server.endpoint(.imap).port)
        let desk = try await Desk(server, .imapLeave, through: proxy)
        try await desk.synchronise()
        switch row.command {
        case "UID MOVE": try await desk.engine.submit(.move([desk.id(1)], to: .role(.archive)))
        case "UID COPY": try await desk.engine.submit(.copy([desk.id(1)], to: .role(.archive)))
        default: try await desk.engine.submit(.setFlag(.flagged, true, on: [desk.id(1)]))
        }
        proxy.answer(row.command, with: row.reply)
        try await desk.synchronise()
        for await note in desk.engine.notes {
            #expect(note == row.note)
            break
        }
        #expect(try await desk.store.pendingCount() == 0)
        #expect(try await desk.numbers() == [2, 1])
        #expect(try await desk.numbers(in: desk.archive).isEmpty)
        #expect(try await desk.row(1)?.flags == [])
        await server.end()
    }

    @Test("undo takes back what has reached the server", arguments: places)
    func undo(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...4)
            try await desk.synchronise()
            let engine = desk.engine
            let before = try await desk.rows().map(\.flags)
            let actions: [UserAction] = [
                .setFlag(.flagged, true, on: [try await desk.id(1), try await desk.id(2)]),
                .move([try await desk.id(1), try await desk.id(3)], to: .role(.archive)),
                .copy([try await desk.id(2), try await desk.id(4)], to: .role(.archive)),
                .move([try await desk.id(4)], to: .role(.trash)),
                .createMailbox(try MailboxPath("Own"), in: try Desk.name),
            ]
            for action in actions {
                let mailboxes = try await desk.store.mailboxRows().map(\.shownName)
                try await engine.submit(action)
                try await desk.synchronise()
                #expect(try await engine.undo()?.hasPrefix("Undone: ") == true, "\(action)")
                for _ in 0..<2 { try await desk.synchronise() }
                #expect(try await server.numbers() == [1, 2, 3, 4], "\(action)")
                #expect(try await server.numbers(in: server.archive).isEmpty, "\(action)")
                #expect(try await server.numbers(in: server.trash).isEmpty, "\(action)")
                #expect(try await server.messages().allSatisfy { !$0.flags.contains(.flagged) }, "\(action)")
                #expect(try await desk.numbers().sorted() == [1, 2, 3, 4], "\(action)")
                #expect(try await desk.numbers(in: desk.archive).isEmpty, "\(action)")
                #expect(try await desk.rows().map(\.flags) == before, "\(action)")
                #expect(try await desk.store.mailboxRows().map(\.shownName) == mailboxes, "\(action)")
                #expect(try await desk.store.pendingCount() == 0, "\(action)")
            }
            // What is gone from the server for good says so, and keeps what was before it from being taken for it.
            try await engine.submit(.setFlag(.flagged, true, on: [desk.id(1)]))
            try await engine.submit(.deleteForever([desk.id(2)]))
            try await desk.synchronise()
            #expect(try await engine.undo() == "1 message deleted for good: that can't be undone")
            #expect(try await engine.undo() == "Undone: 1 message marked with a star")
            try await desk.synchronise()
            #expect(try await server.numbers() == [1, 3, 4])
            #expect(try await desk.row(1)?.flags == [])
        }
    }

    @Test(
        "a copy is taken back before it is made, before it is listed, and after it was changed",
        arguments: places, [0, 1, 2])
    func undoCopy(_ place: Place, _ rounds: Int) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...2)
            try await desk.synchronise()
            try await desk.engine.submit(.copy([desk.id(1), desk.id(2)], to: .role(.archive)))
            for _ in 0..<rounds { try await desk.synchronise() }
            if rounds > 1 {
                let id = try await desk.id(1, in: desk.archive)
                try await desk.engine.submit(.setFlag(.seen, true, on: [id]), isUndoable: false)
            }
            #expect(try await desk.engine.undo() == "Undone: 2 messages copied to Archive")
            #expect(try await desk.numbers(in: desk.archive).isEmpty)
            for _ in 0..<2 { try await desk.synchronise() }
            #expect(try await server.numbers(in: server.archive).isEmpty)
            #expect(try await desk.numbers(in: desk.archive).isEmpty)
            #expect(try await server.numbers() == [1, 2])
            #expect(try await desk.store.pendingCount() == 0)
        }
    }

    @Test("a server that says nothing of the copy's name: undo says that it can't")
    func unnamedCopy() async throws {
        try await Place(server: .embedded, pair: .imapLeave, features: .none).withDesk { server, desk in
            try await server.deliverShort(1...1)
            try await desk.synchronise()
            try await desk.engine.submit(.copy([desk.id(1)], to: .role(.archive)))
            try await desk.synchronise()
            await #expect(throws: StoreError.copyUnknown) { _ = try await desk.engine.undo() }
            #expect(try await server.numbers(in: server.archive) == [1])
        }
    }

    @Test(
        "after sleep a line that has gone dead is noticed at once, and another one made",
        arguments: MailServer.Kind.withFewFeatures)
    func sleep(_ kind: MailServer.Kind) async throws {
        let server = try await MailServer(kind)
        try await server.deliverShort(1...2)
        let proxy = server.proxy(.imap)
        let desk = try await Desk(server, .imapLeave, through: proxy)
        try await desk.whileRunning {
            try await desk.wait { $0.count == 2 }
            for await status in desk.engine.statuses where status.connection == .pushed { break }
            // A line that lives is left as it is.
            await desk.engine.doubtConnection()
            #expect(proxy.traffic.connections == 1)
            proxy.freeze()
            try await server.deliverShort(3...3)
            await desk.engine.doubtConnection()
            for await status in desk.engine.statuses { if case .failed = status.connection { break } }
            proxy.thaw()
            try await desk.clock.waitForSleeper()
            desk.clock.advance(by: .seconds(2))
            try await desk.wait { $0.count == 3 }
            #expect(proxy.traffic.connections == 2)
        }
        await server.end()
    }

    @Test("a server that was started anew is come back to within two seconds, and nothing is fetched again")
    func restart() async throws {
        guard MailServer.Kind.allCases.contains(.dovecot) else { return }
        let server = try await MailServer(.dovecot, isOwn: true)
        try await server.deliverShort(1...200)
        let proxy = server.proxy(.imap)
        let desk = try await Desk(server, .imapLeave, through: proxy)
        try await desk.whileRunning {
            try await desk.wait { $0.count == 200 }
            for await status in desk.engine.statuses where status.connection == .pushed { break }
            let whole = proxy.traffic.octetsToClient
            await server.kill()
            for await status in desk.engine.statuses {
                guard case .failed(_, let next?) = status.connection else { continue }
                #expect(next.secondsSince1970 - desk.clock.engineClock.now().secondsSince1970 <= 2)
                break
            }
            try await server.deliverShort(201...201)
            try await server.restart()
            proxy.resetTraffic()
            try await desk.clock.waitForSleeper()
            desk.clock.advance(by: .seconds(2))
            try await desk.wait { $0.count == 201 }
            #expect(proxy.traffic.octetsToClient < whole / 5, "\(proxy.traffic) of \(whole)")
        }
        await server.end()
    }

    @Test("a Dovecot that allows one connection a user is come back to later, and nobody is asked for a password")
    func tooManyConnections() async throws {
        guard MailServer.Kind.allCases.contains(.dovecot) else { return }
        let dovecot = try await inBackground {
            try Dovecot(Dovecot.Options(extraConfiguration: "mail_max_userip_connections = 1"))
        }
        let credentials = Credentials(username: "ann", secret: Secret(Dovecot.password))
        func backend() -> IMAPBackend {
            IMAPBackend(
                endpoint: dovecot.endpoint(.imap, .none), connector: NIOConnector(), credentials: credentials,
                logger: MailServer.silent)
        }
        let (first, second) = (backend(), backend())
        try await first.connect()
        let error = await #expect(throws: BackendError.self) { try await second.connect() }
        guard case .tryLater(.connections, let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("mail_max_userip_connections"))
        await first.disconnect()
        // The server notices in its own time.
        try await waitUntil { (try? await second.connect()) != nil }
        await second.disconnect()
    }
}
