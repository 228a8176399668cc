import IMAP
import TestKit
import Testing

/// What `Scripts/fuzz` found, in `Found/`: it trapped once.
@Suite("responses that once were too much")
struct FoundTests {
    private static let paths = TestFiles.paths(endingIn: "", in: "Found", besides: #filePath)
        .filter { $0.contains("/imap-") }

    @Test("there are some")
    func some() { #expect(Self.paths.count >= 2) }

    @Test("are read, or refused", arguments: paths)
    func found(_ path: String) throws {
        let octets = try #require(TestFiles.octets(of: path))
        for size in [octets.count, 1] {
            var framer = Framer()
            var read = 0
            for start in stride(from: 0, to: octets.count, by: size) {
                framer.append(Array(octets[start..<min(octets.count, start + size)]))
                while case .response(let response)? = try? framer.next() {
                    var parser = ResponseParser(response)
                    if (try? parser.parseResponse()) != nil { read += 1 }
                }
            }
            #expect(read <= octets.count)
        }
    }
}
