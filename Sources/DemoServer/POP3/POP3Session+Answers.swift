/// What a POP3 server says (RFC 1939 §3, RFC 2449).
extension POP3Session {
    mutating func answer(_ line: String) {
        output.append(contentsOf: line.utf8)
        output.append(contentsOf: [0x0D, 0x0A])
    }

    /// Answers with a response code (RFC 2449 §8), unless `needed` is switched off.
    mutating func answer(_ status: String, code: String, unless needed: POP3Extension, _ text: String) {
        answer(extensions.contains(needed) ? "\(status) [\(code)] \(text)" : "\(status) \(text)")
    }

    mutating func writeCapabilities() {
        guard extensions.contains(.capa) else { return answer("-ERR Unknown command") }
        answer("+OK Capability list follows")
        for known in POP3Extension.allCases where known != .capa && extensions.contains(known) {
            answer(known.rawValue)
        }
        answer("IMPLEMENTATION Postern-demo")
        answer(".")
    }

    /// LIST and UIDL: of one message on the line, of all on lines of their own.
    mutating func writeListing(of number: Int?, _ text: (Maildrop, Int) -> String) {
        if let number {
            return answer(drop[number] == nil ? "-ERR No such message" : "+OK \(number) \(text(drop, number))")
        }
        answer("+OK")
        for number in drop.numbers { answer("\(number) \(text(drop, number))") }
        answer(".")
    }

    /// RETR, and TOP with a number of lines.
    mutating func writeMessage(_ number: Int, bodyLines: Int? = nil) {
        guard let message = drop[number] else { return answer("-ERR No such message") }
        answer("+OK \(drop.size(of: number)) octets")
        MultiLine.write(message.content.octets, bodyLines: bodyLines, onto: &output)
    }
}
