import IMAP
import MailModel

/// Capabilities, login and ENABLE.
extension IMAPSession {
    /// What CAPABILITY tells: before login what is of use there, then all.
    var capabilities: String {
        let early: Set<IMAPExtension> = [.literalPlus, .saslIR, .id, .enable, .idle]
        var words = ["IMAP4rev1"]
        if mail == nil { words.append("AUTH=PLAIN") }
        for known in IMAPExtension.allCases where has(known) && (mail != nil || early.contains(known)) {
            words.append(known == .appendLimit ? "APPENDLIMIT=\(options.appendLimit)" : known.rawValue)
        }
        return words.joined(separator: " ")
    }

    mutating func authenticate(_ mechanism: String, _ initial: [UInt8]?, _ tag: Tag) async -> Outcome {
        guard mail == nil else { return .bad("Already logged in") }
        guard mechanism == "PLAIN" else { return .no("[CANNOT] Unknown mechanism") }
        guard let initial else {
            phase = .authenticating(tag)
            output.write("+ \r\n")
            return .open
        }
        guard has(.saslIR) else { return .bad("Wait for the continuation request") }
        await conclude(SASLPlain.logIn(initial, at: host), tag)
        return .open
    }

    /// Ends LOGIN or AUTHENTICATE.
    mutating func conclude(_ outcome: SASLPlain.Outcome, _ tag: Tag) async {
        phase = .notAuthenticated
        switch outcome {
        case .loggedIn(let mail):
            self.mail = mail
            phase = .authenticated
            tagged(tag, "OK [CAPABILITY \(capabilities)] Logged in")
        case .cancelled: tagged(tag, "BAD Cancelled")
        case .malformed: tagged(tag, "BAD Not as RFC 4616 has it")
        case .refused:
            failures += 1
            tagged(tag, "NO [AUTHENTICATIONFAILED] Wrong name or password")
            if failures >= Self.mostFailures { sayBye("Too many wrong passwords") }
        }
    }

    mutating func enable(_ words: [String]) -> Outcome {
        guard has(.enable) else { return unknown }
        var now: [String] = []
        for word in words {
            switch word {
            case "CONDSTORE" where has(.condStore):
                enabled.insert(.condStore)
                now.append(word)
            case "QRESYNC" where has(.qResync) && has(.condStore):
                enabled.formUnion([.condStore, .qResync])
                now.append(word)
            default: break
            }
        }
        untagged((["ENABLED"] + now).joined(separator: " "))
        return .ok("ENABLE done")
    }
}
