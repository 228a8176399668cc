import TestKit
import Testing
import Transport

/// The line that is slow, cut and counted.
@Suite("latency proxy")
struct LatencyProxyTests {
    private let echo = LoopbackServer { client in
        while case let piece = client.read(), !piece.isEmpty { client.write(piece) }
    }

    @Test("delays each way, and counts turns and octets")
    func delays() async throws {
        let proxy = LatencyProxy(to: echo.port, delay: .milliseconds(10))
        let stream = try await NIOConnector().connect(to: endpoint(proxy.port))
        let took = try await ContinuousClock().measure {
            for _ in 0..<3 {
                try await stream.write("abcd")
                #expect(try await stream.readText(4) == "abcd")
            }
        }
        #expect(took >= .milliseconds(60))
        let traffic = proxy.traffic
        #expect(traffic.connections == 1)
        #expect(traffic.turns == 3)
        #expect(traffic.octetsToServer == 12)
        #expect(traffic.octetsToClient == 12)
        await stream.close()
    }

    @Test("cuts the line after so many octets, exactly", arguments: [0, 1, 5, 100_000])
    func cuts(_ count: Int) async throws {
        let proxy = LatencyProxy(to: echo.port)
        let stream = try await NIOConnector().connect(to: endpoint(proxy.port))
        proxy.cut(afterOctetsToClient: count)
        async let octets = stream.readAll()
        do { try await stream.write([UInt8](repeating: 1, count: 200_000)) } catch {}
        // The end comes as a FIN or as a RST behind the octets.
        do { #expect(try await octets.count == count) } catch {}
        #expect(proxy.traffic.octetsToClient == count)
    }

    @Test("freezes and thaws")
    func freezes() async throws {
        let proxy = LatencyProxy(to: echo.port)
        let stream = try await NIOConnector().connect(to: endpoint(proxy.port))
        proxy.freeze()
        try await stream.write("late")
        async let answer = stream.readText(4)
        proxy.thaw()
        #expect(try await answer == "late")
        await stream.close()
    }

    @Test("limits the rate")
    func limits() async throws {
        let proxy = LatencyProxy(to: echo.port, octetsPerSecond: 1_000_000)
        let stream = try await NIOConnector().connect(to: endpoint(proxy.port))
        let took = try await ContinuousClock().measure {
            async let octets = stream.readAll(upTo: 100_000)
            try await stream.write([UInt8](repeating: 1, count: 100_000))
            #expect(try await octets.count == 100_000)
        }
        #expect(took >= .milliseconds(100))
        await stream.close()
    }
}
