package import BackendAPI
import IMAP
package import MailModel

extension IMAPBackend {
    /// Asks how full the account is (RFC 9208 §4.1.3, RFC 2087), where that may be another answer than the last time;
    /// INBOX's limit is what counts for what is delivered.
    func askQuota(over link: Link) async throws(BackendError) -> Tag? {
        guard link.capabilities.contains(.quota) else { return nil }
        if link.quota != nil { return link.quota }
        let hasRunFull = await link.connection.hasRunFull
        if let asked = seldom.quotaAsked, now() - asked < SeldomAsked.interval, !hasRunFull { return nil }
        return try await link.connection.send(.getQuotaRoot(mailbox: Array("INBOX".utf8))) { response in
            switch response {
            case .quota, .quotaRoot: true
            default: false
            }
        }
    }

    package func quota() async throws(BackendError) -> MailQuota? {
        guard let link, let tag = link.quota else { return seldom.quota }
        self.link?.quota = nil
        do {
            let (status, responses) = try await link.connection.answer(to: tag, limit: 1000)
            seldom.quota = status.condition == .ok ? MailQuota(responses) : nil
            seldom.quotaAsked = now()
            await link.connection.noteQuotaKnown()
            return seldom.quota
        } catch {
            throw withoutSecret(error)
        }
    }
}

extension IMAPConnection {
    fileprivate func noteQuotaKnown() { hasRunFull = false }
}

extension MailQuota {
    /// Of several limits the one that is reached first; nothing where there is none.
    ///
    /// Liberal: servers that mean none by a limit of 0.
    fileprivate init?(_ responses: [Response]) {
        func fullest(_ name: String, unit: UInt64) -> Amount? {
            responses.flatMap { response -> [QuotaResource] in
                if case .quota(_, let resources) = response { resources } else { [] }
            }
            .filter { $0.name == name && $0.limit > 0 }
            .map { Amount(used: Self.times($0.usage, unit), limit: Self.times($0.limit, unit)) }
            .max { $0.percentage < $1.percentage }
        }
        // Units of 1024 octets (RFC 9208 §5.1).
        self.init(octets: fullest("STORAGE", unit: 1024), messages: fullest("MESSAGE", unit: 1))
        if octets == nil, messages == nil { return nil }
    }

    private static func times(_ number: UInt64, _ unit: UInt64) -> Int {
        let product = number.multipliedReportingOverflow(by: unit)
        return product.overflow ? .max : Int(clamping: product.partialValue)
    }
}
