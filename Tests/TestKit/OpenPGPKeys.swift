import Glibc

/// A GnuPG home with real keys, made for the tests of one run.
///
/// While gpg weighs anew who vouches for whom, as it does after every change of the keys, another gpg finds
/// nobody vouched for: who changes the keys has a home of their own.
package final class OpenPGPKeys: Sendable {
    /// Nobody changes its keys.
    package static let shared: OpenPGPKeys = {
        let keys = OpenPGPKeys()
        keys.generate("Ada Lovelace <ada@example.org>")
        keys.generate("Bob <bob@example.org>", passphrase: "opensesame")
        keys.generate("Gone <gone@example.org>")
        keys.generate("[GNUPG:] GOODSIG 0 Ada <ada@example.org>")
        // Nobody here vouches for keys that come from elsewhere.
        keys.generate("Eve <eve@example.org>", in: "other")
        keys.generate("Ada Lovelace <ada@example.org>", in: "other")
        let others = keys.run(["--armor", "--export"], in: "other").octets
        keys.gpg(["--import"], input: others)
        keys.generate("Stranger <stranger@example.org>", in: "other")
        keys.run(["--check-trustdb"])
        return keys
    }()

    /// The reader's: ada's and bob's secret keys are here, eve's public one, and nothing of stranger's.
    package let home: String
    private let folder = TemporaryFolder("seals")

    package static var isInstalled: Bool { ChildProcess.run(["gpg", "--version"]).status == 0 }

    /// Without any keys.
    package init() {
        home = folder.path + "/home"
        folder.makeFolder("home")
        folder.makeFolder("other")
    }

    deinit { _ = ChildProcess.run(["gpgconf", "--homedir", home, "--kill", "all"]) }

    package func generate(_ user: String, passphrase: String = "", in place: String = "home") {
        run(
            [
                "--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-generate-key", user,
                "future-default", "default", "0",
            ], in: place)
    }

    package static let inThePast = ["--faked-system-time", "20200101T000005!"]

    /// A key that has expired long ago.
    package func generateOld(_ user: String, validFor period: String) {
        run([
            "--faked-system-time", "20200101T000000!", "--pinentry-mode", "loopback", "--passphrase", "",
            "--quick-generate-key", user, "future-default", "default", period,
        ])
    }

    /// Takes a key back with the certificate that was made with it.
    package func revoke(_ user: String) {
        guard let fingerprint = fingerprints(of: user).first,
            let octets = TestFiles.octets(of: "\(home)/openpgp-revocs.d/\(fingerprint).rev")
        else { return }
        // A colon guards it against being used by mistake.
        let certificate = String(decoding: octets, as: UTF8.self).replacing(":-----BEGIN", with: "-----BEGIN")
        gpg(["--import"], input: Array(certificate.utf8))
    }

    package func armored(_ octets: [UInt8]) -> String {
        String(decoding: gpg(["--armor", "--enarmor"], input: octets), as: UTF8.self)
            .replacing("PGP ARMORED FILE", with: "PGP MESSAGE")
    }

    /// The keys' own numbers, newest last.
    package func fingerprints(of user: String, in place: String = "home") -> [String] {
        let lines = run(["--with-colons", "--list-keys", user], in: place).output.split(separator: "\n")
        var isPrimary = false
        return lines.compactMap { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            defer { isPrimary = fields[0] == "pub" }
            return fields[0] == "fpr" && isPrimary ? String(fields[9]) : nil
        }
    }

    @discardableResult
    package func run(_ arguments: [String], in place: String = "home") -> ChildProcess.Result {
        ChildProcess.run(
            ["gpg", "--homedir", "\(folder.path)/\(place)", "--batch", "--quiet", "--no-tty"] + arguments)
    }

    /// Runs gpg on octets.
    @discardableResult
    package func gpg(_ arguments: [String], input: [UInt8], in place: String = "home") -> [UInt8] {
        let name = "input-\(UInt32.random(in: 0...UInt32.max))"
        let path = folder.write(input, to: name)
        let output = path + ".out"
        run(["--yes", "--trust-model", "always", "--output", output] + arguments + [path], in: place)
        defer { for file in [path, output] { unlink(file) } }
        return TestFiles.octets(of: output) ?? []
    }

    /// A detached signature.
    package func signature(
        of text: String, by user: String, in place: String = "home", options: [String] = []
    ) -> String {
        let octets = gpg(
            options + ["--armor", "--local-user", user, "--detach-sign"], input: Array(text.utf8), in: place)
        return String(decoding: octets, as: UTF8.self)
    }

    package func encrypted(
        _ text: String, to user: String = "gone@example.org", signedBy signer: String? = nil, options: [String] = [],
        in place: String = "home"
    ) -> String {
        let signing = signer.map { ["--local-user", $0, "--sign"] } ?? []
        let octets = gpg(
            options + ["--armor", "--recipient", user] + signing + ["--encrypt"], input: Array(text.utf8), in: place)
        return String(decoding: octets, as: UTF8.self)
    }
}
