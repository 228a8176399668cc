import InternetMessage
import MailModel
import Testing

/// What `Scripts/fuzz` found, in `Found/`: it trapped, hung or took more than 200 MB once.
@Suite("messages that once were too much")
struct FoundTests {
    private static let names = ["header", "mime", "html", "calendar"].flatMap { kind in
        Files.names(in: "Found", endingWith: "").filter { $0.hasPrefix("\(kind)-") }
    }

    @Test("there are some")
    func some() { #expect(Self.names.count >= 2) }

    @Test("are read in time", arguments: names)
    func found(_ name: String) throws {
        let octets = try #require(Files.read("Found/\(name)"))
        let clock = ContinuousClock()
        let start = clock.now
        if let subtype = ["html", "calendar"].first(where: { name.hasPrefix("\($0)-") }) {
            let part = MessagePart(number: "1", subtype: subtype, parameters: ["charset": "utf-8"])
            #expect(ReadableText.read(part, octets: octets[...]).lines.count <= octets.count)
        } else {
            let message = ParsedMessage(octets: octets)
            #expect(ReadableText.read(message).header.count == message.header.fields.count)
        }
        // A second in a release; a debug build on a busy machine takes longer.
        #expect(clock.now - start < .seconds(60))
    }
}
