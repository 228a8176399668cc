import TestKit
import Testing
import Transport

@Suite("raw deflate streams (RFC 1951)")
struct CompressionTests {
    /// All that the octets inflate to, fed in pieces of that size.
    static func inflated(_ octets: [UInt8], pieces size: Int = .max) throws -> [UInt8] {
        var inflater = try Inflater()
        var inflated: [UInt8] = []
        var rest = octets[...]
        while !rest.isEmpty {
            inflater.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
            while let piece = try inflater.next() {
                #expect(!piece.isEmpty && piece.count <= Inflater.step)
                inflated += piece
            }
        }
        return inflated
    }

    /// Streams as other programs write them.
    static let streams: [(name: String, octets: [UInt8], text: String)] = [
        ("stored, the last block", [0x01, 0x05, 0x00, 0xFA, 0xFF] + Array("hello".utf8), "hello"),
        ("stored, more to come", [0x00, 0x02, 0x00, 0xFD, 0xFF] + Array("hi".utf8), "hi"),
        ("nothing but flushes", [0x00, 0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0xFF, 0xFF], ""),
        ("empty, the last block", [0x03, 0x00], ""),
        ("fixed codes", [0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], "hello"),
        ("a repetition", [0x4B, 0x4C, 0x84, 0x01, 0x00], "aaaaaaaaaa"),
    ]

    @Test("are inflated, whatever pieces they come in", arguments: streams)
    func inflates(_ stream: (name: String, octets: [UInt8], text: String)) throws {
        for size in [1, 2, 3, .max] {
            #expect(try Self.inflated(stream.octets, pieces: size) == Array(stream.text.utf8), "in pieces of \(size)")
        }
    }

    static let broken: [(name: String, octets: [UInt8])] = [
        ("clear text", Array("* 1 EXISTS\r\n".utf8)),
        ("a block of no type", [0x07, 0x00]),
        ("a stored block whose lengths differ", [0x01, 0x05, 0x00, 0x00, 0x00]),
        ("a repetition of what was not there", [0x4B, 0x04, 0x62, 0x00]),
        ("more behind the end", [0x03, 0x00, 0x03]),
        ("zlib's header", [0x78, 0x9C, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]),
    ]

    @Test("broken ones are refused with a reason", arguments: broken)
    func refuses(_ stream: (name: String, octets: [UInt8])) throws {
        for size in [1, .max] {
            #expect {
                try Self.inflated(stream.octets, pieces: size)
            } throws: { error in
                guard case TransportError.inflateFailed(let reason)? = error as? TransportError else { return false }
                return !reason.isEmpty
            }
        }
    }

    @Test("what is deflated can be inflated at once, cut at every octet")
    func cuts() throws {
        let text = Array("A1 UID FETCH 1:500 (UID FLAGS)\r\n".utf8)
        var deflater = try Deflater()
        let stream = deflater.deflate(text) + deflater.deflate(text) + deflater.deflate([])
        #expect(stream.count < text.count + 20)
        for cut in 0...stream.count {
            var inflater = try Inflater()
            var inflated: [UInt8] = []
            for piece in [stream[..<cut], stream[cut...]] {
                inflater.append(Array(piece))
                while let octets = try inflater.next() { inflated += octets }
            }
            #expect(inflated == text + text, "cut at \(cut)")
        }
    }

    @Test("comes back as it was", arguments: [1, 100, 16_384, 65_536, 65_537, 300_000])
    func roundTrip(_ count: Int) throws {
        let octets = Array(noise(count + 8 - count % 8).prefix(count))
        var deflater = try Deflater()
        let stream = deflater.deflate(octets) + deflater.deflate([UInt8](repeating: 1, count: count))
        #expect(try Self.inflated(stream) == octets + [UInt8](repeating: 1, count: count))
    }

    @Test("a megabyte that becomes a gigabyte does so step by step")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        var deflater = try Deflater()
        var bomb = deflater.deflate(zeros)
        // All but the first repeat what was before them.
        let more = deflater.deflate(zeros)
        for _ in 1..<1024 { bomb += more }
        #expect(bomb.count < 3 << 20)
        var inflater = try Inflater()
        inflater.append(bomb)
        var count = 0
        while let piece = try inflater.next() {
            count += piece.count
            guard piece.count <= Inflater.step else {
                Issue.record("\(piece.count) octets at once")
                break
            }
        }
        #expect(count == 1 << 30)
    }
}

@Suite("a compressed connection (RFC 4978)")
struct CompressedStreamTests {
    @Test("both directions, with what was read ahead", arguments: ScriptedStream.Pieces.allCases)
    func conversation(_ pieces: ScriptedStream.Pieces) async throws {
        let inner = ScriptedStream(
            try Trace("DEFLATE\nS: * 1 EXISTS\nC: A1 NOOP\nS: A1 OK\nS<<FIN"), pieces: pieces, isSecure: true)
        let received = try #require(try await inner.read(within: longEnough))
        let stream = try CompressedStream(around: inner, received: received)
        #expect(try await stream.readText(12) == "* 1 EXISTS\r\n")
        try await stream.write("A1 NOOP\r\n")
        #expect(try await stream.readText(100) == "A1 OK\r\n")
        #expect(await stream.security == .scripted)
        #expect(await inner.problem == nil)
        #expect(await inner.written != Array("A1 NOOP\r\n".utf8))
    }

    @Test("closes where the octets are no deflate stream")
    func broken() async throws {
        let inner = ScriptedStream(try Trace("S: * 1 EXISTS"))
        let stream = try CompressedStream(around: inner, received: [])
        await #expect(throws: TransportError.self) { _ = try await stream.read(within: longEnough) }
        await #expect(throws: TransportError.closed) { try await stream.write("A1 NOOP\r\n") }
    }

    @Test("octets that inflate to none do not stop the clock")
    func emptyBlocks() async throws {
        let flushes = LoopbackServer { client in
            while client.write([0x00, 0x00, 0x00, 0xFF, 0xFF]) {}
        }
        let inner = try await NIOConnector().connect(to: endpoint(flushes.port))
        let stream = try CompressedStream(around: inner, received: [])
        await #expect(throws: TransportError.timedOut(.response)) {
            _ = try await stream.read(within: .milliseconds(20))
        }
        await #expect(throws: TransportError.self) { try await stream.write("x") }
    }

    @Test("TLS does not begin inside")
    func startTLS() async throws {
        let stream = try CompressedStream(around: ScriptedStream(try Trace("C<<FIN")), received: [])
        await #expect(throws: TransportError.self) { try await stream.startTLS() }
    }
}
