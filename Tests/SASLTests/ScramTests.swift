import Digests
import Secrets
import Testing

@testable import SASL

@Suite("SCRAM (RFC 5802, RFC 7677)")
struct ScramTests {
    struct Vector: Sendable {
        let digest: MessageDigest
        var binding = GS2Binding.unused
        let nonce: String
        let clientFirst, serverFirst, clientFinal, serverFinal: String
    }

    static let vectors = [
        // RFC 5802 §5
        Vector(
            digest: .sha1, nonce: "fyko+d2lbbFgONRv9qkxdawL",
            clientFirst: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            clientFinal: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            serverFinal: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="),
        // RFC 7677 §3
        Vector(
            digest: .sha256, nonce: "rOprNGfwEbeRWgbNEkqO",
            clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            clientFinal:
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
        // The RFCs have no example with binding: computed from §3 with Python's hmac and hashlib.
        Vector(
            digest: .sha256,
            binding: .bound(ChannelBinding(kind: "tls-exporter", octets: Array(0..<32))), nonce: "rOprNGfwEbeRWgbNEkqO",
            clientFirst: "p=tls-exporter,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            clientFinal:
                "c=cD10bHMtZXhwb3J0ZXIsLAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=QC6CS20quADQRb3mT99YUH+n3VJxUvzuK0K0E1Vrs2M=",
            serverFinal: "v=2GiAgapEppLVlUXbxUDksL3VgYHzuqiK5tR4mhJGgvs="),
        Vector(
            digest: .sha1,
            binding: .bound(ChannelBinding(kind: "tls-unique", octets: Array(0..<12))),
            nonce: "fyko+d2lbbFgONRv9qkxdawL",
            clientFirst: "p=tls-unique,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            clientFinal:
                "c=cD10bHMtdW5pcXVlLCwAAQIDBAUGBwgJCgs=,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=ResgVA2w6fEFiwzXkrPSGTt/RSg=",
            serverFinal: "v=HKBeWjn99U5AvtgAjz6m1d81mhk="),
    ]

    static func begin(_ vector: Vector) -> Scram {
        Scram(
            vector.digest, Credentials(username: "user", secret: Secret("pencil")), nonce: vector.nonce,
            binding: vector.binding)
    }

    @Test("proves itself and checks the server, as in the RFC's example", arguments: vectors)
    func example(_ vector: Vector) throws {
        var scram = Self.begin(vector)
        #expect(try scram.respond(to: []) == Array(vector.clientFirst.utf8))
        #expect(try scram.respond(to: Array(vector.serverFirst.utf8)) == Array(vector.clientFinal.utf8))
        #expect(!scram.isComplete, "a success before the server's signature is not to be believed")
        #expect(try scram.respond(to: Array(vector.serverFinal.utf8)) == [])
        #expect(scram.isComplete)
        #expect(throws: SASLError.unexpectedChallenge) { try scram.respond(to: []) }
    }

    @Test(
        "refuses a server that does not know the password",
        arguments: [
            ("v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=", .serverNotAuthentic), ("v=", .serverNotAuthentic),
            ("e=invalid-proof", .refused(reason: "invalid-proof")), ("", .malformedChallenge(expected: "verifier")),
            ("x=y", .serverNotAuthentic),
        ] as [(String, SASLError)])
    func refusesFinal(_ final: String, _ error: SASLError) throws {
        var scram = Self.begin(Self.vectors[0])
        _ = try scram.respond(to: [])
        _ = try scram.respond(to: Array(Self.vectors[0].serverFirst.utf8))
        #expect(throws: error) { try scram.respond(to: Array(final.utf8)) }
        #expect(!scram.isComplete)
    }

    @Test(
        "refuses a first message",
        arguments: [
            ("r=other,s=QSXCR+Q6sek8bf92,i=4096", .serverNotAuthentic),
            ("r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096", .serverNotAuthentic),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=!,i=4096", .malformedChallenge(expected: "salt")),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=,i=4096", .malformedChallenge(expected: "salt")),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXC,i=1", .malformedChallenge(expected: "iteration-count")),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXC,i=2000000000", .malformedChallenge(expected: "iteration-count")),
            ("r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXC,i=99999999999", .malformedChallenge(expected: "iteration-count")),
            ("m=must,r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXC,i=4096", .malformedChallenge(expected: "nonce")),
            ("e=other-error", .refused(reason: "other-error")), ("", .malformedChallenge(expected: "nonce")),
            (",,,", .malformedChallenge(expected: "nonce")),
        ] as [(String, SASLError)])
    func refusesFirst(_ first: String, _ error: SASLError) throws {
        var scram = Self.begin(Self.vectors[0])
        _ = try scram.respond(to: [])
        #expect(throws: error) { try scram.respond(to: Array(first.utf8)) }
    }

    @Test("writes names so that they end no field")
    func names() throws {
        var scram = Scram(.sha1, Credentials(username: "a=b,c", secret: Secret("x")), nonce: "n", binding: .unused)
        #expect(try scram.respond(to: []) == Array("n,,n=a=3Db=2Cc,r=n".utf8))
    }

    @Test("says that it could be bound where the server does not offer it (RFC 5802 §6)")
    func unoffered() throws {
        var scram = Scram(
            .sha1, Credentials(username: "user", secret: Secret("pencil")), nonce: "n", binding: .unoffered)
        #expect(scram.name == "SCRAM-SHA-1")
        #expect(try scram.respond(to: []) == Array("y,,n=user,r=n".utf8))
        let final = try scram.respond(to: Array("r=nx,s=QSXC,i=4096".utf8))
        // Base64 of the same "y,,".
        #expect(final.starts(with: Array("c=eSws,r=nx,p=".utf8)))
    }

    @Test("two exchanges have two nonces")
    func nonces() throws {
        let credentials = Credentials(username: "a", secret: Secret("b"))
        let candidate = SASLCandidate(kind: .scramSHA256, binding: .unused)
        var first = candidate.begin(with: credentials, host: "h", port: 1)
        var second = candidate.begin(with: credentials, host: "h", port: 1)
        let (one, other) = (try first.respond(to: []), try second.respond(to: []))
        #expect(one != other)
    }
}
