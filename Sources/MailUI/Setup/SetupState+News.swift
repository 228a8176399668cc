import MailModel
import TerminalUI

/// What comes back to the assistant.
extension SetupState {
    mutating func take(_ news: SetupNews) -> [SetupOrder] {
        switch news {
        case .found(let settings):
            if search.isOn { search.found.add(settings) }
        case .searched:
            guard search.isOn else { return [] }
            search.isOn = false
            // What a person has to decide about is not taken by itself.
            if search.found.isEnough { return takeFound() }
        case .offered(let server, let offer):
            guard servers[server.service] == server else { return [] }
            offers[server.service] = offer
            silent.remove(server.service)
        case .notOffered(let server, let reason): takeSilence(of: server, reason)
        case .step(let step):
            if test.isOn { test.steps.append(step) }
        case .works(let messages, let octets): return takeSuccess(messages, octets)
        case .fails(let reason, let advice):
            guard test.isOn else { return [] }
            test.isOn = false
            // A token that does not lead in is none to try again with.
            if step == .signIn { signedIn = nil }
            complaint = Self.sentence(reason) + (advice.isEmpty ? "" : " " + Self.sentence(advice))
        case .written:
            test.isOn = false
            go(to: .ready)
        case .removed: go(to: .ready)
        case .draft: break
        case .signedIn: return takeSignIn()
        case .refused(let reason):
            test.isOn = false
            complaint = Self.sentence(reason)
        }
        return []
    }

    /// A server that can't be reached is no choice, as long as there is another one.
    private mutating func takeSilence(of server: FoundServer, _ reason: String) {
        guard servers[server.service] == server else { return }
        silent.insert(server.service)
        guard step == .signIn, let left = firstServer else { return }
        complaint =
            silent.contains(left.service)
            ? "\(left.place): \(reason). F2 changes the server."
            : "\(server.place) does not answer, so \(left.place) is used (\(reason))."
    }

    private mutating func takeSignIn() -> [SetupOrder] {
        guard test.isOn, step == .signIn, let server = firstServer else { return [] }
        // What the server takes may have come meanwhile.
        let draft = draft(on: server, mode: test.draft?.mode ?? .leaveOnServer(removeAfter: nil))
        signedIn = SignedIn(draft)
        return tryConnection(draft)
    }

    private mutating func takeSuccess(_ messages: Int?, _ octets: Int?) -> [SetupOrder] {
        guard test.isOn else { return [] }
        test.isOn = false
        (test.messages, test.octets) = (messages, octets)
        if step == .test { return write() }
        offerChoices()
        return []
    }

    /// With a capital and a full stop.
    static func sentence(_ text: String) -> String {
        guard let first = text.first else { return text }
        let whole = first.uppercased() + text.dropFirst()
        return ".?!”".contains(whole.last ?? ".") ? whole : whole + "."
    }
}
