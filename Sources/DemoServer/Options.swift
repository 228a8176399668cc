extension DemoServer {
    /// How the embedded servers behave.
    package struct Options: Sendable {
        /// Added to each round trip.
        package var latency: Duration = .zero
        package var imapExtensions = Set(IMAPExtension.allCases)
        package var pop3Extensions = Set(POP3Extension.allCases)
        /// New mail while the servers run; none unless given.
        package var arrivals: Arrivals?
        /// For each of the two protocols.
        package var mostConnections = 64
        /// The largest message that APPEND takes, in octets.
        package var appendLimit = 50_000_000

        package init() {}
    }

    /// New mail that arrives by itself, round and round.
    package struct Arrivals: Sendable {
        /// From the start to the first message.
        package var first: Duration
        /// Between one message and the next; a random time between the two.
        package var pause: ClosedRange<Duration>
        /// What arrives, in this order; each goes to the INBOX of the user it names.
        package var messages: [Arrival]

        package init(first: Duration, pause: ClosedRange<Duration>, messages: [Arrival]) {
            self.first = first
            self.pause = pause
            self.messages = messages
        }
    }
}

/// What an IMAP server may leave out; the names are those of CAPABILITY (RFC 9051 §7.2.2).
package enum IMAPExtension: String, CaseIterable, Sendable {
    case literalPlus = "LITERAL+"
    case saslIR = "SASL-IR"
    case id = "ID"
    case enable = "ENABLE"
    case idle = "IDLE"
    case namespace = "NAMESPACE"
    case children = "CHILDREN"
    case uidPlus = "UIDPLUS"
    case unselect = "UNSELECT"
    case move = "MOVE"
    case extendedSearch = "ESEARCH"
    case specialUse = "SPECIAL-USE"
    case listExtended = "LIST-EXTENDED"
    case listStatus = "LIST-STATUS"
    case condStore = "CONDSTORE"
    case qResync = "QRESYNC"
    case statusSize = "STATUS=SIZE"
    case appendLimit = "APPENDLIMIT"
}

/// What a POP3 server may leave out (RFC 1939, 2449, 5034).
package enum POP3Extension: String, CaseIterable, Sendable {
    case capa = "CAPA"
    case user = "USER"
    case saslPlain = "SASL PLAIN"
    case top = "TOP"
    case uidl = "UIDL"
    case pipelining = "PIPELINING"
    case responseCodes = "RESP-CODES"
    case authResponseCode = "AUTH-RESP-CODE"
}
