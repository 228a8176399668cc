import InternetMessage
import MailConfig
import MailEngine
import MailModel
import MailUI
import NcursesTerminal
import Programs

/// Other programs that a person asks for.
extension Reader {
    func openLink(_ target: String) { open(target, orElse: "Not opened, y copies it") }

    func open(path: String) { open(path, orElse: "Not opened, s saves it") }

    /// Gives something to the opener, which may want the terminal.
    private func open(_ target: String, orElse advice: String) {
        let words = (opener ?? Configuration.usualOpener).split(separator: " ").map(String.init) + [target]
        inForeground {
            let (status, reason) = await ForegroundProgram(words: words).run()
            guard status != 0 else { return nil }
            // What can be done first: the line is short.
            if let reason { return "\(advice): “\(words[0])” (opener in config.toml): \(reason)" }
            return "\(advice): \(words[0]) ended with status \(status)"
        }
    }

    /// Text for the terminal's own clipboard, also at the far end of an SSH connection.
    func copy(_ text: String) {
        let isCopied = terminal.copy(base64: Base64.encode(text.utf8, lines: false))
        post(.note(isCopied ? "Copied: \(text)" : "This terminal takes nothing for its clipboard: \(text)"))
    }

    /// Runs the command once for each message.
    func pipe(_ ids: [StoredID], through command: String) {
        errand { [self] meter throws(ReadingError) in
            var messages: [[UInt8]] = []
            for id in ids { messages.append(Self.withLineFeeds(try await octets(of: id, part: nil, meter: meter))) }
            runInShell(command, inputs: messages)
        }
    }

    func runInShell(_ command: String) { runInShell(command, inputs: [nil]) }

    private func runInShell(_ command: String, inputs: [[UInt8]?]) {
        inForeground {
            var status = 0
            for input in inputs {
                status = await ForegroundProgram(words: Program.shell(command), input: input).run().status
                if status != 0 { break }
            }
            await ForegroundProgram.waitForKey(status == 0 ? "" : "Status \(status). ")
            return nil
        }
    }

    /// Leaves the terminal to somebody else; one after the other.
    ///
    /// `body` returns what a person should read then.
    func inForeground(_ body: @escaping @MainActor () async -> String?) {
        let previous = visiting
        visiting = Task {
            await previous?.value
            terminal.leave()
            let text = await body()
            terminal.enter()
            if let text { post(.failed(reason: text)) }
        }
    }

    /// Programs want the line ends of files.
    private static func withLineFeeds(_ octets: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(octets.count)
        for (index, octet) in octets.enumerated() {
            if octet == 0x0D, index + 1 < octets.count, octets[index + 1] == 0x0A { continue }
            lines.append(octet)
        }
        return lines
    }
}
