import TestKit
import Testing

@testable import IMAP

@Suite("Conversations with servers (Traces/*.trace)")
struct TraceTests {
    static let traces = (try? TestFiles.traces(besides: #filePath)) ?? []

    /// What the responses of a trace mean, fed in pieces of `size`.
    static func responses(of trace: Trace, size: Int) throws -> [Response] {
        var framer = Framer()
        var responses: [Response] = []
        var rest = trace.serverOctets[...]
        while !rest.isEmpty {
            framer.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
            while let event = try framer.next() {
                guard case .response(let octets) = event else { continue }
                var parser = ResponseParser(octets)
                responses.append(try parser.parseResponse())
            }
        }
        #expect(framer.isEmpty, "all of the trace is read")
        return responses
    }

    @Test("there are some")
    func some() throws { #expect(try TestFiles.traces(besides: #filePath).count >= 5) }

    @Test("mean the same whole and octet by octet, and nothing in them is unknown", arguments: traces)
    func pieces(_ trace: Trace) throws {
        let whole = try Self.responses(of: trace, size: .max)
        #expect(try Self.responses(of: trace, size: 1) == whole)
        #expect(!whole.isEmpty)
        for response in whole {
            if case .unknown(let keyword) = response { Issue.record("unknown: \(keyword)") }
            if case .fetch(let fetch) = response {
                for case .unread(let name) in fetch.items where !name.hasPrefix("X-") {
                    Issue.record("unread: \(name)")
                }
            }
        }
    }
}
