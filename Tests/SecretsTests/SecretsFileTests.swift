import Glibc
import TestKit
import Testing

@testable import Secrets

@Suite("the secrets file")
struct SecretsFileTests {
    private let folder = TemporaryFolder("secrets")
    private var path: String { folder.path + "/config/secrets" }
    /// Fast: what it costs to guess is not what is tested.
    private var file: SecretsFile { SecretsFile(path: path, cost: KeyCost(logN: 4, r: 1, p: 1)) }
    private let passphrase = Secret("corréct horse")

    @Test("gives back what was stored, to whoever has the passphrase")
    func roundTrip() throws {
        let key = try file.create(passphrase)
        try file.change(key) {
            $0["work"] = Secret("pässword \u{1F511}")
            $0["home"] = Secret(octets: [0, 255, 10])
            $0["empty"] = Secret("")
        }
        let again = try file.key(passphrase)
        #expect(
            try file.secrets(again)
                == [
                    "work": Secret("pässword \u{1F511}"), "home": Secret(octets: [0, 255, 10]), "empty": Secret(""),
                ])
        try file.change(again) { $0["home"] = nil }
        #expect(try file.secrets(key).keys.sorted() == ["empty", "work"])
    }

    @Test("has mode 0600, no secret in clear, and leaves no other file behind but its lock")
    func onDisk() throws {
        umask(0)
        defer { umask(0o022) }
        let key = try file.create(passphrase)
        try file.change(key) { $0["the-name"] = Secret("the-secret") }
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat(folder.path + "/config", &status) == 0 && status.st_mode & 0o777 == 0o700)
        let text = String(decoding: try #require(TestFiles.octets(of: path)), as: UTF8.self)
        #expect(!text.contains("the-secret") && !text.contains("the-name"))
        #expect(
            TestFiles.names(in: folder.path + "/config").filter { !$0.hasPrefix(".") }.sorted() == [
                "secrets", "secrets.lock",
            ])
    }

    @Test("no two writes are alike, and the size tells little")
    func fresh() throws {
        let key = try file.create(passphrase)
        let first = try #require(TestFiles.octets(of: path))
        try file.change(key) { $0["a"] = Secret("b") }
        let second = try #require(TestFiles.octets(of: path))
        #expect(first.count == second.count && first.count == 56 + 512 + 16)
        #expect(first[44..<56] != second[44..<56], "the nonce")
    }

    @Test("a wrong passphrase is told from an altered file")
    func wrong() throws {
        let key = try file.create(passphrase)
        #expect(throws: SecretsFileError.wrongPassphrase) { try file.key(Secret("correct horse")) }
        let whole = try #require(TestFiles.octets(of: path))
        for place in 44..<whole.count {
            var altered = whole
            altered[place] ^= 1
            #expect(throws: SecretsFileError.altered) { try SealedSecrets.open(altered, by: key) }
        }
        for count in [56, 60, 71, whole.count - 1] {
            #expect(throws: SecretsFileError.altered) { try SealedSecrets.open(Array(whole.prefix(count)), by: key) }
        }
        for place in 12..<44 {
            var altered = whole
            altered[place] ^= 0x80
            #expect(throws: SecretsFileError.locked) { try SealedSecrets.open(altered, by: key) }
        }
    }

    @Test("what a hostile file asks for is refused before it is done")
    func hostile() throws {
        _ = try file.create(passphrase)
        let whole = try #require(TestFiles.octets(of: path))
        for (logN, r, p) in [(63, 8, 1), (255, 255, 255), (20, 32, 16), (0, 8, 1), (16, 0, 1), (16, 8, 0), (19, 8, 1)]
            as [(UInt8, UInt8, UInt8)]
        {
            var altered = whole
            (altered[8], altered[9], altered[10]) = (logN, r, p)
            #expect(throws: SecretsFileError.tooCostly) { try SealedSecrets.Header(altered) }
        }
        #expect(throws: SecretsFileError.notOurs) { try SealedSecrets.Header(Array("#!/bin/sh".utf8)) }
        #expect(throws: SecretsFileError.notOurs) { try SealedSecrets.Header([]) }
        #expect(KeyCost.standard.isBearable && KeyCost.standard.memory < 66 << 20)
    }

    @Test("a changed passphrase opens it, and the old one and its key no longer do")
    func passphraseChange() throws {
        let old = try file.create(passphrase)
        try file.change(old) { $0["work"] = Secret("x") }
        let new = try file.change(old, toPassphrase: Secret("another"))
        #expect(try file.secrets(new)["work"] == Secret("x"))
        #expect(throws: SecretsFileError.locked) { try file.secrets(old) }
        #expect(throws: SecretsFileError.wrongPassphrase) { try file.key(passphrase) }
        #expect(throws: SecretsFileError.emptyPassphrase) { try file.change(new, toPassphrase: Secret("")) }
    }

    @Test("two writers at once lose nothing")
    func writers() async throws {
        let key = try file.create(passphrase)
        let file = file
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask { try file.change(key) { $0["secret \(number)"] = Secret("\(number)") } }
            }
            try await group.waitForAll()
        }
        #expect(try file.secrets(key).count == 40)
    }

    @Test("a file that others can use, and one that is not there, are refused in plain words")
    func permissions() throws {
        #expect(throws: SecretsFileError.missing) { try file.key(passphrase) }
        let key = try file.create(passphrase)
        chmod(path, 0o640)
        #expect(throws: SecretsFileError.permissions(path: path)) { try file.secrets(key) }
        #expect(SecretsFileError.permissions(path: path).description.contains("chmod 600"))
        #expect(!SecretsFile.isName("") && !SecretsFile.isName("a\nb") && SecretsFile.isName("Ann's mail"))
    }
}

@Suite("a secret in memory")
struct SecretTests {
    @Test("is not shown by anything that prints values")
    func shown() {
        let secret = Secret("geheim")
        var dumped = ""
        dump(["a": secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!text.contains("geheim"))
        }
        #expect(secret.text == "geheim" && secret == Secret("geheim") && secret != Secret("geheiM"))
    }

    @Test("is kept out of core dumps, and wiped once nobody holds it")
    func wiped() throws {
        let octets = (0..<40).map { _ in UInt8.random(in: 33...126) }
        var secret: Secret? = Secret(octets: octets)
        let address = try #require(secret?.withOctets { UInt(bitPattern: $0.baseAddress) })
        let flags = Self.flags(at: address)
        #expect(flags.contains("dd"), "not dumped: \(flags)")
        #expect(flags.contains("dc"), "not given to a forked process: \(flags)")
        secret = nil
        // The page is gone, or somebody else's by now.
        let after = Self.octets(at: address, octets.count)
        #expect(after != octets)
    }

    /// The kernel's flags of the page at an address (proc(5), VmFlags).
    private static func flags(at address: UInt) -> [Substring] {
        let text = String(decoding: TestFiles.octets(of: "/proc/self/smaps") ?? [], as: UTF8.self)
        var isInside = false
        for line in text.split(separator: "\n") {
            let range = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            if range.count == 2, line.contains("-") { isInside = (range[0]..<range[1]).contains(address) }
            if isInside, line.hasPrefix("VmFlags:") { return line.dropFirst(8).split(separator: " ") }
        }
        return []
    }

    private static func octets(at address: UInt, _ count: Int) -> [UInt8] {
        let descriptor = open("/proc/self/mem", O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: count)
        let read = pread(descriptor, &octets, count, off_t(address))
        return Array(octets.prefix(max(0, read)))
    }
}
