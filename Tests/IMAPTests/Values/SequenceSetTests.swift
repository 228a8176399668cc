import Testing

@testable import IMAP

@Suite("sequence-set (RFC 9051 §9)")
struct SequenceSetTests {
    @Test(
        "reads, and writes the same set in its shortest form",
        arguments: [
            ("1", "1"), ("1:5", "1:5"), ("5:1", "1:5"), ("1,2,3", "1:3"), ("3,1,2", "1:3"), ("1:3,2:9,20", "1:9,20"),
            ("*", "*"), ("7:*", "7:*"), ("*:7", "7:*"), ("1,*", "1,*"), ("*,9:*", "9:*"), ("4:*,2:*", "2:*"),
            ("1:4294967295", "1:4294967295"), ("4294967295,4294967294", "4294967294:4294967295"),
            ("*:*", "*"), ("10,1:3,5:7,4", "1:7,10"),
        ] as [(String, String)]
    )
    func reads(_ text: String, _ written: String) throws {
        let set = try #require(SequenceSet(text))
        #expect(set.description == written)
        #expect(SequenceSet(written) == set)
    }

    @Test("refuses", arguments: ["", "0", "1:", ":1", "1,", ",1", "a", "1:0", "4294967296", "1 2", "1-2", "**"])
    func refuses(_ text: String) {
        #expect(SequenceSet(text) == nil)
    }

    @Test(
        "contains what is between its ends",
        arguments: [
            ("1:3,7", 3, nil, true), ("1:3,7", 4, nil, false), ("1:3,7", 7, nil, true), ("1:3,7", 8, nil, false),
            ("*", 9, 9, true), ("*", 8, 9, false), ("*", 8, nil, false), ("5:*", 5, 9, true), ("5:*", 10, 9, false),
            ("5:*", 4, 3, true), ("5:*", 2, 3, false), ("5:*", 99, nil, true),
            ("1:4294967295", 4_000_000_000, nil, true),
        ] as [(String, UInt32, UInt32?, Bool)]
    )
    func contains(_ text: String, _ number: UInt32, _ largest: UInt32?, _ isMember: Bool) throws {
        #expect(try #require(SequenceSet(text)).contains(number, largest: largest) == isMember)
    }

    @Test("is the same set in whatever order its numbers came")
    func order() {
        let sorted = SequenceSet([1, 2, 3, 10, 11, 20] as [UInt32])
        #expect(SequenceSet([20, 3, 11, 1, 10, 2] as [UInt32]) == sorted)
        #expect(sorted.description == "1:3,10:11,20")
        #expect(sorted.count == 6)
        #expect(Array(sorted.numbers) == [1, 2, 3, 10, 11, 20])
    }

    @Test("unites sets, and their stars")
    func union() throws {
        let first = try #require(SequenceSet("1:3,9:*"))
        let second = try #require(SequenceSet("4,7:*,*"))
        #expect(first.union(second).description == "1:4,7:*")
    }

    @Test("is cut into pieces without expanding a range")
    func pieces() throws {
        let set = try #require(SequenceSet("1:5,10,20:22"))
        #expect(set.pieces(of: 4).map(\.description) == ["1:4", "5,10,20:21", "22"])
        #expect(SequenceSet().pieces(of: 4).isEmpty)
        #expect(try #require(SequenceSet("1:4294967295")).pieces(of: .max).count == 1)
    }
}
