/// What became of the messages of a point.
struct Judgement: Sendable {
    var lost = 0
    var doubled = 0
    var partial = 0
    var junk = 0
    /// Anything else that should not be, in words.
    var complaints: [String] = []

    var isClean: Bool { lost + doubled + partial + junk == 0 && complaints.isEmpty }

    static func + (left: Self, right: Self) -> Self {
        Judgement(
            lost: left.lost + right.lost, doubled: left.doubled + right.doubled,
            partial: left.partial + right.partial, junk: left.junk + right.junk,
            complaints: left.complaints + right.complaints)
    }

    /// The same with what it was about, where it is not clean.
    func about(_ what: String) -> Judgement {
        isClean ? self : self + .complaint(what)
    }

    static func complaint(_ text: String) -> Judgement { Judgement(complaints: [text]) }

    var text: String {
        let numbers = [("lost", lost), ("doubled", doubled), ("partial", partial), ("junk", junk)]
        return (numbers.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" } + complaints).joined(separator: "; ")
    }
}

extension Judgement {
    /// Compares what was ever on the server with what is here, octet for octet; copies count.
    ///
    /// - Parameters:
    ///   - all: Every message that ever was on the server.
    ///   - optional: Messages among them that may also be gone: another client removed them.
    ///   - server: What it has now, where a message that is still there need not be here.
    ///   - store: What is here.
    init(all: [[UInt8]], optional: [[UInt8]] = [], server: [[UInt8]], store: [[UInt8]]) {
        let (all, optional) = (Self.counts(all), Self.counts(optional))
        let (server, store) = (Self.counts(server), Self.counts(store))
        for (octets, count) in all {
            let here = store[octets, default: 0]
            lost += max(0, count - optional[octets, default: 0] - here - server[octets, default: 0])
            doubled += max(0, here - count)
        }
        for (octets, count) in store where all[octets] == nil {
            let isPart = all.keys.contains { $0.count > octets.count && $0.starts(with: octets) }
            if isPart { partial += count } else { junk += count }
        }
    }

    private static func counts(_ messages: [[UInt8]]) -> [[UInt8]: Int] {
        messages.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
