import MailModel

/// What a report says became of a message, a sentence for each recipient.
///
///     Not delivered to ada@example.org: mailbox full (5.2.2)
enum DeliveryReport {
    /// Recipients that get a sentence of their own.
    private static let maximumRecipients = 20

    /// The content types that carry a report's facts.
    static let subtypes: Set<String> = [
        "delivery-status", "global-delivery-status", "disposition-notification", "global-disposition-notification",
        "feedback-report",
    ]

    /// Reads a report's second part.
    static func sentences(_ octets: [UInt8], subtype: String) -> [String] {
        switch subtype {
        case "disposition-notification", "global-disposition-notification": disposition(octets)
        case "feedback-report": feedback(octets)
        default: delivery(octets)
        }
    }

    // delivery-status-content = per-message-fields 1*( CRLF per-recipient-fields ) (RFC 3464 §2.1)
    private static func delivery(_ octets: [UInt8]) -> [String] {
        var sentences: [String] = []
        var left = 0
        for group in groups(octets) {
            guard group["Action"] != nil || group["Status"] != nil,
                let recipient = group["Final-Recipient"] ?? group["Original-Recipient"]
            else { continue }
            if sentences.count < maximumRecipients {
                sentences.append(sentence(for: typedValue(recipient), group))
            } else {
                left += 1
            }
        }
        if left > 0 { sentences.append("… and \(left) more recipients") }
        return sentences
    }

    private static func sentence(for recipient: String, _ group: Header) -> String {
        // action-field = "Action" ":" action-value (RFC 3464 §2.3.3)
        let status = group.text("Status").prefix { $0.isNumber || $0 == "." }
        var action = group["Action"].map { ParameterValue($0).value } ?? ""
        if action.isEmpty {
            action = status.hasPrefix("5") ? "failed" : status.hasPrefix("4") ? "delayed" : "delivered"
        }
        switch action {
        case "delivered": return "Delivered to \(recipient)"
        case "relayed": return "Passed on for \(recipient), by a server that will not tell more"
        case "expanded": return "Delivered to the members of \(recipient)"
        default: break
        }
        let what = action == "delayed" ? "Not yet delivered to \(recipient)" : "Not delivered to \(recipient)"
        let diagnosis = group["Diagnostic-Code"].map(typedValue) ?? ""
        var sentence = what + StatusWords.reason(status: String(status), diagnosis: diagnosis)
        if action == "delayed", let until = group["Will-Retry-Until"].flatMap({ DateParser.parse($0) }) {
            sentence += "; the server goes on trying until \(until.rfc3339.prefix(10))"
        }
        return sentence
    }

    // disposition-field = "Disposition" ":" disposition-mode ";" disposition-type (RFC 8098 §3.2.6)
    private static func disposition(_ octets: [UInt8]) -> [String] {
        let fields = groups(octets)
        guard let group = fields.first(where: { $0["Disposition"] != nil }), let field = group["Disposition"] else {
            return []
        }
        let who = (group["Final-Recipient"] ?? group["Original-Recipient"]).map(typedValue) ?? "the recipient"
        let words = String(decoding: field, as: UTF8.self).lowercased()
            .split { $0 == ";" || $0 == "/" || $0 == "," }.map { String($0).words.joined() }
        let isAutomatic = words.contains("automatic-action")
        if words.contains("displayed") { return ["Your message was opened by \(who)"] }
        if words.contains("deleted") { return ["Your message was deleted by \(who), perhaps unread"] }
        if words.contains("denied") { return ["\(who) gives no read receipts"] }
        return ["Your message was processed by \(who)\(isAutomatic ? " automatically" : "")"]
    }

    // Feedback-Type (RFC 5965 §3.1)
    private static func feedback(_ octets: [UInt8]) -> [String] {
        guard let group = groups(octets).first(where: { $0["Feedback-Type"] != nil }) else { return [] }
        let kind = group.text("Feedback-Type")
        let about = group["Original-Mail-From"].map { " about a message from \(EncodedWord.decode($0).prefix(200))" }
        return ["Report of \(kind.isEmpty ? "abuse" : String(kind.prefix(100)))\(about ?? "")"]
    }

    // type ";" value (RFC 3464 §2.1.2), and a person's address without the brackets that some write
    private static func typedValue(_ raw: ArraySlice<UInt8>) -> String {
        let text = EncodedWord.decode(raw)
        let value = text.split(separator: ";", maxSplits: 1).last.map(String.init) ?? text
        let words = value.words.joined(separator: " ")
        return String(words.drop { $0 == "<" }.prefix(300).prefix { $0 != ">" })
    }

    /// Headers with empty lines between them, as ranges of the same octets.
    private static func groups(_ octets: [UInt8]) -> [Header] {
        var groups: [Header] = []
        var position = start(of: octets[...])
        while position < octets.count, groups.count < 5_000 {
            let layout = octets.withUnsafeBufferPointer { buffer in
                HeaderParser(octets: buffer, end: buffer.count, lineEnd: octets.lineEnd).parse(from: position)
            }
            if !layout.fields.isEmpty { groups.append(Header(octets: octets, layout: layout)) }
            var rest = octets[max(position + 1, layout.range.upperBound)...]
            // A line that is no field would be met again.
            if layout.fields.isEmpty { rest = rest.drop { $0 != ASCII.lineFeed } }
            position = start(of: rest)
        }
        return groups
    }

    private static func start(of octets: ArraySlice<UInt8>) -> Int {
        octets.firstIndex { !$0.isFolding } ?? octets.endIndex
    }
}
