import Glibc

/// A test's own word with an IMAP server, beside the program's: what is in a mailbox, and what is put there.
///
/// Knows no more of IMAP than that; blocks until the server answers.
package final class IMAPWire {
    private let socket: LoopbackSocket
    private var input: [UInt8] = []
    private var start = 0
    private var count = 0

    /// - Parameters:
    ///   - port: Of 127.0.0.1, in clear.
    ///   - user: A name that needs no quoting.
    ///   - password: Likewise.
    /// - Throws: Where that is refused.
    package init(port: Int, user: String, password: String) throws(ServerFailure) {
        guard let socket = LoopbackSocket.connected(to: port) else {
            throw ServerFailure(description: "nobody listens on port \(port)")
        }
        self.socket = socket
        socket.limitReads(toSeconds: 20)
        _ = readLine()
        try run("LOGIN \(user) \(password)")
    }

    deinit { socket.close() }

    /// A message, with its flags and INTERNALDATE as IMAP writes them.
    package struct Message {
        package var octets: [UInt8]
        package var flags: String
        package var date: String

        package init(octets: [UInt8], flags: String, date: String) {
            self.octets = octets
            self.flags = flags
            self.date = date
        }
    }

    package func append(_ message: Message, to mailbox: String) throws(ServerFailure) {
        try run(
            "APPEND \"\(mailbox)\" (\(message.flags)) \"\(message.date)\" {\(message.octets.count)}",
            followedBy: message.octets)
    }

    /// A message of a list.
    package struct Line {
        package let uid: UInt32
        package let flags: Set<String>
        package let date: String
        /// Its Message-ID field, with the empty line behind it.
        package let header: [UInt8]
    }

    /// Opens a mailbox and names its messages.
    package func open(_ mailbox: String) throws(ServerFailure) -> [Line] {
        try run("SELECT \"\(mailbox)\"")
        var lines: [Line] = []
        try run("UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])") { line in
            guard let uid = Self.text(in: line, after: "UID ", upTo: " )").flatMap({ UInt32($0) }),
                let flags = Self.text(in: line, after: "FLAGS (", upTo: ")"),
                let date = Self.text(in: line, after: "INTERNALDATE \"", upTo: "\""), line.hasSuffix("}"),
                let size = Int(line.split(separator: "{").last?.dropLast() ?? "")
            else { return }
            let words = flags.split(separator: " ").map(String.init)
            lines.append(Line(uid: uid, flags: Set(words), date: String(date), header: self.read(size)))
        }
        return lines
    }

    /// The mailboxes that can be opened, by plain names without blanks.
    package func mailboxes() throws(ServerFailure) -> [String] {
        var names: [String] = []
        try run("LIST \"\" *") { line in
            let attributes = (Self.text(in: line, after: "LIST (", upTo: ")") ?? "").lowercased()
            guard line.hasPrefix("* LIST"), !attributes.contains("noselect"), !attributes.contains("nonexistent"),
                let name = line.split(separator: " ").last
            else { return }
            names.append(name.filter { $0 != "\"" })
        }
        return names.sorted()
    }

    /// MESSAGES and UNSEEN of a mailbox.
    package func counts(of mailbox: String) throws(ServerFailure) -> (messages: Int, unseen: Int) {
        var counts = (messages: -1, unseen: -1)
        try run("STATUS \"\(mailbox)\" (MESSAGES UNSEEN)") { line in
            guard line.hasPrefix("* STATUS") else { return }
            counts.messages = Self.text(in: line, after: "MESSAGES ", upTo: " )").flatMap { Int($0) } ?? -1
            counts.unseen = Self.text(in: line, after: "UNSEEN ", upTo: " )").flatMap { Int($0) } ?? -1
        }
        return counts
    }

    /// What follows the words, up to one of these characters.
    private static func text(in line: String, after words: String, upTo ends: String) -> Substring? {
        guard let start = line.firstRange(of: words) else { return nil }
        return line[start.upperBound...].prefix { !ends.contains($0) }
    }

    /// All messages of a mailbox.
    package func messages(in mailbox: String) throws(ServerFailure) -> [Message] {
        try run("EXAMINE \"\(mailbox)\"")
        var messages: [Message] = []
        // By UID, since there need not be a message 1.
        try run("UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])") { line in
            // "* 1 FETCH (FLAGS (\Seen) INTERNALDATE "…" UID 7 BODY[] {12}", twelve octets, ")"
            guard let flags = line.split(separator: "FLAGS (").dropFirst().first?.prefix(while: { $0 != ")" }),
                let date = line.split(separator: "INTERNALDATE \"").dropFirst().first?.prefix(while: { $0 != "\"" }),
                line.hasSuffix("}"), let size = Int(line.split(separator: "{").last?.dropLast() ?? "")
            else { return }
            messages.append(Message(octets: self.read(size), flags: String(flags), date: String(date)))
        }
        return messages
    }

    /// Sends a command and reads to its end.
    ///
    /// - Parameters:
    ///   - command: Without tag and line end.
    ///   - octets: What follows its line once the server asks for it, with a line end of its own.
    ///   - take: Gets each untagged line, and may read on.
    /// - Throws: Where the server says NO or BAD.
    package func run(
        _ command: String, followedBy octets: [UInt8]? = nil, _ take: (String) -> Void = { _ in }
    ) throws(ServerFailure) {
        count += 1
        let begin = ContinuousClock.now
        let tag = "t\(count) "
        socket.write(Array("\(tag)\(command)\r\n".utf8))
        while let line = readLine() {
            if let octets, line.hasPrefix("+") {
                socket.write(octets + [13, 10])
                continue
            }
            guard line.hasPrefix(tag) else {
                take(line)
                continue
            }
            guard line.dropFirst(tag.count).hasPrefix("OK") else {
                throw ServerFailure(description: "\(command.prefix(60)): \(line)")
            }
            return
        }
        // A connection that ends at once has been ended; a server that is stuck takes its time.
        throw ServerFailure(
            description: "\(command.prefix(60)): no answer", isSilence: ContinuousClock.now - begin > .seconds(5))
    }

    private func readLine() -> String? {
        while true {
            if let end = input[start...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return String(decoding: input[start..<end].filter { $0 != 0x0D }, as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    private func read(_ size: Int) -> [UInt8] {
        while input.count - start < size, fill() {}
        let end = min(input.count, start + size)
        defer { start = end }
        return Array(input[start..<end])
    }

    private func fill() -> Bool {
        input.removeFirst(start)
        start = 0
        let more = socket.read(atMost: 1 << 20)
        input += more
        return !more.isEmpty
    }

    // date-time of RFC 9051 §9.
    package static func dateTime(_ seconds: Int64) -> String {
        var (time, parts) = (time_t(seconds), tm())
        gmtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, "%d-%b-%Y %H:%M:%S +0000", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
