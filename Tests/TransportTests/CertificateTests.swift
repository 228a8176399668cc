import TestKit
import Testing
import Transport

/// Which certificates are refused, and in which words (RFC 5280, RFC 9525).
@Suite("certificates")
struct CertificateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Nothing where the certificate is good.
        var reason: String?
        var host = "localhost"
        var request = TestAuthority.Request()
    }

    private static let cases: [Case] = [
        Case(testDescription: "good", reason: nil),
        Case(testDescription: "good by address", reason: nil, host: "127.0.0.1"),
        Case(
            testDescription: "RSA", reason: nil,
            request: .init(key: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])),
        Case(
            testDescription: "other host",
            reason: "its certificate is for mail.example, imap.example, not for localhost",
            request: .init(names: ["DNS:mail.example", "DNS:imap.example"])),
        Case(
            testDescription: "many other hosts",
            reason: "its certificate is for h1.example, h2.example, h3.example, h4.example, h5.example and 2 more,"
                + " not for localhost", request: .init(names: (1...7).map { "DNS:h\($0).example" })),
        Case(
            testDescription: "common name only", reason: "its certificate names no host, so it is not for localhost",
            request: .init(names: [])),
        Case(
            testDescription: "common name fits, alternative name does not",
            reason: "its certificate is for mail.example, not for localhost",
            request: .init(names: ["DNS:mail.example"])),
        Case(
            testDescription: "address not listed", reason: "its certificate is for localhost, not for 127.0.0.1",
            host: "127.0.0.1", request: .init(names: ["DNS:localhost"])),
        Case(
            testDescription: "address as a name", reason: "its certificate is for 127.0.0.1, not for 127.0.0.1",
            host: "127.0.0.1", request: .init(names: ["DNS:127.0.0.1"])),
        Case(
            testDescription: "bare wildcard", reason: "its certificate is for *, not for localhost",
            request: .init(names: ["DNS:*"])),
        Case(
            testDescription: "partial wildcard", reason: "its certificate is for local*, not for localhost",
            request: .init(names: ["DNS:local*"])),
        Case(
            testDescription: "control characters",
            reason: "its certificate is for \\u{1b}[31mlocalhost, not for localhost",
            request: .init(names: ["DNS:\u{1b}[31mlocalhost"])),
        // SEQUENCE { [2] "localhost" 00 ".example" }
        Case(
            testDescription: "NUL in a name",
            reason: "its certificate is for localhost\\u{0}.example, not for localhost",
            request: .init(
                names: [], extra: "subjectAltName=DER:30148212" + "6c6f63616c686f7374" + "00" + "2e6578616d706c65")),
        Case(
            testDescription: "expired", reason: "its certificate expired on 2021-02-03",
            request: .init(notAfter: "20210203040506Z")),
        Case(
            testDescription: "not yet valid",
            reason: "its certificate is valid only from 2098-01-01 on; is this computer's clock right?",
            request: .init(notBefore: "20980101000000Z")),
        Case(
            testDescription: "for clients", reason: "its certificate is not meant for a server",
            request: .init(usage: "clientAuth")),
        Case(
            testDescription: "weak key", reason: "its certificate has a key that is too weak",
            request: .init(key: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"])),
        Case(
            testDescription: "weak digest", reason: "its certificate is signed with a digest that is too weak",
            request: .init(digest: "sha1")),
        Case(
            testDescription: "critical extension",
            reason: "its certificate has a condition that this program does not understand",
            request: .init(extra: "1.2.3.4=critical,DER:0500")),
    ]

    private let connector = NIOConnector()

    private func connect(
        _ identity: TestAuthority.Identity, host: String = "localhost", trust: TLSPolicy = Certificates.trust
    ) async throws {
        // A server that serves anything: what is tested is what the client refuses.
        let server = TLSTestServer(identity, options: ["-quiet", "-cipher", "ALL:@SECLEVEL=0"])
        let stream = try await connector.connect(
            to: endpoint(server.port, .implicitTLS, host: host, trust: trust))
        await stream.close()
    }

    @Test("by what they say", arguments: cases)
    func says(_ row: Case) async throws {
        let label = "case-" + row.testDescription.filter(\.isLetter)
        let identity = Certificates.authority.issue(label, row.request)
        guard let reason = row.reason else { return try await connect(identity, host: row.host) }
        await #expect(throws: TransportError.certificateRefused(reason: reason, sha256: identity.sha256)) {
            try await connect(identity, host: row.host)
        }
    }

    @Test("signed by itself")
    func selfSigned() async throws {
        let identity = Certificates.authority.issueSelfSigned("self")
        await #expect(
            throws: TransportError.certificateRefused(
                reason: "its certificate is signed by itself and by no authority", sha256: identity.sha256)
        ) { try await connect(identity) }
        try await connect(identity, trust: TLSPolicy(additionalAuthorities: identity.certificate))
    }

    @Test("an authority that nobody knows")
    func unknownAuthority() async throws {
        let other = TestAuthority(name: "Mallory \u{1b}[31m")
        let identity = other.issue("unknown")
        let reason =
            "its certificate was signed by CN = Mallory \\1B[31m, which is not trusted here"
            + " (or the server leaves out an intermediate certificate)"
        for trust in [TLSPolicy(), Certificates.trust] {
            await #expect(throws: TransportError.certificateRefused(reason: reason, sha256: identity.sha256)) {
                try await connect(identity, trust: trust)
            }
        }
    }

    @Test("an authority of the system's is found in its folder or in its file, and nowhere else")
    func systemAuthorities() async throws {
        let other = TestAuthority(name: "System")
        let folder = TemporaryFolder()
        folder.makeFolder("hashed")
        // The folder's files are named by a hash of the authority's name.
        ChildProcess.run(["cp", other.certificate, folder.path + "/hashed/other.pem"])
        let result = ChildProcess.run(["openssl", "rehash", folder.path + "/hashed"])
        #expect(result.status == 0)
        let (hashed, nothing) = (folder.path + "/hashed", folder.path + "/none")
        let identity = other.issue("system")
        let expired = other.issue("expired", .init(notAfter: "20210203040506Z"))
        for place in [
            SystemAuthorities(folder: hashed, file: nothing),
            SystemAuthorities(folder: nothing, file: other.certificate),
        ] {
            let trust = TLSPolicy(systemAuthorities: place)
            try await connect(identity, trust: trust)
            await #expect(
                throws: TransportError.certificateRefused(
                    reason: "its certificate expired on 2021-02-03", sha256: expired.sha256)
            ) { try await connect(expired, trust: trust) }
        }
        await #expect(throws: TransportError.self) {
            try await connect(identity, trust: TLSPolicy(systemAuthorities: .init(folder: nothing, file: nothing)))
        }
    }

    @Test("chains: an intermediate authority sent, left out, expired, or none at all")
    func chains() async throws {
        let authority = Certificates.authority
        let between = authority.issue("between", .init(commonName: "Between", names: [], isAuthority: true))
        let good = authority.issue("chain", by: between)
        try await connect(good)

        let alone = TestAuthority.Identity(
            certificate: firstCertificate(of: good), key: good.key, sha256: good.sha256)
        await #expect(
            throws: TransportError.certificateRefused(
                reason: "its certificate was signed by CN = Between, which is not trusted here"
                    + " (or the server leaves out an intermediate certificate)", sha256: good.sha256)
        ) { try await connect(alone) }

        let stale = authority.issue(
            "stale", .init(commonName: "Stale", names: [], notAfter: "20210101000000Z", isAuthority: true))
        let underStale = authority.issue("under-stale", by: stale)
        await #expect(
            throws: TransportError.certificateRefused(
                reason: "the certificate of its authority CN = Stale expired on 2021-01-01",
                sha256: underStale.sha256)
        ) { try await connect(underStale) }

        let nobody = authority.issue("nobody", .init(commonName: "Nobody"))
        let underNobody = authority.issue("under-nobody", by: nobody)
        await #expect(
            throws: TransportError.certificateRefused(
                reason: "its certificate was signed by CN = Nobody, which is no authority",
                sha256: underNobody.sha256)
        ) { try await connect(underNobody) }

        let limited = authority.issue(
            "limited",
            .init(
                commonName: "Limited", names: [], isAuthority: true,
                extra: "nameConstraints=critical,permitted;DNS:example.org"))
        let underLimited = authority.issue("under-limited", by: limited)
        await #expect(
            throws: TransportError.certificateRefused(
                reason: "its certificate is for names that its authority may not certify",
                sha256: underLimited.sha256)
        ) { try await connect(underLimited) }
    }

    private func firstCertificate(of identity: TestAuthority.Identity) -> String {
        let text = String(decoding: TestFiles.octets(of: identity.certificate) ?? [], as: UTF8.self)
        let end = "-----END CERTIFICATE-----\n"
        let path = identity.certificate + ".first"
        let first = text.split(separator: end, maxSplits: 1).first.map { $0 + end } ?? ""
        #expect(TestFiles.write(Array(first.utf8), to: path))
        return path
    }

    @Test("a pin accepts its one certificate, whoever signed it and whatever it says")
    func pinned() async throws {
        let identity = Certificates.authority.issueSelfSigned(
            "pinned", .init(names: ["DNS:mail.example"], notAfter: "20210203040506Z"))
        let spellings = [identity.sha256, identity.sha256.uppercased(), colons(identity.sha256)]
        for pin in spellings { try await connect(identity, trust: TLSPolicy(pinnedSHA256: pin)) }
        // Even a certificate that is good otherwise is not the pinned one.
        var trust = Certificates.trust
        trust.pinnedSHA256 = identity.sha256
        await #expect(
            throws: TransportError.certificateRefused(
                reason: "its certificate is not the pinned one", sha256: Certificates.good.sha256)
        ) { try await connect(Certificates.good, trust: trust) }
    }

    private func colons(_ digits: String) -> String {
        stride(from: 0, to: 64, by: 2).map { digits.dropFirst($0).prefix(2).uppercased() }.joined(separator: ":")
    }

    @Test("a policy that cannot be followed is an error, not a weaker policy")
    func brokenPolicy() async throws {
        await #expect(throws: TransportError.tlsFailed(reason: "the pin is not 64 hexadecimal digits")) {
            try await connect(Certificates.good, trust: TLSPolicy(pinnedSHA256: "abc"))
        }
        let error = await #expect(throws: TransportError.self) {
            try await connect(Certificates.good, trust: TLSPolicy(additionalAuthorities: "/nonexistent/ca.pem"))
        }
        #expect(
            error
                == .tlsFailed(
                    reason: "no certificates could be read from /nonexistent/ca.pem: No such file or directory"))
    }
}
