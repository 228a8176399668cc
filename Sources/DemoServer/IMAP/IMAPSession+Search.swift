import IMAP
import MailModel

/// SEARCH (RFC 3501 §6.4.4) and its extended form (RFC 4731).
extension IMAPSession {
    private static let batch = 500

    /// What a search found: sequence numbers or UIDs, ascending, and the highest MODSEQ among them.
    private struct Findings {
        var numbers: [UInt32] = []
        var modSeq: UInt64 = 0
    }

    mutating func search(
        _ request: SearchRequest, _ tag: Tag, _ mail: UserMail, _ selected: Selection
    ) async -> Outcome {
        if let charset = request.charset, charset != "UTF-8", charset != "US-ASCII" {
            return .no("[BADCHARSET (US-ASCII UTF-8)] Unknown charset")
        }
        guard request.results == nil || has(.extendedSearch) else { return .bad("ESEARCH is not offered") }
        let criteria = SearchCriteria(request.key, in: selected)
        if criteria.usesModSeq {
            guard has(.condStore) else { return .bad("CONDSTORE is not offered") }
            enabled.insert(.condStore)
        }
        var found = Findings()
        for start in stride(from: 0, to: selected.uids.count, by: Self.batch) {
            let uids = selected.uids[start..<min(start + Self.batch, selected.uids.count)]
            for message in await mail.messages(uids, in: selected.validity) where criteria.matches(message) {
                guard let number = selected.number(of: message.uid) else { continue }
                found.numbers.append(request.isUID ? message.uid : UInt32(number))
                found.modSeq = max(found.modSeq, message.modSeq)
            }
        }
        let modSeq = criteria.usesModSeq && !found.numbers.isEmpty ? found.modSeq : nil
        if let results = request.results {
            writeExtended(found.numbers, results, modSeq, request, tag)
        } else {
            writePlain(found.numbers, modSeq)
        }
        return .ok("SEARCH done")
    }

    // "SEARCH" *(SP nz-number) [SP "(MODSEQ" SP mod-sequence ")"]
    private mutating func writePlain(_ numbers: [UInt32], _ modSeq: UInt64?) {
        output.write("* SEARCH")
        for number in numbers {
            output.write(" ")
            output.write(number)
        }
        if let modSeq {
            output.write(" (MODSEQ ")
            output.write(modSeq)
            output.write(")")
        }
        output.write("\r\n")
    }

    // esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)
    private mutating func writeExtended(
        _ numbers: [UInt32], _ results: [SearchRequest.Result], _ modSeq: UInt64?, _ request: SearchRequest, _ tag: Tag
    ) {
        output.write("* ESEARCH (TAG \"")
        output.write(tag)
        output.write(request.isUID ? "\") UID" : "\")")
        for result in results {
            switch result {
            case .count: output.writeText(" COUNT \(numbers.count)")
            case .min: if let first = numbers.first { output.writeText(" MIN \(first)") }
            case .max: if let last = numbers.last { output.writeText(" MAX \(last)") }
            case .all: if !numbers.isEmpty { output.writeText(" ALL \(SequenceSet(numbers))") }
            }
        }
        if let modSeq { output.writeText(" MODSEQ \(modSeq)") }
        output.write("\r\n")
    }
}
