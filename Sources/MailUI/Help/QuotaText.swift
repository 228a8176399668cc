package import MailModel

/// How full an account is, in words.
package struct QuotaText {
    private let quota: MailQuota

    package init(_ quota: MailQuota) { self.quota = quota }

    /// `4.7 of 5 GB used, 94 %; 900 of 1,000 messages, 90 %`.
    package var sentence: String {
        let octets = quota.octets.map { "\(Self.octets($0)) used, \($0.percentage) %" }
        let messages = quota.messages.map { "\(Self.messages($0)), \($0.percentage) %" }
        return [octets, messages].compactMap(\.self).joined(separator: "; ")
    }

    /// `mailbox 94 % full: 4.7 of 5 GB`, by what is reached first.
    var warning: String {
        let octets = quota.octets.flatMap { $0.percentage == quota.percentage ? Self.octets($0) : nil }
        let amount = octets ?? quota.messages.map(Self.messages) ?? ""
        return quota.percentage < 100
            ? "mailbox \(quota.percentage) % full: \(amount)" : "mailbox full: \(amount)"
    }

    private static func messages(_ amount: MailQuota.Amount) -> String {
        "\(NumberText.grouped(amount.used)) of \(NumberText.counted(amount.limit, "message"))"
    }

    // The unit once where both have the same.
    private static func octets(_ amount: MailQuota.Amount) -> String {
        let (used, limit) = (NumberText.size(amount.used), NumberText.size(amount.limit))
        let (number, unit) = (used.split(separator: " "), limit.split(separator: " "))
        return number.last == unit.last ? "\(number[0]) of \(limit)" : "\(used) of \(limit)"
    }
}
