import Digests
import MailModel
import Testing

@testable import MailStore

@Suite("Octets that are not as many as announced")
struct DoubtTests {
    private let now = MailDate(secondsSince1970: 1000)

    private func message(_ number: Int, _ text: String, announced: Int, isDoubtful: Bool) -> WholeMessage {
        var message = whole(
            number, uidl: "u", octets: Array("Subject: message \(number)\r\n\r\n\(text)\r\n".utf8))
        message.announcedSize = announced
        message.isDoubtful = isDoubtful
        return message
    }

    private func keep(_ store: MailDatabase, _ message: WholeMessage) async throws -> KeptMessage? {
        try await store.keepMessages([message], in: store.id("INBOX"), now: now).first
    }

    @Test("are fetched again before the server's copy may go, and two fetches that agree are enough")
    func confirmed() async throws {
        let store = try await pop3Store()
        _ = try await keep(store, message(1, "text", announced: 99, isDoubtful: true))
        #expect(try await store.requestRemovals() == 0)
        #expect(try await store.doubtfulMessages() == [WantedMessage(id: .uidl("u"), sizeInOctets: 99)])
        #expect(try await keep(store, message(1, "text", announced: 99, isDoubtful: true))?.isNew == false)
        #expect(try await store.doubtfulMessages() == [])
        #expect(try await store.requestRemovals() == 1)
    }

    @Test("are replaced by what comes whole: one message, found by its words and no others")
    func replaced() async throws {
        let store = try await pop3Store()
        let first = try await keep(store, message(1, "half", announced: 99, isDoubtful: true))
        _ = try await store.indexAll { _ in "half" }
        let second = try await keep(store, message(2, "complete", announced: 99, isDoubtful: false))
        _ = try await store.indexAll { _ in "complete" }
        #expect(second?.id == first?.id)
        #expect(try await store.subjects("INBOX") == ["message 2"])
        let octets = try await store.content(of: #require(second?.id))
        #expect(octets?.suffix(10).elementsEqual("complete\r\n".utf8) == true)
        for (word, count) in [("complete", 1), ("half", 0)] {
            let found = MessageSource.search(query: word, in: .everywhere)
            #expect(try await store.messageWindow(found, offset: 0, count: 9).rows.count == count)
        }
        #expect(try await store.requestRemovals() == 1)
    }

    @Test("under a name that has another size meanwhile are another message")
    func reused() async throws {
        let store = try await pop3Store()
        _ = try await keep(store, message(1, "half", announced: 99, isDoubtful: true))
        _ = try await keep(store, message(2, "another", announced: 33, isDoubtful: false))
        #expect(try await store.subjects("INBOX") == ["message 2", "message 1"])
    }

    @Test("a known name is wanted again where its size is neither the announced one nor its own")
    func resized() async throws {
        let store = try await pop3Store()
        let kept = message(1, "text", announced: 99, isDoubtful: false)
        _ = try await keep(store, kept)
        for (size, isWanted) in [(99, false), (kept.sizeInOctets, false), (50, true)] {
            let names = try await store.resizedMessages { $0 == .uidl("u") ? size : nil }
            #expect(names == (isWanted ? [.uidl("u")] : []))
            let applied = try await store.arrive([RemoteMessage(id: .uidl("u"), sizeInOctets: size)])
            #expect(applied.wanted.isEmpty != isWanted)
        }
    }

    @Test("what is proved is the message here, or the one that was deleted here")
    func proofs() async throws {
        let store = try await pop3Store()
        let octets = Array("Subject: message 1\r\n\r\ntext\r\n".utf8)
        let proof = MessageProof(
            digest: MessageDigest.sha256.hash(octets),
            headerDigest: MessageDigest.sha256.hash(Array("Subject: message 1\r\n".utf8)))
        _ = try await keep(store, message(1, "text", announced: octets.count, isDoubtful: false))
        #expect(try await store.proofs(of: [.uidl("u"), .uidl("v")]) == [.uidl("u"): proof])
        _ = try await store.submit(.deleteForever([store.row("message 1").id]))
        #expect(try await store.proofs(of: [.uidl("u")]) == [.uidl("u"): proof])
    }

    @Test(
        "a name that means a stranger is let go, whether its message is here or was deleted", arguments: [false, true])
    func strangers(_ isDeleted: Bool) async throws {
        let store = try await pop3Store()
        _ = try await keep(store, message(1, "text", announced: 30, isDoubtful: false))
        let id = try await store.row("message 1").id
        if isDeleted { _ = try await store.submit(.deleteForever([id])) } else { _ = try await store.requestRemovals() }
        let action = try await store.send()[0]
        #expect(try await store.settle(action, outcome: .done(assigned: [:], strangers: [.uidl("u")])) == nil)
        #expect(try await store.nextRemoteActions() == [])
        #expect(try await store.knownMessages(in: store.id("INBOX")) == [:], "it arrives as a new one")
        if !isDeleted { #expect(try await store.row("message 1").location == .onlyHere) }
    }
}
