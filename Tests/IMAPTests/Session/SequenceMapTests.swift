import Testing

@testable import IMAP

@Suite("Sequence numbers and UIDs (RFC 9051 §2.3.1.2)")
struct SequenceMapTests {
    static func map(_ uids: [UInt32?]) -> SequenceMap {
        var map = SequenceMap()
        map.setCount(uids.count)
        for (index, uid) in uids.enumerated() {
            if let uid { map.setUID(uid, ofNumber: UInt32(index + 1)) }
        }
        return map
    }

    static func contents(_ map: SequenceMap) -> [UInt32?] {
        (0..<map.count).map { map.uid(ofNumber: UInt32($0 + 1)) }
    }

    @Test("knows what it was told, in either direction")
    func lookup() {
        let map = Self.map([10, nil, 30, nil, nil, 60])
        #expect(Self.contents(map) == [10, nil, 30, nil, nil, 60])
        #expect(map.number(ofUID: 30) == 3)
        #expect(map.number(ofUID: 40) == nil)
        #expect(map.uid(ofNumber: 0) == nil)
        #expect(map.uid(ofNumber: 7) == nil)
        #expect(!map.isComplete)
        #expect(Self.map([1, 2]).isComplete)
    }

    @Test("an expunged number moves all later ones up")
    func expunge() throws {
        var map = Self.map([10, nil, 30, 40])
        #expect(try map.expunge(number: 3) == 30)
        #expect(Self.contents(map) == [10, nil, 40])
        #expect(try map.expunge(number: 2) == nil)
        #expect(Self.contents(map) == [10, 40])
        #expect(throws: ProtocolViolation.self) { try map.expunge(number: 3) }
        #expect(throws: ProtocolViolation.self) { try map.expunge(number: 0) }
    }

    @Test(
        "a vanished UID takes its message out, known or not",
        arguments: [
            ([10, 20, 30], "20", [10, 30]), ([10, 20, 30], "15:35", [10]), ([10, nil, 30], "20", [10, 30]),
            ([nil, nil, 30], "5", [nil, 30]), ([10, nil, nil], "50", [10, nil]), ([10, 20], "15", [10, 20]),
            ([10, nil, 30], "11:29", [10, nil, 30]), ([10, nil, 30, nil], "30", [10, nil, nil]), ([10], "1:100", []),
            ([nil, 20, nil, 40], "20,40", [nil, nil]),
        ] as [([UInt32?], String, [UInt32?])]
    )
    func vanish(_ before: [UInt32?], _ uids: String, _ after: [UInt32?]) throws {
        var map = Self.map(before)
        map.vanish(uids: try #require(SequenceSet(uids)))
        #expect(Self.contents(map) == after)
        #expect(map.count == after.count)
    }

    @Test("any number of messages costs nothing until their UIDs are known")
    func huge() {
        var map = SequenceMap()
        map.setCount(4_294_967_295)
        map.setUID(7, ofNumber: 4_294_967_295)
        #expect(map.uid(ofNumber: 4_294_967_295) == 7)
        #expect(map.number(ofUID: 7) == 4_294_967_295)
    }

    @Test("fewer messages without EXPUNGE forget all UIDs")
    func shrink() {
        var map = Self.map([1, 2, 3])
        map.setCount(2)
        #expect(Self.contents(map) == [nil, nil])
        map.setCount(3)
        #expect(Self.contents(map) == [nil, nil, nil])
    }

    @Test("agrees with a plain list, whatever the order of events")
    func model() throws {
        var list: [UInt32?] = []
        var map = SequenceMap()
        var seed: UInt64 = 42
        func random(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % max(limit, 1)
        }
        var nextUID: UInt32 = 1
        var all: [UInt32] = []
        for _ in 0..<6000 {
            switch random(4) {
            case 0:
                let more = random(20)
                list += Array(repeating: nil, count: more)
                for _ in 0..<more {
                    all.append(nextUID)
                    nextUID += UInt32(1 + random(3))
                }
                map.setCount(list.count)
            case 1 where !list.isEmpty:
                let index = random(list.count)
                #expect(try map.expunge(number: UInt32(index + 1)) == list[index])
                list.remove(at: index)
                all.remove(at: index)
            case 2 where !list.isEmpty:
                let index = random(list.count)
                list[index] = all[index]
                map.setUID(all[index], ofNumber: UInt32(index + 1))
            default:
                let index = random(list.count)
                guard index < list.count, let uid = list[index] else { continue }
                map.vanish(uids: SequenceSet(uid))
                list.remove(at: index)
                all.remove(at: index)
            }
        }
        #expect(Self.contents(map) == list)
    }
}
