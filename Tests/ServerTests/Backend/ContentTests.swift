import BackendAPI
import MailModel
import TestKit
import Testing

@Suite("content, octet for octet", .timeLimit(.minutes(1)))
struct ContentTests {
    @Test("messages whose octets are easily changed on the way", arguments: Setting.all)
    func odd(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            var expected: [Int: [UInt8]] = [:]
            for (index, odd) in Mail.oddBodies.enumerated() {
                // In lines (RFC 1939 §3), a POP3 server can't give a bare LF or CR at all.
                if setting.mailProtocol == .pop3, odd.name.hasPrefix("bare") { continue }
                let message = Mail.message(index, body: odd.body)
                try await server.deliver(message, date: 1_700_000_000 + Int64(index))
                expected[index] = server.given(message)
            }
            let knowledge = try await backend.knowledge()
            let fetched = try await backend.fetch(of: knowledge.order)
            #expect(fetched.count == expected.count)
            for octets in fetched.values {
                let index = try #require(Mail.number(of: octets))
                #expect(octets == expected[index], "\(Mail.oddBodies[index].name)")
            }
            for message in knowledge.messages.values {
                let index = try #require(fetched[message.id].flatMap(Mail.number))
                #expect(message.sizeInOctets == expected[index]?.count, "\(Mail.oddBodies[index].name)")
            }
        }
    }

    @Test("a message of 5 MB comes whole and in pieces", arguments: Setting.all)
    func large(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            let message = Mail.withAttachment(1, sizeInOctets: 5 << 20)
            try await server.deliver(message)
            let id = try #require(try await backend.knowledge().order.first)
            let stream = backend.content(.whole, of: [id], in: .inbox)
            var octets: [UInt8] = []
            var largest = 0
            var ends = 0
            while let piece = try await stream.next() {
                switch piece {
                case .began(let begun, let size): #expect(begun == id && size == message.count)
                case .octets(let more):
                    octets += more
                    largest = max(largest, more.count)
                case .ended(let ended):
                    #expect(ended == id)
                    ends += 1
                case .missing: Issue.record("it is there")
                }
            }
            #expect(octets == message)
            #expect(ends == 1)
            #expect(largest <= 2 << 20, "never whole in memory")
        }
    }

    @Test("parts and the header come by themselves", arguments: Setting.imap)
    func parts(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            let message = Mail.withAttachment(7, sizeInOctets: 30_000, text: ".\r\ncaf\u{e9}\r\n")
            try await server.deliver(message)
            let knowledge = try await backend.knowledge()
            let id = try #require(knowledge.order.first)
            let structure = try #require(knowledge.messages[id]?.summary?.structure)
            #expect(structure.flattened.map(\.number).contains("2"))
            #expect(structure.attachments.map(\.fileName) == ["big.bin"])
            let text = try await backend.fetch(.part("1"), of: [id])[id]
            #expect(text == Mail.octets(".\r\ncaf\u{e9}\r\n"))
            let attachment = try #require(try await backend.fetch(.part("2"), of: [id])[id])
            #expect(attachment.count > 29_900 && message.contains(attachment))
            let header = try #require(try await backend.fetch(.header, of: [id])[id])
            #expect(message.starts(with: header) && header.suffix(4) == [13, 10, 13, 10])
            for part in ["9", "1.9.9", "", "x"] {
                let stream = backend.content(.part(part), of: [id], in: .inbox)
                var octets: [UInt8] = []
                while let piece = try await stream.next() { if case .octets(let more) = piece { octets += more } }
                #expect(octets.isEmpty, "there is no part \(part)")
            }
            // Nothing of it has marked the message as seen.
            #expect(try await backend.knowledge().messages[id]?.flags == [])
        }
    }

    @Test("what is gone is missing, the others come", arguments: Setting.all)
    func missing(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            for number in 1...3 { try await server.deliver(Mail.short(number), date: 1_700_000_000 + Int64(number)) }
            let knowledge = try await backend.knowledge()
            let ghost: RemoteID =
                if case .uid(_, let validity) = knowledge.order.first { .uid(4_000_000, validity: validity) } else {
                    .uidl("ghost")
                }
            let ids = Array(knowledge.order.prefix(1)) + [ghost] + knowledge.order.dropFirst()
            let stream = backend.content(.whole, of: ids, in: .inbox)
            var missing: [RemoteID] = []
            var ended: [RemoteID] = []
            while let piece = try await stream.next() {
                if case .missing(let id, _) = piece { missing.append(id) }
                if case .ended(let id) = piece { ended.append(id) }
            }
            #expect(missing == [ghost])
            #expect(ended == knowledge.order)
        }
    }

    @Test("what a person waits for comes between the pieces of a bulk transfer", arguments: Setting.plain)
    func interleaved(_ setting: Setting) async throws {
        try await setting.withBackend { server, backend in
            let body = [UInt8](repeating: 0x61, count: 70_000) + [13, 10]
            for number in 1...40 {
                try await server.deliver(Mail.message(number, body: body), date: 1_700_000_000 + Int64(number))
            }
            let knowledge = try await backend.knowledge()
            let bulk = backend.content(.whole, of: knowledge.order, in: .inbox)
            var ended: [RemoteID] = []
            _ = try await bulk.next()
            let wanted = try #require(knowledge.order.last)
            #expect(try await backend.fetch(of: [wanted])[wanted].flatMap(Mail.number) == 1)
            _ = try await backend.mailboxes()
            var total = 0
            while let piece = try await bulk.next() {
                if case .octets(let octets) = piece { total += octets.count }
                if case .ended(let id) = piece { ended.append(id) }
            }
            #expect(ended == knowledge.order)
            #expect(total > 40 * 70_000)
        }
    }
}
