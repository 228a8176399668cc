import DemoServer
import MailModel
import Testing
import Transport

/// Several clients' connections to one server, driven by a transcript.
///
/// A line `C: …` is sent, `S: …` must be the next line received; `C2:` and `S2:` are those of a second
/// client, which connects when it is first named. In an `S:` line `…` stands for any text. `C: <close>` closes
/// the connection.
struct Conversation {
    let port: Int
    private var clients: [String: Client] = [:]

    init(port: Int) { self.port = port }

    /// Plays a transcript; every line that differs is an issue.
    mutating func play(_ transcript: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for line in transcript.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let side = line[..<colon].first
            let name = String(line[..<colon].dropFirst())
            let text = String(line[line.index(after: colon)...].dropFirst())
            let client = try await client(named: name)
            if side == "C" {
                try await text == "<close>" ? client.close() : client.send(text + "\r\n")
            } else {
                let received = try await client.line()
                let isExpected = Self.matches(received, pattern: text)
                #expect(isExpected, "expected \(line), received \(received)", sourceLocation: sourceLocation)
                if !isExpected { return }
            }
        }
    }

    private mutating func client(named name: String) async throws -> Client {
        if let client = clients[name] { return client }
        let client = try await Client(port: port)
        clients[name] = client
        return client
    }

    static func matches(_ text: String, pattern: String) -> Bool {
        let pieces = pattern.split(separator: "…", omittingEmptySubsequences: false).map { Array($0.utf8) }
        var rest = Array(text.utf8)[...]
        guard pieces.count > 1 else { return Array(rest) == pieces[0] }
        for (index, piece) in pieces.enumerated() {
            if index == 0 {
                guard rest.starts(with: piece) else { return false }
                rest = rest.dropFirst(piece.count)
            } else if index == pieces.count - 1 {
                return rest.count >= piece.count && rest.suffix(piece.count).elementsEqual(piece)
            } else {
                while !rest.starts(with: piece) {
                    guard !rest.isEmpty else { return false }
                    rest = rest.dropFirst()
                }
                rest = rest.dropFirst(piece.count)
            }
        }
        return true
    }
}

/// One client's connection.
actor Client {
    private let stream: any ByteStream
    private var received: [UInt8] = []
    private var start = 0

    struct Closed: Error {}

    init(port: Int) async throws {
        stream = try await NIOConnector().connect(to: Endpoint(host: "127.0.0.1", port: port, protection: .none))
    }

    func send(_ text: String) async throws { try await stream.write(Array(text.utf8)) }

    func send(_ octets: [UInt8]) async throws { try await stream.write(octets) }

    func close() async { await stream.close() }

    /// The next line without its end.
    func line() async throws -> String {
        var scanned = start
        while true {
            if let end = received[scanned...].firstIndex(of: 0x0A) {
                let line = received[start..<end]
                start = end + 1
                return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            }
            scanned = received.count
            guard let more = try await stream.read(within: .seconds(20)) else { throw Closed() }
            received.append(contentsOf: more)
        }
    }

    /// All lines up to the one that begins with `end`, that one too.
    func lines(until end: String) async throws -> [String] {
        var lines: [String] = []
        repeat { lines.append(try await line()) } while !(lines.last?.hasPrefix(end) ?? true)
        return lines
    }

    /// Reads until the server closes the connection.
    func drain() async {
        while let more = try? await stream.read(within: .seconds(20)), !more.isEmpty {}
    }
}

extension DemoServer {
    /// Starts a server for as long as `work` takes.
    static func run(
        _ mail: DemoMail, options: Options = Options(), _ work: (DemoServer, Ports) async throws -> Void
    ) async throws {
        let server = DemoServer(mail: mail, options: options)
        let ports = try await server.start()
        do {
            try await work(server, ports)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}

/// Small mail for transcripts.
enum TestMail {
    static let date = MailDate(secondsSince1970: 1_683_122_520)  // 2023-05-03T14:02:00Z

    /// `ann`, password `secret`, with four messages in INBOX and an empty Archive.
    static var mail: DemoMail {
        let messages = [first, mixed, dots, nested].enumerated().map { index, text in
            DemoMessage(
                content: .octets(octets(text)), received: date, flags: index == 0 ? [.seen] : [])
        }
        var mailboxes = [DemoMailbox(name: .inbox, role: .inbox, messages: messages)]
        if let archive = MailboxName("Archive") { mailboxes.append(DemoMailbox(name: archive, role: .archive)) }
        if let list = MailboxName("Lists/swift") { mailboxes.append(DemoMailbox(name: list)) }
        return DemoMail(users: [DemoUser(name: "ann", password: "secret", title: "Ann", mailboxes: mailboxes)])
    }

    static func octets(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    }

    /// RFC 3501 §8's message, shortened.
    private static let first = """
        Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        From: Terry Gray <gray@cac.washington.edu>
        Subject: IMAP4rev1 WG mtg summary and minutes
        To: imap@cac.washington.edu
        cc: minutes@CNRI.Reston.VA.US, "John \\"J\\" Klensin" <KLENSIN@MIT.EDU>
        Message-Id: <B27397-0100000@cac.washington.edu>
        MIME-Version: 1.0
        Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

        Minutes of the meeting.

        """

    private static let mixed = """
        From: Group: a@x.example, B <b@y.example>;
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: base64

        R3LDvMOfZQ==
        --b
        Content-Type: image/png; name="p.png"
        Content-Disposition: attachment; filename="p.png"

        PNG
        --b--

        """

    private static let dots = """
        Subject: dots

        .
        ..two
        end.

        """

    private static let nested = """
        Subject: outer
        MIME-Version: 1.0
        Content-Type: message/rfc822

        Subject: inner
        From: c@z.example

        inside

        """
}
