import MailModel
import POP3
import Testing

@testable import POP3Backend

@Suite("finding messages by their names")
struct MaildropTests {
    static func entries(_ ids: [String]) -> [Maildrop.Entry] {
        ids.enumerated().compactMap { place, id in
            MessageNumber(UInt32(place + 1)).map { Maildrop.Entry(number: $0, sizeInOctets: place, id: id) }
        }
    }

    @Test(
        "finds each one and no other",
        arguments: [[], ["a"], ["b", "a", "d", "c"], (0..<300).map { "\($0 * 7 % 300)" }])
    func finds(_ ids: [String]) {
        let maildrop = Maildrop(entries: Self.entries(ids), isConsistent: true)
        for (place, id) in ids.enumerated() {
            #expect(maildrop.entry(.uidl(id))?.number.value == UInt32(place + 1))
        }
        for other in ["", "aa", "~", "e"] { #expect(maildrop.entry(.uidl(other)) == nil) }
        #expect(maildrop.entry(.uid(1, validity: 1)) == nil)
    }

    @Test(
        "knows which messages have no name of their own",
        arguments: [
            ([], []), (["a", "b"], []), (["b", "a", "b", "b"], [2, 3]), (["", "a", ""], [0, 2]),
            (["", "", "a", "a"], [0, 1, 3]),
        ] as [([String], [Int])])
    func unnamed(_ ids: [String], _ places: [Int]) {
        #expect(Maildrop.placesWithoutOwnName(Self.entries(ids)) == places)
    }
}
