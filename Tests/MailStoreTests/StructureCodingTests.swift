import MailModel
import Testing

@testable import MailStore

@Suite("Structure blob")
struct StructureCodingTests {
    private static let tree = MessagePart(
        number: "", type: "multipart", subtype: "mixed", parameters: ["boundary": "x", "a": "b"],
        children: [
            MessagePart(
                number: "1", type: "multipart", subtype: "alternative",
                children: [
                    MessagePart(
                        number: "1.1", parameters: ["charset": "utf-8"], encoding: "base64", sizeInOctets: 70_000),
                    MessagePart(number: "1.2", subtype: "html", contentID: "c@d"),
                ]),
            MessagePart(
                number: "2", type: "application", subtype: "pdf", disposition: "attachment", fileName: "Größe 東.pdf",
                sizeInOctets: 5_000_000_000),
        ])

    @Test("gives back what was written", arguments: [tree, MessagePart(number: "1")])
    func roundTrip(_ tree: MessagePart) {
        #expect(StructureCoding.read(StructureCoding.write(tree)) == tree)
    }

    @Test("reads no prefix of a tree as a tree")
    func prefixes() {
        let octets = StructureCoding.write(Self.tree)
        for length in 0..<octets.count {
            #expect(StructureCoding.read(Array(octets[..<length])) == nil, "\(length) octets")
        }
    }

    @Test("survives any octets")
    func anyOctets() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let length = Int.random(in: 0...40, using: &generator)
            _ = StructureCoding.read((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("costs no stack for deep trees")
    func deep() {
        var part = MessagePart(number: "1")
        for _ in 0..<500 { part = MessagePart(number: "1", type: "multipart", subtype: "mixed", children: [part]) }
        #expect(StructureCoding.read(StructureCoding.write(part))?.flattened.count == 501)
    }
}
