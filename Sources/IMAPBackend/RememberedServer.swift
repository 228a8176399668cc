import BackendAPI
import IMAP
import Transport

/// What a server said of itself at the last login, so that the next one need not wait for it.
struct RememberedServer: Hashable {
    /// `host:port`: another server is another matter.
    var place: String
    /// What it offered before the login, inside TLS.
    var before: Set<Capability>
    /// What it offers from the login on.
    var after: Set<Capability>
    /// It does not tell the latter unasked.
    var mustBeAsked: Bool
    /// What ENABLE brought (RFC 5161).
    var enabled: Set<Capability>

    private static let kinds = ["imap1": false, "imap1-ask": true]

    init(
        at endpoint: Endpoint, before: Set<Capability>, after: Set<Capability>, mustBeAsked: Bool,
        enabled: Set<Capability>
    ) {
        place = Self.place(of: endpoint)
        self.before = before
        self.after = after
        self.mustBeAsked = mustBeAsked
        self.enabled = enabled
    }

    /// Reads what ``memory`` wrote; nothing for anything else.
    init?(_ memory: ServerMemory?, at endpoint: Endpoint) {
        let lines = memory?.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
        guard lines.count == 5, let mustBeAsked = Self.kinds[lines[0]], lines[1] == Self.place(of: endpoint) else {
            return nil
        }
        func words(_ line: String) -> Set<Capability> { Set(line.split(separator: " ").map { Capability(String($0)) }) }
        self.init(
            at: endpoint, before: words(lines[2]), after: words(lines[3]), mustBeAsked: mustBeAsked,
            enabled: words(lines[4]))
    }

    var memory: ServerMemory {
        func line(_ words: Set<Capability>) -> String { words.map(\.name).sorted().joined(separator: " ") }
        let lines = [mustBeAsked ? "imap1-ask" : "imap1", place, line(before), line(after), line(enabled)]
        return ServerMemory(lines.joined(separator: "\n"))
    }

    static func place(of endpoint: Endpoint) -> String { "\(endpoint.host):\(endpoint.port)" }
}
