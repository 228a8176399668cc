import TestKit
import Transport

/// Where the tests' servers are, with short limits.
func endpoint(
    _ port: Int, _ protection: Endpoint.Protection = .none, host: String = "localhost",
    trust: TLSPolicy = TLSPolicy(), limits: TimeLimits = TimeLimits()
) -> Endpoint {
    Endpoint(host: host, port: port, protection: protection, trust: trust, limits: limits)
}

/// Long enough for any machine: what only must not hang.
let longEnough = Duration.seconds(30)

extension ByteStream {
    func write(_ text: String) async throws(TransportError) {
        try await write(Array(text.utf8))
    }

    /// Reads to the end, or exactly so many octets.
    func readAll(upTo count: Int = .max) async throws(TransportError) -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count, let piece = try await read(within: longEnough) { octets += piece }
        return octets
    }

    func readText(_ count: Int) async throws(TransportError) -> String {
        String(decoding: try await readAll(upTo: count), as: UTF8.self)
    }
}

/// Octets without a short period, the same for the same seed; `count` is a multiple of 8.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        let words = UnsafeMutableRawBufferPointer(buffer).assumingMemoryBound(to: UInt64.self)
        for index in words.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            words[index] = state
        }
        filled = count
    }
}
