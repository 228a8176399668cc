import InternetMessage
import MailModel
import MessageSeals
import TestKit
import Testing

/// Certificates for mail, made for the tests of one run.
final class SMIMEKeys: Sendable {
    static let shared = SMIMEKeys()

    let authority = TestAuthority(name: "Postern Mail CA")
    private let folder = TemporaryFolder("smime")

    func issue(
        _ label: String, name: String = "Ada Lovelace", address: String = "ada@example.org",
        usage: String = "emailProtection", notBefore: String = "20200101000000Z", notAfter: String = "20991231235959Z",
        isRSA: Bool = false, isSelfSigned: Bool = false
    ) -> TestAuthority.Identity {
        let key = isRSA ? ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"] : nil
        var request = TestAuthority.Request(
            commonName: name, names: ["email:\(address)"], notBefore: notBefore, notAfter: notAfter, usage: usage)
        if let key { request.key = key }
        return isSelfSigned ? authority.issueSelfSigned(label, request) : authority.issue(label, request)
    }

    /// Runs `openssl cms` on octets.
    func cms(_ arguments: [String], input: String) -> [UInt8] {
        let name = "input-\(UInt32.random(in: 0...UInt32.max))"
        let path = folder.write(input, to: name)
        let output = path + ".out"
        _ = ChildProcess.run(
            ["openssl", "cms"] + arguments + ["-binary", "-outform", "DER", "-in", path, "-out", output])
        return TestFiles.octets(of: output) ?? []
    }

    func signature(of text: String, by identity: TestAuthority.Identity, options: [String] = []) -> [UInt8] {
        cms(["-sign", "-signer", identity.certificate, "-inkey", identity.key] + options, input: text)
    }

    func encrypted(_ text: String, to identity: TestAuthority.Identity, cipher: String = "-aes256") -> [UInt8] {
        cms(["-encrypt", cipher] + ["-recip", identity.certificate], input: text)
    }

    /// Certificate and key in one file.
    func keyFile(of identity: TestAuthority.Identity, label: String) -> String {
        let octets = (TestFiles.octets(of: identity.key) ?? []) + (TestFiles.octets(of: identity.certificate) ?? [])
        let path = folder.write(octets, to: "\(label).pem")
        _ = ChildProcess.run(["chmod", "600", path])
        return path
    }

    func pkcs12(of identity: TestAuthority.Identity, password: String) -> String {
        let path = folder.path + "/\(UInt32.random(in: 0...UInt32.max)).p12"
        _ = ChildProcess.run([
            "openssl", "pkcs12", "-export", "-inkey", identity.key, "-in", identity.certificate, "-out", path,
            "-passout", "pass:\(password)",
        ])
        _ = ChildProcess.run(["chmod", "600", path])
        return path
    }
}

@Suite("S/MIME (RFC 8551)")
struct SMIMETests {
    private let keys = SMIMEKeys.shared

    private func read(_ message: String, key: SMIMEKey? = nil, isTrusted: Bool = true) async -> ReadableMessage {
        let smime = SMIME(authorities: isTrusted ? keys.authority.certificate : nil, key: key)
        return ReadableText.read(await SealOpener(smime: smime).open(Sealed.parsed(message)))
    }

    private func key(_ identity: TestAuthority.Identity, _ label: String) -> SMIMEKey {
        SMIMEKey(path: keys.keyFile(of: identity, label: label)) { .success(nil) }
    }

    private static func base64(_ octets: [UInt8]) -> String { String(decoding: Base64.encode(octets), as: UTF8.self) }

    private func signed(_ signature: [UInt8], text: String = Sealed.text) -> String {
        let type = "application/pkcs7-signature"
        return Sealed.signed(
            text, Self.base64(signature), protocolName: type, type: type + "\r\nContent-Transfer-Encoding: base64")
    }

    private func enveloped(_ octets: [UInt8], type: String = "enveloped-data") -> String {
        "Content-Type: application/pkcs7-mime; smime-type=\(type); name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n"
            + "Content-Disposition: attachment; filename=smime.p7m\r\n\r\n\(Self.base64(octets))\r\n"
    }

    // MARK: - Signatures

    @Test("a good signature names its author", arguments: [false, true])
    func good(isRSA: Bool) async {
        let ada = keys.issue("good-\(isRSA)", isRSA: isRSA)
        let read = await read(Sealed.header() + signed(keys.signature(of: Sealed.text, by: ada)))
        #expect(read.sentences == ["Signed by Ada Lovelace <ada@example.org>"])
        #expect(read.seals.map(\.tone) == [.good])
        #expect(read.outline == ["The engine is ready.", "Ada"])
        #expect(read.attachments.isEmpty)
    }

    @Test("an altered octet breaks it")
    func altered() async {
        let ada = keys.issue("altered")
        let message = Sealed.header() + signed(keys.signature(of: Sealed.text, by: ada))
        let changed = message.replacing("engine is", with: "engine ls")
        #expect(await read(changed).sentences == ["The signature does not fit the message: one of them was altered"])
    }

    @Test("who signs is looked at closely")
    func signers() async {
        func sentence(_ identity: TestAuthority.Identity, isTrusted: Bool = true) async -> [String] {
            await read(
                Sealed.header() + signed(keys.signature(of: Sealed.text, by: identity)), isTrusted: isTrusted
            ).sentences
        }
        let unvouched =
            "Signed by someone who says to be Ada Lovelace <ada@example.org>: nobody you trust has vouched for that"
        #expect(await sentence(keys.issue("unknown"), isTrusted: false) == [unvouched])
        #expect(await sentence(keys.issue("self", isSelfSigned: true)) == [unvouched])
        #expect(
            await sentence(keys.issue("eve", name: "Ada Lovelace", address: "eve@example.org"))
                == ["Signed, but by another address: Ada Lovelace <eve@example.org>"])
        #expect(
            await sentence(keys.issue("expired", notAfter: "20210101000000Z"))
                == ["Signed by Ada Lovelace <ada@example.org>, whose key has expired since"])
        #expect(
            await sentence(keys.issue("server", usage: "serverAuth"))
                == ["Signed, but it can’t be checked: its certificate is not meant for mail"])
        #expect(
            await sentence(keys.issue("future", notBefore: "20900101000000Z"))
                == ["Signed, but it can’t be checked: its certificate is not valid yet"])
    }

    @Test("a signature without its certificate can't be checked")
    func withoutCertificate() async {
        let signature = keys.signature(of: Sealed.text, by: keys.issue("bare"), options: ["-nocerts"])
        #expect(
            await read(Sealed.header() + signed(signature)).sentences
                == ["Signed, but it can’t be checked: the key is not here"])
    }

    @Test("a signature that brings its own text signs nothing else")
    func embedded() async {
        let signature = keys.signature(of: Sealed.text, by: keys.issue("embedded"), options: ["-nodetach"])
        #expect(
            await read(Sealed.header() + signed(signature)).sentences
                == ["Signed, but it can’t be checked: it signs another text"])
    }

    @Test("a text inside a signature is shown")
    func opaque() async {
        let signature = keys.signature(of: Sealed.text, by: keys.issue("opaque"), options: ["-nodetach"])
        let read = await read(Sealed.header() + enveloped(signature, type: "signed-data"))
        #expect(read.sentences == ["Signed by Ada Lovelace <ada@example.org>"])
        #expect(read.outline == ["The engine is ready.", "Ada"])
        #expect(read.attachments.isEmpty)
    }

    // MARK: - Encryption

    @Test("what is encrypted to the user is shown", arguments: ["-aes256", "-des3", "-aes-128-gcm"])
    func encrypted(_ cipher: String) async {
        let bob = keys.issue("bob\(cipher)", name: "Bob", address: "bob@example.org", isRSA: true)
        let type = cipher.hasSuffix("gcm") ? "authEnveloped-data" : "enveloped-data"
        let message = Sealed.header() + enveloped(keys.encrypted(Sealed.text, to: bob, cipher: cipher), type: type)
        let read = await read(message, key: key(bob, "bob\(cipher)"))
        #expect(read.sentences == ["Encrypted to you, unsigned"])
        #expect(read.outline == ["The engine is ready.", "Ada"])
        #expect(read.attachments.isEmpty)
        #expect(
            await self.read(message).sentences
                == ["Encrypted, and can’t be decrypted: no key for S/MIME is configured (smime_key)"])
    }

    @Test("signed, then encrypted, is told in one sentence")
    func nested() async {
        let bob = keys.issue("nested-bob", name: "Bob", address: "bob@example.org")
        let ada = keys.issue("nested-ada")
        let inner = signed(keys.signature(of: Sealed.text, by: ada))
        let read = await read(
            Sealed.header() + enveloped(keys.encrypted(inner, to: bob)), key: key(bob, "nested-bob"))
        #expect(read.sentences == ["Encrypted to you. Signed by Ada Lovelace <ada@example.org>"])
        #expect(read.outline == ["The engine is ready.", "Ada"])
    }

    @Test("what is changed or meant for others stays closed")
    func closed() async {
        let bob = keys.issue("closed-bob", address: "bob@example.org", isRSA: true)
        let other = keys.issue("closed-other", address: "other@example.org", isRSA: true)
        let toOther = Sealed.header() + enveloped(keys.encrypted(Sealed.text, to: other))
        let read = await read(toOther, key: key(bob, "closed-bob"))
        #expect(
            read.sentences == ["Encrypted, and can’t be decrypted: it is encrypted to a certificate that is not here"])
        #expect(read.attachments.map(\.fileName) == ["smime.p7m"], "somebody else may be able to open it")
        // The last octet of an authenticated content is of its checksum.
        var octets = keys.encrypted(Sealed.text, to: bob, cipher: "-aes-128-gcm")
        octets[octets.count - 1] ^= 1
        let changed = await self.read(
            Sealed.header() + enveloped(octets, type: "authEnveloped-data"), key: key(bob, "closed-bob2"))
        #expect(changed.sentences == ["Encrypted, and can’t be decrypted: it is damaged"])
        #expect(changed.outline == [])
    }

    @Test("the key may be in a PKCS #12 file with a password")
    func pkcs12() async {
        let bob = keys.issue("p12-bob", address: "bob@example.org")
        let message = Sealed.header() + enveloped(keys.encrypted(Sealed.text, to: bob))
        let path = keys.pkcs12(of: bob, password: "opensesame")
        let right = SMIMEKey(path: path) { .success("opensesame") }
        #expect(await read(message, key: right).sentences == ["Encrypted to you, unsigned"])
        let wrong = SMIMEKey(path: path) { .success("sesame") }
        #expect(
            await read(message, key: wrong).sentences
                == ["Encrypted, and can’t be decrypted: the key in \(path) can’t be read with its password"])
        let missing = SMIMEKey(path: path) { .failure(SMIMEKeyError(reason: "nobody knows the password")) }
        #expect(
            await read(message, key: missing).sentences
                == ["Encrypted, and can’t be decrypted: nobody knows the password"])
        _ = ChildProcess.run(["chmod", "644", path])
        let open = SMIMEKey(path: path) { .success("opensesame") }
        #expect(
            await read(message, key: open).sentences
                == ["Encrypted, and can’t be decrypted: \(path) can be read by others (chmod 600 mends that)"])
    }

    @Test("what is no CMS is damaged, however it is cut")
    func damaged() async {
        let signature = keys.signature(of: Sealed.text, by: keys.issue("damaged"))
        for count in stride(from: 0, to: signature.count, by: 97) {
            let read = await read(Sealed.header() + signed(Array(signature.prefix(count))))
            #expect(
                read.sentences == ["Signed, but it can’t be checked: there is no signature in it that can be read"])
        }
    }
}
