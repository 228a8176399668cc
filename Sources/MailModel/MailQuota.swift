/// How much of an account's mail its server holds, and how much it would hold (RFC 9208).
package struct MailQuota: Hashable, Sendable {
    package struct Amount: Hashable, Sendable {
        package var used: Int
        /// Above 0.
        package var limit: Int

        package init(used: Int, limit: Int) {
            self.used = used
            self.limit = limit
        }

        /// Rounded down: 100 is full, and there may be more.
        package var percentage: Int { Int(min(Double(used) * 100 / Double(max(limit, 1)), 1_000_000)) }
    }

    /// Octets; nothing where there is no limit of them.
    package var octets: Amount?
    /// Messages; nothing where there is no limit of them.
    package var messages: Amount?

    package init(octets: Amount? = nil, messages: Amount? = nil) {
        self.octets = octets
        self.messages = messages
    }

    /// What is reached first.
    package var percentage: Int { max(octets?.percentage ?? 0, messages?.percentage ?? 0) }

    /// It is time to make room.
    package var isNearlyFull: Bool { percentage >= 90 }

    /// Reads ``text``; nothing for anything else.
    package init?(text: String) {
        let numbers = text.split(separator: " ").map { $0.split(separator: "/").compactMap { Int($0) } }
        guard numbers.count == 2 else { return nil }
        let amounts = numbers.map { pair in
            pair.count == 2 && pair[1] > 0 ? Amount(used: pair[0], limit: pair[1]) : nil
        }
        guard amounts.contains(where: { $0 != nil }) else { return nil }
        self.init(octets: amounts[0], messages: amounts[1])
    }

    /// To be remembered: `4700000/5000000 -`.
    package var text: String {
        [octets, messages].map { $0.map { "\($0.used)/\($0.limit)" } ?? "-" }.joined(separator: " ")
    }
}
