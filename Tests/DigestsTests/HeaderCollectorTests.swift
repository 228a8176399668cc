import Digests
import Testing

@Suite("a header before its body")
struct HeaderCollectorTests {
    @Test("takes the header in pieces of any size, with and without a body", arguments: [1, 2, 3, 5, 100])
    func collects(_ size: Int) {
        for (message, header) in [
            ("A: b\r\n\r\nbody\r\n\r\nmore", "A: b\r\n"), ("A: b\r\n\r\n", "A: b\r\n"), ("A: b\r\n", "A: b\r\n"),
            ("", ""),
        ] {
            var collector = HeaderCollector()
            var rest = Array(message.utf8)[...]
            while !rest.isEmpty {
                collector.take(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(collector.header == Array(header.utf8))
        }
    }

    @Test("a header without end fills no memory")
    func endless() {
        var collector = HeaderCollector()
        for _ in 0..<100 { collector.take([UInt8](repeating: 0x41, count: 4096)) }
        #expect(collector.header.count == 65_536)
    }
}
