import TestKit

/// One connection to an ``OddServer``.
struct OddSession {
    private let client: LoopbackSocket
    private let maildrop: OddMaildrop
    /// As it was when the session began.
    private let messages: [OddMaildrop.Message]
    private let behaviour: OddMaildrop.Behaviour
    private var marked: Set<Int> = []
    private var sent: Set<Int> = []
    private var input: [UInt8] = []

    init(_ client: LoopbackSocket, _ maildrop: OddMaildrop) {
        self.client = client
        self.maildrop = maildrop
        messages = maildrop.messages
        behaviour = maildrop.behaviour
    }

    mutating func run() {
        say("+OK ready")
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            let number = words.dropFirst().first.flatMap { Int($0) }.flatMap {
                messages.indices.contains($0 - 1) ? $0 : nil
            }
            switch words.first?.uppercased() {
            case "CAPA": say("+OK", lines: capabilities)
            case "USER", "PASS", "NOOP": say("+OK")
            case "STAT": say("+OK \(messages.count) \(messages.reduce(0) { $0 + behaviour.size($1.octets) })")
            case "LIST": say("+OK", lines: messages.enumerated().map { "\($0 + 1) \(behaviour.size($1.octets))" })
            case "UIDL" where behaviour.hasUniqueIDs: listUniqueIDs()
            case "TOP" where behaviour.hasTop: if let number { top(number) } else { say("-ERR") }
            case "RETR": if let number { retrieve(number) } else { say("-ERR no such message") }
            case "DELE":
                guard let number else { say("-ERR no such message"); break }
                marked.insert(messages[number - 1].serial)
                say("+OK")
            case "QUIT": return quit()
            default: say("-ERR unknown")
            }
        }
    }

    private var capabilities: [String] {
        ["USER", "RESP-CODES"] + (behaviour.hasUniqueIDs ? ["UIDL"] : []) + (behaviour.hasTop ? ["TOP"] : [])
            + (behaviour.pipelines ? ["PIPELINING"] : [])
            + (behaviour.removesSentOnQuit || behaviour.removesOnRetrieval ? ["EXPIRE 0"] : [])
    }

    private func listUniqueIDs() {
        var octets = Array("+OK\r\n".utf8)
        for (index, message) in messages.enumerated() {
            octets += Array("\(index + 1) ".utf8) + message.uniqueID + [0x0D, 0x0A]
        }
        client.write(octets + Array(".\r\n".utf8))
    }

    private func top(_ number: Int) {
        let octets = messages[number - 1].octets
        let end = octets.indices.first { octets[$0...].starts(with: Array("\r\n\r\n".utf8)) } ?? octets.count
        send(Array(octets.prefix(end)) + (end < octets.count ? Array("\r\n\r\n".utf8) : []))
    }

    private mutating func retrieve(_ number: Int) {
        sent.insert(messages[number - 1].serial)
        send(maildrop.retrieve(messages[number - 1]))
    }

    // Dots stuffed; a last line without its end gets it.
    private func send(_ content: [UInt8]) {
        var octets = Array("+OK\r\n".utf8)
        var isLineStart = true
        for octet in content {
            if isLineStart && octet == UInt8(ascii: ".") { octets.append(octet) }
            octets.append(octet)
            isLineStart = octet == 0x0A && octets.dropLast().last == 0x0D
        }
        client.write(octets + (isLineStart ? [] : [0x0D, 0x0A]) + Array(".\r\n".utf8))
    }

    private func quit() {
        switch maildrop.quit(marked: marked, sent: sent) {
        case .removes, .forgets: say("+OK bye")
        case .diesBefore, .diesAfter: break
        case .refuses, .refusesHalfway: say("-ERR some deleted messages not removed")
        case .silentBefore, .silentAfter: _ = client.readToEnd()
        }
    }

    private func say(_ line: String, lines: [String]? = nil) {
        var text = line + "\r\n"
        if let lines { text += lines.map { $0 + "\r\n" }.joined() + ".\r\n" }
        client.write(Array(text.utf8))
    }

    private mutating func readLine() -> String? {
        while true {
            if let end = input.firstIndex(of: 0x0A) {
                defer { input.removeFirst(end + 1) }
                return String(decoding: input[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            }
            let more = client.read()
            guard !more.isEmpty else { return nil }
            input += more
        }
    }
}
