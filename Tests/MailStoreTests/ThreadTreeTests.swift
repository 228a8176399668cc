import Testing

@testable import MailStore

@Suite("Threads as trees")
struct ThreadTreeTests {
    /// Each message is `name<answered,…`, by date; each line of the tree is a name behind its lines.
    static let trees: [(messages: String, tree: [String])] = [
        ("a", ["a"]),
        ("a b<a c<a,b d<a", ["a", "├b", "│╰c", "╰d"]),
        ("a b<a c<b d<c e<a", ["a", "├b", "│╰c", "│ ╰d", "╰e"]),
        // References names what is not there; the nearest that is there counts.
        ("a c<a,b", ["a", "╰c"]),
        // Neither is what both answer.
        ("b<a c<a d<b", ["b", "├c", "╰d"]),
        // By its date a reply came before what it answers.
        ("c<a,b a b<a", ["a", "╰b", " ╰c"]),
        // Messages that claim to answer each other, or themselves.
        ("a<b b<a", ["b", "╰a"]),
        ("a<a b<b,a", ["a", "╰b"]),
        ("a<c b<a c<b", ["c", "╰a", " ╰b"]),
        // Two copies of one message.
        ("a b<a b<a c<b", ["a", "├b", "│╰c", "╰b"]),
        // Without a Message-ID.
        ("a <a c<a", ["a", "├", "╰c"]),
    ]

    @Test("stand as they answer each other", arguments: trees)
    func tree(_ messages: String, _ expected: [String]) {
        let members = messages.split(separator: " ").map { text in
            let parts = text.split(separator: "<", omittingEmptySubsequences: false).map(String.init)
            return ThreadTree.Member(
                messageID: parts[0], references: parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : [])
        }
        let lines = ThreadTree(members).places.map { place in
            let outer = place.branches.dropLast().map { $0 ? "│" : " " }.joined()
            return outer + (place.branches.last.map { $0 ? "├" : "╰" } ?? "") + members[place.member].messageID
        }
        #expect(lines == expected)
    }

    @Test("hold every message once, however deep and however they answer each other", arguments: 1...20)
    func random(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let members = (0..<300).map { number in
            ThreadTree.Member(
                messageID: String(Int.random(in: 0..<250, using: &generator)),
                references: (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    String(Int.random(in: 0..<250, using: &generator))
                })
        }
        let places = ThreadTree(members).places
        #expect(places.map(\.member).sorted() == Array(0..<300))
        #expect(places.allSatisfy { $0.branches.count <= ThreadTree.depth })
        let chain = (0..<1000).map { ThreadTree.Member(messageID: "\($0)", references: $0 == 0 ? [] : ["\($0 - 1)"]) }
        #expect(ThreadTree(chain).places.map(\.member) == Array(0..<1000))
    }
}
