import MailModel
import Testing

@Suite("flags")
struct FlagsTests {
    private static let system: [Flag] = [.seen, .answered, .flagged, .draft, .deleted, .forwarded, .junk, .notJunk]

    @Test("are put in and taken out one by one", arguments: system + [.keyword("$Label1")])
    func insertAndRemove(_ flag: Flag) {
        var flags: Flags = []
        flags.insert(flag)
        #expect(flags.contains(flag))
        #expect(flags.all == [flag])
        #expect(!flags.isEmpty)
        for other in Self.system where other != flag { #expect(!flags.contains(other)) }
        flags.remove(flag)
        #expect(flags == [])
        #expect(flags.isEmpty)
    }

    @Test("have a bit each, which the store keeps")
    func bits() {
        #expect(Self.system.map(Flags.bit) == [1, 2, 4, 8, 16, 32, 64, 128])
        #expect(Flags(bits: 0xFFFF, keywords: []).all == Self.system)
    }

    @Test("are joined and subtracted, keywords too")
    func sets() {
        var flags: Flags = [.seen, .keyword("b"), .keyword("a")]
        flags.formUnion([.flagged, .keyword("c")])
        #expect(flags.all == [.seen, .flagged, .keyword("a"), .keyword("b"), .keyword("c")])
        flags.subtract([.seen, .keyword("b")])
        #expect(flags == [.flagged, .keyword("a"), .keyword("c")])
    }
}
