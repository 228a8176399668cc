/// A certificate authority of a test's own, made with the openssl command.
package final class TestAuthority: Sendable {
    /// A certificate and its key, as PEM files.
    package struct Identity: Hashable, Sendable {
        package var certificate: String
        package var key: String
        /// SHA-256 of the certificate, 64 hexadecimal digits in lower case.
        package var sha256: String

        package init(certificate: String, key: String, sha256: String) {
            self.certificate = certificate
            self.key = key
            self.sha256 = sha256
        }
    }

    /// What a certificate says; the default is good.
    package struct Request: Sendable {
        package var commonName: String
        /// As openssl writes them: `DNS:localhost`, `IP:127.0.0.1`.
        package var names: [String]
        /// `YYYYMMDDHHMMSSZ`.
        package var notBefore: String
        package var notAfter: String
        /// As `openssl genpkey` wants it.
        package var key: [String]
        package var digest: String
        package var usage: String
        package var isAuthority: Bool
        /// Another line of the extensions section.
        package var extra: String

        package init(
            commonName: String = "localhost", names: [String] = ["DNS:localhost", "IP:127.0.0.1", "IP:::1"],
            notBefore: String = "20200101000000Z", notAfter: String = "20991231235959Z",
            key: [String] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], digest: String = "sha256",
            usage: String = "serverAuth", isAuthority: Bool = false, extra: String = ""
        ) {
            self.commonName = commonName
            self.names = names
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.key = key
            self.digest = digest
            self.usage = usage
            self.isAuthority = isAuthority
            self.extra = extra
        }
    }

    private let folder = TemporaryFolder("ca", mode: 0o755)
    package let name: String

    /// Path of the authority's own certificate.
    package var certificate: String { folder.path + "/ca.pem" }

    package init(name: String = "Postern Test CA") {
        self.name = name
        openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path("ca.key")])
        openssl([
            "req", "-x509", "-new", "-key", path("ca.key"), "-out", certificate, "-days", "3650", "-subj",
            "/CN=\(name)", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        ])
    }

    /// Signs a certificate.
    ///
    /// - Parameters:
    ///   - label: The base of the file names; once an authority.
    ///   - request: What it says.
    ///   - issuer: Another certificate that signs; the authority itself if none. The issuer goes into the
    ///     certificate's file too, behind it, as servers send it.
    /// - Returns: Where it is.
    package func issue(_ label: String, _ request: Request = Request(), by issuer: Identity? = nil) -> Identity {
        let files = makeRequest(label, request)
        openssl([
            "ca", "-batch", "-notext", "-config", path("\(label).cnf"), "-cert", issuer?.certificate ?? certificate,
            "-keyfile", issuer?.key ?? path("ca.key"), "-md", request.digest, "-startdate", request.notBefore,
            "-enddate", request.notAfter, "-extfile", path("\(label).ext"), "-in", path("\(label).csr"), "-out",
            files.certificate,
        ])
        if let issuer, let own = TestFiles.octets(of: files.certificate) {
            folder.write(own + (TestFiles.octets(of: issuer.certificate) ?? []), to: "\(label).pem")
        }
        return identity(files)
    }

    /// Signs a certificate with its own key.
    package func issueSelfSigned(_ label: String, _ request: Request = Request()) -> Identity {
        let files = makeRequest(label, request)
        openssl([
            "ca", "-batch", "-notext", "-selfsign", "-config", path("\(label).cnf"), "-keyfile", files.key, "-md",
            request.digest, "-startdate", request.notBefore, "-enddate", request.notAfter, "-extfile",
            path("\(label).ext"), "-in", path("\(label).csr"), "-out", files.certificate,
        ])
        return identity(files)
    }

    private func makeRequest(_ label: String, _ request: Request) -> (certificate: String, key: String) {
        var extensions = "basicConstraints=critical,CA:\(request.isAuthority ? "TRUE" : "FALSE")\n"
        if !request.names.isEmpty { extensions += "subjectAltName=\(request.names.joined(separator: ","))\n" }
        if !request.isAuthority { extensions += "extendedKeyUsage=\(request.usage)\n" }
        // A database of its own for each: certificates are issued in parallel.
        folder.write(configuration(label), to: "\(label).cnf")
        folder.write("", to: "\(label).txt")
        // RFC 5280 §4.1.2.2: positive; 14 digits are always a whole number of octets.
        folder.write(
            String(UInt64.random(in: 0x10_0000_0000_0000...0x7F_FFFF_FFFF_FFFF), radix: 16), to: "\(label).serial")
        folder.write(extensions + request.extra + "\n", to: "\(label).ext")
        let key = path("\(label).key")
        openssl(["genpkey"] + request.key + ["-out", key])
        openssl(["req", "-new", "-key", key, "-out", path("\(label).csr"), "-subj", "/CN=\(request.commonName)"])
        return (path("\(label).pem"), key)
    }

    private func identity(_ files: (certificate: String, key: String)) -> Identity {
        let line = openssl(["x509", "-in", files.certificate, "-noout", "-fingerprint", "-sha256"])
        let digits = line.split(separator: "=").last?.lowercased().filter(\.isHexDigit) ?? ""
        return Identity(certificate: files.certificate, key: files.key, sha256: digits)
    }

    private func path(_ file: String) -> String { folder.path + "/" + file }

    @discardableResult
    private func openssl(_ arguments: [String]) -> String {
        let result = ChildProcess.run(["openssl"] + arguments)
        precondition(result.status == 0, "openssl \(arguments.joined(separator: " ")): \(result.output)")
        return result.output
    }

    private func configuration(_ label: String) -> String {
        """
        [ca]
        default_ca = here
        [here]
        database = \(path(label)).txt
        serial = \(path(label)).serial
        new_certs_dir = \(folder.path)
        policy = any
        [any]
        commonName = supplied

        """
    }
}
